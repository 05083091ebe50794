# SPDX-License-Identifier: Apache-2.0
"""The walls between the rooms, and what may be imported when."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.architecture.tree import ROOMS, ROOT, imports_of, python_files, shown

HEAVY = ("torch", "transformers", "trl", "peft", "accelerate", "datasets", "openai", "anthropic", "pandas", "pyarrow")
WALLS = (
    "The house: app over ui over core over resources",
    "The core: studio, stations, tools, ground; no station knows another",
    "The screen: window, pages, widgets, models",
    "No page knows another page",
    "The core knows no screen",
    "The screen speaks to the studio, not to its cupboards",
    "Only the store speaks SQL",
    "No circles among siblings",
)


def test_that_the_eight_walls_are_declared() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    assert tuple(contract["name"] for contract in contracts) == WALLS
    assert not [contract["name"] for contract in contracts if contract.get("ignore_imports")]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_that_every_wall_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=str(tmp_path))
    assert code == 0, said.getvalue()


def test_that_a_broken_wall_is_seen(tmp_path: Path) -> None:
    for name in ("upper", "lower"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("import upper\n" if name == "lower" else "", encoding="utf-8")
    lines = ["[importlinter]", "root_packages =", "  upper", "  lower"]
    lines += ["[importlinter:contract:1]", "name = order", "type = layers", "layers =", "  upper", "  lower", ""]
    (tmp_path / ".importlinter").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "lower -> upper" in ended.stdout


def test_that_heavy_libraries_are_imported_only_inside_functions() -> None:
    found = [
        f"{shown(file)}:{line.line} imports {line.module}"
        for file in python_files(*ROOMS)
        for line in imports_of(file)
        if line.is_immediate and line.module.partition(".")[0] in HEAVY
    ]
    assert found == []


def test_that_no_room_imports_the_tests() -> None:
    found = [
        f"{shown(file)}:{line.line}"
        for file in python_files(*ROOMS)
        for line in imports_of(file)
        if line.module.partition(".")[0] in {"tests", "pytest", "hypothesis"}
    ]
    assert found == []


def test_that_immediate_and_late_imports_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    lines = [
        "import json",
        "from typing import TYPE_CHECKING",
        "if TYPE_CHECKING:",
        "    import torch",
        "try:",
        "    import peft",
        "except ImportError:",
        "    peft = None",
        "def run():",
        "    from trl import SFTTrainer",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert {line.module: line.is_immediate for line in imports_of(file)} == {
        "json": True,
        "typing": True,
        "torch": False,
        "peft": True,
        "trl": False,
    }


@pytest.mark.parametrize("module", ["ui.window", "app.main", "core.studio"])
def test_that_starting_loads_no_heavy_library(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == []


def test_that_the_core_and_the_command_line_load_no_qt() -> None:
    code = "import sys, core.studio, app.main; print(*[name for name in sys.modules if name.startswith('PySide6')])"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == []
