# SPDX-License-Identifier: Apache-2.0
"""The way in: window or command, and one sentence where neither can be."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.display import check_display, explain_import
from app.main import main, window_wanted
from core.errors import StudioError

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "transformers", "trl", "peft", "datasets", "openai", "anthropic")


def start(
    *arguments: str, home: Path, drop: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    known = {key: value for key, value in os.environ.items() if key not in drop}
    known |= {"STILLROOM_HOME": str(home), **environment}
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "workspace"), [([], None), (["-w", "here"], Path("here")), (["--workspace=here"], Path("here"))]
)
def test_that_nothing_but_a_workspace_means_the_window(arguments: list[str], workspace: Path | None) -> None:
    wanted = window_wanted(arguments)
    assert wanted is not None
    assert wanted.workspace == workspace


@pytest.mark.parametrize("arguments", [["demo"], ["-w", "here", "sample"], ["--help"], ["-h"], ["--json"], ["-w"]])
def test_that_anything_else_is_a_command(arguments: list[str]) -> None:
    assert window_wanted(arguments) is None


def test_that_without_a_display_one_sentence_and_a_hint_are_said(tmp_path: Path) -> None:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if not sys.platform.startswith("linux"):
        pytest.skip("other systems always have a screen")
    ended = start(home=tmp_path, drop=screens)
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "There is no display to open the window on.",
        "Use a command such as “stillroom demo” here, or start Stillroom from a desktop session.",
    ]


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_that_any_kind_of_screen_will_do(name: str) -> None:
    check_display(environment={name: "x"}, platform="linux")


def test_that_a_start_that_failed_leaves_garbage_collection_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("other systems always have a screen")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STILLROOM_HOME", str(tmp_path))
    assert main([]) == 1
    assert "no display" in capsys.readouterr().err
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_that_only_linux_can_be_without_a_screen() -> None:
    check_display(environment={}, platform="darwin")
    with pytest.raises(StudioError, match="no display"):
        check_display(environment={}, platform="linux")


def test_that_a_missing_system_library_is_named() -> None:
    error = explain_import(ImportError("libEGL.so.1: cannot open shared object file: No such file"))
    assert error.message == "The window needs libEGL.so.1, which this system does not have."
    assert "stillroom doctor" in error.hint


def test_that_a_missing_workspace_is_said_in_two_sentences(tmp_path: Path) -> None:
    ended = start("-w", str(tmp_path / "none"), home=tmp_path / "home")
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 2
    assert "There is no workspace" in ended.stderr


def test_that_importing_the_window_loads_no_heavy_library() -> None:
    code = (
        "import sys, ui.window\n"
        "late = ('pyqtgraph', 'numpy', 'sqlalchemy', 'qtawesome')\n"
        "print(*(name for name in late if name in sys.modules))\n"
        "import app.bootstrap\n"
        f"print(*(name for name in {HEAVY!r} + ('pyqtgraph', 'numpy') if name in sys.modules))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.returncode) == ("\n\n", 0), ended.stderr


def test_that_help_needs_no_qt(tmp_path: Path) -> None:
    code = (
        "import sys; from app.main import main\n"
        "code = main(['--help'])\n"
        "sys.exit(code or int(any(name.startswith('PySide6') for name in sys.modules)))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "stillroom" in ended.stdout
