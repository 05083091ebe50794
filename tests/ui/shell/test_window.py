# SPDX-License-Identifier: Apache-2.0
"""The window: pages when they are needed, everything by keyboard, news in its place, a close that asks."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.changes import Change, ChangeKind
from core.domain.jobs import JobState
from core.errors import StudioError
from core.jobs.reporter import Reporter
from tests.helpers.shell import PlainPage, SaidJob, Shell, open_shell, plain_pages
from ui.context import UiContext
from ui.dialogs.bug import BugDialog
from ui.dialogs.question import Question
from ui.jobs_panel import JobsPanel, read_tail
from ui.pages.base import PageSpec, PageView
from ui.safety import TextLabel
from ui.theme.tokens import DARK, LIGHT
from ui.widgets.banner import Banner
from ui.widgets.command_palette import CommandPalette
from ui.widgets.job_view import JobView
from ui.widgets.jobs_line import JobsLine
from ui.widgets.key_sheet import KeySheet
from ui.widgets.rail import Rail, RailButton
from ui.widgets.toast import ToastLine
from ui.window import MainWindow

Opener = Callable[..., MainWindow]


@pytest.fixture
def shell(qapp: QApplication, tmp_path: Path) -> Iterator[Shell]:
    shell = open_shell(tmp_path)
    yield shell
    shell.close()


@pytest.fixture
def opened(qtbot: QtBot, shell: Shell) -> Iterator[Opener]:
    """Makes a shown, active window; closes it for good at the end."""
    made: list[MainWindow] = []

    def open_window(pages: tuple[PageSpec, ...] = plain_pages(), geometry: QSettings | None = None) -> MainWindow:
        window = MainWindow(shell.context, pages, geometry=geometry)
        made.append(window)
        with qtbot.waitActive(window):
            window.show()
        return window

    yield open_window
    for window in made:
        window.finish_close()
        window.deleteLater()


def child(window: QWidget, kind: type, name: str = "") -> QWidget:
    found = window.findChild(kind, name or None)
    assert found is not None
    return found


def press(qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None
    qtbot.keyClick(target, key, held)


def view(window: MainWindow, page: str) -> PlainPage:
    found = window.findChild(PlainPage, f"page.{page}")
    assert found is not None
    return found


def test_that_a_page_is_built_when_it_is_first_shown_and_once(opened: Opener) -> None:
    built: list[str] = []

    def noting(spec: PageSpec) -> PageSpec:
        def build(context: UiContext) -> PageView:
            built.append(spec.id)
            return spec.build(context)

        return dataclasses.replace(spec, build=build)

    window = opened(tuple(noting(spec) for spec in plain_pages()))
    assert built == ["home"]
    for page in ("review", "home", "review"):
        window.show_page(page)
    assert built == ["home", "review"]
    assert view(window, "home").visits == ["shown", "hidden", "shown", "hidden"]


def test_that_ctrl_and_a_digit_show_a_page(qtbot: QtBot, opened: Opener) -> None:
    window = opened()
    press(qtbot, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page == "review"
    assert child(window, RailButton, "rail.review").isChecked()


def test_that_the_primary_action_of_the_page_stands_in_the_top_line(qtbot: QtBot, opened: Opener) -> None:
    window = opened()
    window.show_page("review")
    button = child(window, QPushButton, "primary_action")
    assert button.text() == "Begin review"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view(window, "review").done == ["review"]


def test_that_one_key_does_another_thing_on_another_page(qtbot: QtBot, opened: Opener) -> None:
    window = opened()
    press(qtbot, Qt.Key.Key_B)
    window.show_page("tasks")
    press(qtbot, Qt.Key.Key_B)
    assert view(window, "home").done == ["home"]
    assert view(window, "tasks").done == ["tasks"]


def test_that_a_page_takes_the_keyboard_when_it_is_shown(opened: Opener) -> None:
    window = opened()
    window.show_page("review")
    assert QApplication.focusWidget() is view(window, "review").button


def test_that_the_navigator_shows_a_target(shell: Shell, opened: Opener) -> None:
    window = opened()
    shell.context.navigator.go("review", 17)
    assert window.current_page == "review"
    assert "target 17" in view(window, "review").visits


def test_that_an_unknown_page_is_said_and_not_raised(shell: Shell, opened: Opener) -> None:
    window = opened()
    shell.context.navigator.go("deploy")
    assert "deploy" in child(window, Banner, "banner").findChild(QWidget, "banner_message").text()


def test_that_f6_goes_round_the_regions_and_back(qtbot: QtBot, opened: Opener) -> None:
    window = opened()
    regions = []
    for _ in range(4):
        press(qtbot, Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        kinds = (Rail, JobsLine, PageView)
        regions.append(next((kind.__name__ for kind in kinds if _inside(window, kind, focused)), "TopLine"))
    assert regions == ["JobsLine", "Rail", "TopLine", "PageView"]
    press(qtbot, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert _inside(window, QWidget, QApplication.focusWidget(), "top_line")


def _inside(window: MainWindow, kind: type, focused: QWidget | None, name: str = "") -> bool:
    return any(part.isAncestorOf(focused) for part in window.findChildren(kind, name or None) if focused is not None)


def test_that_the_palette_finds_a_page_by_a_few_letters(qtbot: QtBot, opened: Opener) -> None:
    window = opened()
    press(qtbot, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = child(window, CommandPalette)
    assert isinstance(palette, CommandPalette)
    qtbot.waitUntil(palette.isVisible)
    qtbot.keyClicks(QApplication.focusWidget(), "rview")
    assert palette.shown_ids()[0] == "go.review"
    press(qtbot, Qt.Key.Key_Return)
    assert window.current_page == "review"
    assert not palette.isVisible()


def test_that_the_palette_offers_only_what_can_be_done_here(opened: Opener) -> None:
    window = opened()
    window.show_page("review")
    window.show_page("tasks")
    window.open_palette()
    palette = child(window, CommandPalette)
    assert isinstance(palette, CommandPalette)
    assert "tasks.begin" in palette.shown_ids()
    assert "review.begin" not in palette.shown_ids()
    palette.reject()


def test_that_the_question_mark_opens_the_keys_of_this_page(qtbot: QtBot, opened: Opener) -> None:
    window = opened()
    press(qtbot, Qt.Key.Key_Question)
    sheet = window.findChild(KeySheet)
    assert sheet is not None
    words = [label.text() for label in sheet.findChildren(TextLabel)]
    assert {"Begin home", "B", "Ctrl+K", "Next region"} <= set(words)
    sheet.accept()


def test_that_the_menu_is_made_of_the_same_actions(opened: Opener) -> None:
    window = opened()
    menu = window._menu
    menu.aboutToShow.emit()
    titles = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert titles == ["Begin home", "Go", "Stillroom", "View"]


def test_that_the_rail_tells_what_waits_and_counts_again_after_a_change(
    qtbot: QtBot, shell: Shell, opened: Opener
) -> None:
    counts = [17]
    pages = list(plain_pages())
    pages[2] = dataclasses.replace(
        pages[2],
        waiting=lambda _studio: counts[0],
        waiting_words="{n} to review",
        counts_on=(ChangeKind.TRACES,),
    )
    window = opened(tuple(pages))
    button = child(window, RailButton, "rail.review")
    qtbot.waitUntil(lambda: button.accessibleName() == "Review, 17 to review")
    counts[0] = 16
    shell.context.studio.changes.emit(Change(ChangeKind.TRACES))
    qtbot.waitUntil(lambda: button.accessibleName() == "Review, 16 to review")


def test_that_the_rail_narrows_with_the_window_until_the_user_chooses(qtbot: QtBot, opened: Opener) -> None:
    window = opened()
    rail = child(window, Rail)
    assert isinstance(rail, Rail)
    window.resize(1_024, 700)
    qtbot.waitUntil(lambda: rail.is_narrow)
    assert (window.width(), window.height()) == (1_024, 700)
    window.toggle_rail()
    window.resize(1_030, 700)
    assert not rail.is_narrow


def test_that_a_toast_offers_undo_and_goes(qtbot: QtBot, shell: Shell, opened: Opener) -> None:
    window = opened()
    undone: list[bool] = []
    shell.context.notify.toast("Accepted <b>“Budget”</b>", undo=lambda: undone.append(True))
    toast = child(window, ToastLine)
    button = child(window, QPushButton, "toast_action")
    assert toast.isVisible()
    assert child(window, QWidget, "toast_text").text() == "Accepted <b>“Budget”</b>"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert not toast.isVisible()


def test_that_a_failure_stays_as_plain_words_until_it_is_closed(qtbot: QtBot, shell: Shell, opened: Opener) -> None:
    window = opened()
    shell.context.notify.fail(StudioError("The <i>disk</i> is full.", hint="Make room."))
    banner = child(window, Banner, "banner")
    assert banner.isVisible()
    assert child(window, QWidget, "banner_message").text() == "The <i>disk</i> is full."
    assert child(window, QWidget, "banner_hint").text() == "Make room."
    qtbot.mouseClick(banner.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert not banner.isVisible()


def test_that_a_bug_is_told_once_at_a_time(opened: Opener) -> None:
    window = opened()
    window.show_bug("ValueError: <b>oh</b>", "stillroom.log")
    window.show_bug("ValueError: again", "stillroom.log")
    dialogs = window.findChildren(BugDialog)
    assert len(dialogs) == 1
    dialogs[0].accept()


def test_that_the_theme_switches_and_is_remembered(qtbot: QtBot, shell: Shell, opened: Opener) -> None:
    window = opened()
    window.switch_theme()
    assert shell.context.theme.tokens is DARK
    qtbot.waitUntil(lambda: shell.context.settings.current.theme == "dark")
    shell.context.settings.change(theme="light")
    shell.context.studio.changes.emit(Change(ChangeKind.SETTINGS))
    qtbot.waitUntil(lambda: shell.context.theme.tokens is LIGHT)


def test_that_a_new_reviewer_is_named_at_once(qtbot: QtBot, shell: Shell, opened: Opener) -> None:
    window = opened()
    line = child(window, JobsLine)
    shell.context.settings.change(reviewer="Grace")
    shell.context.studio.changes.emit(Change(ChangeKind.SETTINGS))
    qtbot.waitUntil(lambda: "Grace" in [label.text() for label in line.findChildren(TextLabel)])


def test_that_size_and_place_are_remembered(tmp_path: Path, shell: Shell, opened: Opener) -> None:
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = opened(geometry=kept)
    window.resize(1_111, 711)
    window.finish_close()
    assert kept.value("geometry") is not None


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


def speaking(gate: threading.Event) -> Callable[[Reporter], None]:
    """Say something, then wait for the gate or for stop."""

    def speak(report: Reporter) -> None:
        report.log("loading <b>student</b>")
        report.progress(64, 100, "loss 0.8")
        while not gate.is_set():
            report.wait(0.02)

    return speak


def test_that_a_job_shows_in_line_and_panel_and_can_be_stopped(
    qtbot: QtBot, shell: Shell, opened: Opener, gate: threading.Event
) -> None:
    window = opened()
    job = shell.context.studio.jobs.submit(SaidJob("Train <i>cot-2</i>", speaking(gate)))
    button = child(window, QPushButton, "jobs_button")
    qtbot.waitUntil(lambda: button.text() == "1 running")
    press(qtbot, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    panel, job_view = child(window, JobsPanel), child(window, JobView)
    assert panel.isVisible()
    words = lambda: [label.text() for label in job_view.findChildren(TextLabel)]  # noqa: E731
    qtbot.waitUntil(lambda: "Train <i>cot-2</i>" in words() and "64 % · loss 0.8" in words())
    stop = next(one for one in job_view.findChildren(QPushButton) if one.text() == "Stop")
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shell.context.jobs.result(job) is JobState.CANCELLED)
    qtbot.waitUntil(lambda: button.text() == "No jobs running")
    qtbot.waitUntil(lambda: "Stopped" in words())


def test_that_a_failed_job_says_why_and_what_to_do(qtbot: QtBot, shell: Shell, opened: Opener) -> None:
    def speak(report: Reporter) -> None:
        raise StudioError("The disk is full.", hint="Make room and resume.")

    window = opened()
    window.toggle_jobs()
    shell.context.studio.jobs.submit(SaidJob("Generate", speak))
    job_view = child(window, JobView)
    words = lambda: [label.text() for label in job_view.findChildren(TextLabel)]  # noqa: E731
    qtbot.waitUntil(lambda: {"Failed", "The disk is full.", "Make room and resume."} <= set(words()))


def test_that_the_end_of_a_log_file_is_read_from_a_whole_line(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("".join(f"line {number}\n" for number in range(1_000)), encoding="utf-8")
    lines = read_tail(path, limit=100)
    assert lines[-2:] == ["line 999", ""]
    assert all(line.startswith("line ") for line in lines[:-1])
    assert read_tail(tmp_path / "none.txt") == []


def test_that_closing_without_jobs_asks_nothing_and_waits_for_the_owner(qtbot: QtBot, opened: Opener) -> None:
    window = opened()
    with qtbot.waitSignal(window.close_confirmed) as told:
        window.close()
    assert told.args == [True]
    assert window.isVisible()
    window.finish_close()
    assert not window.isVisible()


@pytest.mark.parametrize(("answer", "keeps"), [("keep", True), ("stop", False)])
def test_that_closing_with_jobs_asks_what_to_do_with_them(
    qtbot: QtBot, shell: Shell, opened: Opener, gate: threading.Event, answer: str, keeps: bool
) -> None:
    window = opened()
    shell.context.studio.jobs.submit(SaidJob("Train", speaking(gate)))
    qtbot.waitUntil(lambda: len(shell.context.jobs.running()) == 1)
    with qtbot.assertNotEmitted(window.close_confirmed):
        window.close()
    question = window.findChild(Question)
    assert question is not None
    with qtbot.waitSignal(window.close_confirmed) as told:
        qtbot.mouseClick(question.findChild(QPushButton, f"answer.{answer}"), Qt.MouseButton.LeftButton)
    assert told.args == [keeps]


def test_that_a_second_close_forces(qtbot: QtBot, opened: Opener) -> None:
    window = opened()
    window.close()
    window.close()
    assert not window.isVisible()


def test_that_every_button_has_a_name_and_a_size_to_hit(opened: Opener) -> None:
    window = opened()
    window.toggle_jobs()
    for button in [*window.findChildren(QPushButton), *window.findChildren(QToolButton)]:
        if button.isVisible():
            assert button.accessibleName() or button.text(), button.objectName()
            assert min(button.width(), button.height()) >= 24, button.objectName()


def test_that_tab_reaches_every_part_of_the_window(qtbot: QtBot, opened: Opener) -> None:
    window = opened()
    seen: set[str] = set()
    for _ in range(30):
        press(qtbot, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.add(focused.objectName())
    assert {"search", "primary_action", "app_menu", "jobs_button"} <= seen
    assert any(name.startswith("rail.") for name in seen)
    assert window.isActiveWindow()
