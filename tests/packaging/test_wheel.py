# SPDX-License-Identifier: Apache-2.0
"""The wheel: only Stillroom's own name lands in site-packages, and the installed command starts."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> str:
    """What a command prints; an assertion with its own words where it fails."""
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it, and a path to the libraries that it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", str(folder))
    python = folder / "bin" / "python"
    if os.name == "nt":
        python = folder / "Scripts" / "python.exe"
    run(str(python), "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", str(wheel))
    site = Path(run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python.parent


def test_that_only_stillroom_lands_in_site_packages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"stillroom"}
    rooms = {name.split("/")[2] for name in names if name.startswith("stillroom/_src/")}
    assert rooms == {"app", "core", "ui", "resources"}


def test_that_the_wheel_carries_every_file_of_the_rooms_and_no_bytecode(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert [name for name in names if name.endswith(".pyc")] == []
    kept = subprocess.run(
        ["git", "ls-files", "app", "core", "ui", "resources"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if kept.returncode != 0:
        pytest.skip("not a git checkout")
    there = [name for name in kept.stdout.split() if (ROOT / name).is_file()]
    assert [name for name in there if f"stillroom/_src/{name}" not in names] == []


def test_that_the_wheel_declares_its_command_and_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (points,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    assert "stillroom = stillroom:main" in archive.read(points).decode()
    assert [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]


def test_that_the_installed_command_starts_beside_foreign_folders(installed: Path, tmp_path: Path) -> None:
    for name in ("app", "core", "ui", "resources"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(
            "raise RuntimeError('a stranger was imported')\n", encoding="utf-8"
        )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    for command in ([str(installed / "stillroom")], [str(installed / "python"), "-m", "stillroom"]):
        ended = subprocess.run(
            [*command, "--help"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        assert "stillroom" in ended.stdout
