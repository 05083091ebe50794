# SPDX-License-Identifier: Apache-2.0
"""A walk through the recorded demo: every page in both themes; the pictures are kept where somebody asks for them."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.demo.recorded import unpack_recorded_demo
from core.domain.traces import TraceState
from core.studio import Studio
from tests.flows.eyes import is_seen, until
from tests.flows.living import Stay, home_in, live
from tests.flows.pictures import SIZES, Album

pytestmark = pytest.mark.screens

PAGES = ("home", "tasks", "generate", "review", "people", "datasets", "train", "evaluate", "settings")
# Without a folder to write to, one size tells whether a page shows something.
WANTED = tuple(SIZES) if os.environ.get("STILLROOM_SCREENS") else ("",)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's folder with Stillroom in it, so that no picture tells of the machine that it was made on."""
    home = tmp_path / "ada"
    (home / "stillroom").mkdir(parents=True)
    venv = Path(sys.prefix)
    (home / "stillroom" / venv.name).symlink_to(venv, target_is_directory=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(sys, "executable", str(home / "stillroom" / Path(sys.executable).relative_to(venv.parent)))
    return home


@pytest.fixture
def recorded(home: Path) -> Path:
    folder = home / "demo"
    unpack_recorded_demo(folder)
    return folder


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_that_every_page_of_the_recorded_demo_has_something_to_show(
    qtbot: QtBot, qapp: QApplication, home: Path, recorded: Path, theme: str
) -> None:
    live(qapp, home_in(home / ".stillroom", theme=theme), recorded, partial(turn_the_pages, theme))


def turn_the_pages(theme: str, stay: Stay) -> None:
    album = Album(stay, theme)
    for number, page in enumerate(PAGES, start=1):
        album.open_page(number, page)
        LOOKS.get(page, lambda _album, _stay: None)(album, stay)
        album.take(page, sizes=WANTED)
    look_at_the_rest(album)
    assert {f"{page}-{theme}" for page in PAGES} <= set(album.taken)


def look_at_tasks(album: Album, stay: Stay) -> None:
    """Problems as a preview shows them, and the task types."""
    del stay
    album.keys.write_over("12")
    album.keys.press("Ctrl+P")
    until(lambda: is_seen("preview_head"), "the preview")
    album.keys.tab_to("tasks_tabs", back=True)
    album.keys.press("Ctrl+Tab")
    album.take_once("task-types")
    album.keys.press("Ctrl+Tab")


def look_at_review(album: Album, stay: Stay) -> None:
    """A trace that waits, being edited, being rejected, and one beside its original."""
    keys, review = album.keys, stay.studio.review
    edited = review.ids(states=(TraceState.EDITED,))
    if edited:
        stay.context.navigator.go("review", edited[0])
        album.rest()
        keys.press("D")
        album.take_once("review-diff")
        keys.press("D")
    waiting = review.ids(states=(TraceState.PENDING,)) or review.ids()
    stay.context.navigator.go("review", waiting[0])
    album.rest()
    keys.press("E")
    album.take_once("review-edit")
    keys.press("Escape")
    keys.press("X")
    album.take_once("review-reject")
    keys.press("Escape")


def look_at_train(album: Album, stay: Stay) -> None:
    """The form of a new run."""
    del stay
    album.keys.press("Ctrl+N")
    album.rest()
    album.take_once("train-new-run")
    album.keys.press("Alt+Left")


def look_at_evaluate(album: Album, stay: Stay) -> None:
    """The form, the elements and the cases behind the gap."""
    del stay
    album.keys.press("Ctrl+N")
    album.rest()
    album.take_once("evaluate-new")
    album.keys.press("Alt+Left")
    album.rest()
    for name, title in (("evaluate-elements", "Elements"), ("evaluate-cases", "Cases")):
        album.keys.open_tab("comparison_tabs", title)
        album.take_once(name)
    album.keys.open_tab("comparison_tabs", "Gap")


LOOKS = {
    "tasks": look_at_tasks,
    "review": look_at_review,
    "train": look_at_train,
    "evaluate": look_at_evaluate,
}


def look_at_the_rest(album: Album) -> None:
    """The key sheet, the palette and the jobs panel."""
    album.open_page(4, "review")
    album.keys.press("?")
    until(lambda: is_seen("key_sheet"), "the key sheet")
    album.take("key-sheet")
    album.keys.press("Escape")
    album.keys.press("Ctrl+K")
    until(lambda: is_seen("command_palette"), "the palette")
    album.take("palette")
    album.keys.press("Escape")
    until(lambda: not is_seen("command_palette"), "the palette is gone")
    album.open_page(7, "train")
    album.keys.press("Ctrl+J")
    until(lambda: is_seen("jobs_panel"), "the jobs panel")
    album.take("jobs")
    album.keys.press("Ctrl+J")


def test_that_every_page_of_an_empty_workspace_says_what_to_do_next(
    qtbot: QtBot, qapp: QApplication, home: Path
) -> None:
    Studio.open(home / "empty", create=True).close()

    def look(stay: Stay) -> None:
        album = Album(stay, "light")
        for number, page in enumerate(PAGES[:-1], start=1):
            album.open_page(number, page)
            album.take(f"empty-{page}")

    live(qapp, home_in(home / ".stillroom"), home / "empty", look)


@pytest.mark.slow
def test_that_the_window_is_sharp_at_one_and_a_half_times_the_size(home: Path, recorded: Path) -> None:
    folder = Path(os.environ.get("STILLROOM_SCREENS") or home)
    environment = {**os.environ, "QT_SCALE_FACTOR": "1.5", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.flows.scaled", str(recorded), str(home / ".stillroom"), str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert seen_size(folder / "review-1.5x-light.png") == (1_920, 1_200)


def seen_size(path: Path) -> tuple[int, int]:
    from PySide6.QtGui import QImage

    picture = QImage(str(path))
    return picture.width(), picture.height()
