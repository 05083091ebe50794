# SPDX-License-Identifier: Apache-2.0
"""The dialog of keys by keyboard alone: what is pressed there is in use at once and after the next start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from core.settings import SettingsFile
from tests.helpers.shell import open_shell, plain_pages
from ui.actions import ActionSpec
from ui.dialogs.question import Question
from ui.keys_dialog import KeysDialog
from ui.pages.settings.keys_card import KeysCard
from ui.safety import TextLabel
from ui.widgets.key_list import KeyList
from ui.widgets.key_sheet import KeySheet
from ui.widgets.labels import Key
from ui.widgets.rail import RailButton
from ui.window import MainWindow

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LONG = "Take everything that was ever written here and " * 6


@pytest.fixture
def shell(qapp, tmp_path):
    made = open_shell(tmp_path)
    made.context.actions.add(ActionSpec("home.long", LONG, shortcut="L", page="home", menu="Home"), lambda: None)
    yield made
    made.close()


@pytest.fixture
def window(qtbot, shell):
    made = MainWindow(shell.context, plain_pages())
    made.resize(1_280, 800)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.finish_close()
    made.deleteLater()


@pytest.fixture
def dialog(qtbot, shell, window):
    shell.context.actions.run("app.change_keys")
    made = window.findChild(KeysDialog)
    with qtbot.waitActive(made):
        made.activateWindow()
    qtbot.waitUntil(lambda: made.is_complete)
    return made


def press(qtbot, key, held=NONE):
    target = QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None
    qtbot.keyClick(target, key, held)


def find(qtbot, dialog, words):
    dialog.search.setFocus()
    dialog.search.selectAll()
    qtbot.keyClicks(dialog.search, words)


def said(dialog):
    return dialog.findChild(TextLabel, "keys_said").text()


def keys(shell, id_):
    return shell.context.actions.keys(id_)


def test_that_actions_of_pages_that_nobody_opened_are_there_too(dialog):
    headings = list(dict.fromkeys(dialog.list.line(id_).heading for id_ in dialog.list.ids()))
    assert headings[:3] == ["Home", "Tasks", "Review"]
    assert {"home.begin", "tasks.begin", "review.begin", "app.palette", "go.home"} <= set(dialog.list.ids())


def test_that_a_pressed_key_is_in_use_at_once_and_kept(qtbot, shell, window, dialog):
    find(qtbot, dialog, "search or do")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_M, CTRL)
    assert said(dialog) == "“Search or do” has the key Ctrl+M now."
    assert keys(shell, "app.palette") == ("Ctrl+M",)
    assert window._top.findChild(Key).text() == "Ctrl+M"
    assert "(Ctrl+M)" in window._top.search.toolTip()
    assert dialog.search.hasFocus()
    path = shell.context.settings.path
    qtbot.waitUntil(lambda: SettingsFile(path).current.shortcuts == {"app.palette": ("Ctrl+M",)})
    dialog.accept()
    with qtbot.waitActive(window):
        window.activateWindow()
    press(qtbot, Qt.Key.Key_K, CTRL)
    assert not window._palette.isVisible()
    press(qtbot, Qt.Key.Key_M, CTRL)
    assert window._palette.isVisible()
    window._palette.reject()


def test_that_the_rail_and_the_menu_tell_the_new_keys(qtbot, shell, window):
    shell.context.actions.remap({"go.review": ["Ctrl+9"], "app.menu": []})
    assert "Ctrl+9" in window.findChild(RailButton, "rail.review").toolTip()
    assert "F10" not in window._top._menu.toolTip()
    press(qtbot, Qt.Key.Key_3, CTRL)
    assert window.current_page == "home"
    press(qtbot, Qt.Key.Key_9, CTRL)
    assert window.current_page == "review"


def test_that_backspace_is_refused_for_what_changes_something(qtbot, shell, dialog):
    find(qtbot, dialog, "begin home")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Backspace)
    assert (
        said(dialog) == "Backspace erases, and “Begin home” decides or changes something: a slip would cost too much."
    )
    assert dialog.foot.recorder.text() == "Backspace"
    press(qtbot, Qt.Key.Key_Tab)
    assert said(dialog) == "Tab takes the keyboard to the next field or tab."
    assert dialog.foot.recorder.hasFocus()
    assert keys(shell, "home.begin") == ("B",)


def test_that_escape_leaves_the_recorder_and_then_the_dialog(qtbot, shell, window, dialog):
    press(qtbot, Qt.Key.Key_Return)
    assert dialog.foot.recorder.hasFocus()
    press(qtbot, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert shell.context.actions.chosen == {}
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is None)


def test_that_a_key_of_another_action_is_refused_by_its_name_and_can_be_swapped(qtbot, shell, dialog):
    find(qtbot, dialog, "begin home")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_L)
    assert said(dialog).endswith("(Home) already.")
    assert said(dialog).startswith("L is the key of “Take everything")
    assert keys(shell, "home.begin") == ("B",)
    assert dialog.findChild(QPushButton, "keys_swap").hasFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert (keys(shell, "home.begin"), keys(shell, "home.long")) == (("L",), ("B",))


def test_that_a_key_of_the_window_can_be_taken_from_it(qtbot, shell, dialog):
    find(qtbot, dialog, "begin tasks")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Question)
    assert said(dialog) == "? is the key of “Show keys” (Stillroom) already."
    assert not dialog.findChild(QPushButton, "keys_swap").isVisible()
    press(qtbot, Qt.Key.Key_Return)
    assert (keys(shell, "tasks.begin"), keys(shell, "app.keys")) == (("?",), ("F1",))


def test_that_escape_leaves_a_clash_as_it_was(qtbot, shell, dialog):
    find(qtbot, dialog, "begin home")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_L)
    press(qtbot, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert shell.context.actions.chosen == {}


def test_that_a_clash_is_left_when_another_action_is_chosen(qtbot, shell, dialog):
    find(qtbot, dialog, "begin home")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_L)
    dialog.search.clear()
    dialog.list.choose("app.jobs")
    assert not dialog.findChild(QPushButton, "keys_take").isVisible()
    assert dialog.findChild(QPushButton, "keys_change").isVisible()
    assert shell.context.actions.chosen == {}


def test_that_a_key_pressed_before_every_page_is_known_waits_for_them(qtbot, shell, window):
    window.change_keys()
    dialog = window.findChild(KeysDialog)
    assert not dialog.is_complete
    dialog.list.choose("app.jobs")
    dialog.findChild(QPushButton, "keys_change").click()
    qtbot.keyClick(dialog.foot.recorder, Qt.Key.Key_B)
    assert shell.context.actions.chosen == {}
    qtbot.waitUntil(lambda: dialog.is_complete)
    assert said(dialog).startswith(
        "B is the key of others already: “Begin home” (Home), “Begin tasks” (Tasks) and 1 more"
    )


def test_that_keys_are_added_cleared_and_given_back_by_buttons(qtbot, shell, dialog):
    find(qtbot, dialog, "begin review")
    dialog.findChild(QPushButton, "keys_add").click()
    press(qtbot, Qt.Key.Key_F9)
    assert keys(shell, "review.begin") == ("B", "F9")
    dialog.findChild(QPushButton, "keys_clear").click()
    assert (keys(shell, "review.begin"), said(dialog)) == ((), "“Begin review” has no key now.")
    assert not dialog.findChild(QPushButton, "keys_clear").isEnabled()
    assert "It has no key." in dialog.findChild(QPushButton, "keys_clear").toolTip()
    dialog.findChild(QPushButton, "keys_default").click()
    assert keys(shell, "review.begin") == ("B",)
    path = shell.context.settings.path
    qtbot.waitUntil(lambda: shell.context.work.is_idle)
    assert "shortcuts" not in path.read_text(encoding="utf-8")


def test_that_all_keys_go_back_after_a_question(qtbot, shell, dialog):
    shell.context.actions.remap({"home.begin": ["Y"], "app.keys": []})
    dialog.findChild(QPushButton, "keys_all_default").click()
    question = dialog.findChild(Question)
    assert shell.context.actions.chosen
    question.findChild(QPushButton, "answer.default").click()
    assert shell.context.actions.chosen == {}
    assert keys(shell, "app.keys") == ("?", "F1")


def test_that_search_finds_words_pages_and_keys_or_says_that_there_is_nothing(qtbot, dialog):
    find(qtbot, dialog, "ctrl+k")
    assert dialog.list.ids() == ("app.palette",)
    find(qtbot, dialog, "tasks begin")
    assert dialog.list.ids() == ("tasks.begin",)
    find(qtbot, dialog, "zzz")
    assert dialog.list.ids() == ()
    assert dialog.findChild(TextLabel, "keys_said").text() == ""
    assert dialog._empty.isVisible()
    press(qtbot, Qt.Key.Key_Return)
    assert not dialog.foot.recorder.isVisible()


def test_that_arrow_keys_walk_the_list_past_its_headings(qtbot, dialog):
    assert dialog.list.current_id() == dialog.list.ids()[0]
    for _ in range(3):
        press(qtbot, Qt.Key.Key_Down)
    assert dialog.list.current_id() == dialog.list.ids()[3]
    dialog.list.setFocus()
    press(qtbot, Qt.Key.Key_Up)
    press(qtbot, Qt.Key.Key_Return)
    assert dialog.foot.recorder.hasFocus()


def test_that_a_folder_that_cannot_be_written_is_told_and_the_old_keys_are_back(qtbot, shell, dialog, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    shell.context.settings.path = tmp_path / "file" / "settings.toml"
    find(qtbot, dialog, "begin home")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert keys(shell, "home.begin") == ("B",)
    assert said(dialog) == "The keys could not be kept, so the old ones are back."


def test_that_the_key_sheet_leads_to_the_dialog(qtbot, window):
    window.open_keys()
    sheet = window.findChild(KeySheet)
    sheet.findChild(QPushButton, "key_sheet_change").click()
    assert window.findChild(KeysDialog).isVisible()
    assert not sheet.isVisible()


def test_that_the_settings_count_and_open_them(qtbot, shell, window):
    card = KeysCard(shell.context.actions)
    qtbot.addWidget(card)
    label = card.findChild(TextLabel, "settings_keys")
    assert label.text().endswith("All are as they came.")
    shell.context.actions.remap({"home.begin": ["Y"]})
    assert "One action has keys of your own" in label.text()
    card.findChild(QPushButton, "settings_change_keys").click()
    assert window.findChild(KeysDialog).isVisible()


def test_that_keys_of_ones_own_are_there_after_a_restart(qtbot, tmp_path):
    kept = {"home.begin": ("Y",), "old.thing": ("Q",), "tasks.begin": ("Nonsense",)}
    SettingsFile(tmp_path / "settings.toml").change_shortcuts(lambda: kept)
    shell = open_shell(tmp_path)
    window = MainWindow(shell.context, plain_pages())
    with qtbot.waitActive(window):
        window.show()
    press(qtbot, Qt.Key.Key_B)
    assert window._stack.current_view.done == []
    press(qtbot, Qt.Key.Key_Y)
    assert window._stack.current_view.done == ["home"]
    window.show_page("tasks")
    press(qtbot, Qt.Key.Key_B)
    assert window._stack.current_view.done == ["tasks"]
    assert SettingsFile(shell.context.settings.path).current.shortcuts == kept
    window.finish_close()
    window.deleteLater()
    shell.close()


def test_that_a_screen_reader_hears_action_page_and_keys(dialog):
    index = dialog.list.currentIndex()
    heard = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard.startswith(LONG[:40])
    assert heard.endswith("Home: L")
    assert isinstance(dialog.list, KeyList)
