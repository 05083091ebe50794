# SPDX-License-Identifier: Apache-2.0
"""Keys of the user's own: read from whatever a file says, given by rules, and never two meanings for one key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ui.action_spec import ActionSpec, can_meet
from ui.actions import ActionRegistry, shown_keys
from ui.key_changes import all_default, granted, wish_default, wish_for, without_keys
from ui.key_plan import plan_keys
from ui.key_text import pressed_key, read_key, said_key

SPECS = (
    ActionSpec("review.accept", "Accept", shortcut="A", page="review", help="Keep it"),
    ActionSpec("review.reject", "Reject", shortcut="X", page="review"),
    ActionSpec("review.skip", "Skip", shortcut="Space", page="review"),
    ActionSpec("review.next", "Next", shortcut="J", more=("Right",), page="review", is_harmless=True),
    ActionSpec("review.leave", "Leave", shortcut="Escape", page="review", is_harmless=True),
    ActionSpec("tasks.add", "Add", shortcut="Ctrl+N", more=("N",), page="tasks"),
    ActionSpec("train.new", "New run", shortcut="Ctrl+N", page="train"),
    ActionSpec("app.jobs", "Jobs", shortcut="Ctrl+J", is_harmless=True),
    ActionSpec("app.quit", "Quit", shortcut="Ctrl+Q"),
)
KEYS = (
    "A",
    "X",
    "Y",
    "Space",
    "Right",
    "N",
    "Esc",
    "Ctrl+N",
    "Ctrl+J",
    "Backspace",
    "Shift+Del",
    "F5",
    "Foo+Bar",
    "A, B",
)
CHOSEN = st.dictionaries(
    st.sampled_from([*(spec.id for spec in SPECS), "review.fly"]), st.lists(st.sampled_from(KEYS), max_size=4)
)


@pytest.fixture
def actions(qapp: object) -> Iterator[ActionRegistry]:
    made = ActionRegistry()
    for spec in SPECS:
        made.add(spec, lambda: None)
    made.set_page("review")
    yield made
    made.deleteLater()


def pressed(key: Qt.Key, text: str = "", held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> str:
    return pressed_key(QKeyEvent(QEvent.Type.KeyPress, key, held, text))


@pytest.mark.parametrize("text", ["", "Foo", "Ctrl+", "Ctrl+Foo", "A, B", "ab", "\x00", "Ctrl"])
def test_that_what_is_no_single_key_is_not_read(text: str) -> None:
    assert read_key(text) == ""


@pytest.mark.parametrize(("text", "key"), [("a", "A"), ("Escape", "Esc"), ("ctrl+return", "Ctrl+Return"), ("ф", "Ф")])
def test_that_a_key_is_read_in_one_way_of_writing(text: str, key: str) -> None:
    assert read_key(text) == key
    assert read_key(key) == key


def test_that_return_is_said_as_on_the_keyboard() -> None:
    assert said_key("Ctrl+Return") == "Ctrl+Enter"


@pytest.mark.parametrize(
    ("key", "text", "held", "told"),
    [
        (Qt.Key.Key_Y, "y", Qt.KeyboardModifier.NoModifier, "Y"),
        (Qt.Key.Key_Y, "Y", Qt.KeyboardModifier.ShiftModifier, "Shift+Y"),
        (Qt.Key.Key_Question, "?", Qt.KeyboardModifier.ShiftModifier, "?"),
        (Qt.Key.Key_Enter, "\r", Qt.KeyboardModifier.KeypadModifier, "Return"),
        (Qt.Key.Key_5, "5", Qt.KeyboardModifier.KeypadModifier, "5"),
        (Qt.Key.Key_Backtab, "", Qt.KeyboardModifier.ShiftModifier, "Shift+Tab"),
        (Qt.Key.Key_Control, "", Qt.KeyboardModifier.ControlModifier, ""),
        (Qt.Key.Key_S, "\x13", Qt.KeyboardModifier.ControlModifier, "Ctrl+S"),
    ],
)
def test_that_a_pressed_key_is_told_as_it_is_kept(
    qapp: object, key: Qt.Key, text: str, held: Qt.KeyboardModifier, told: str
) -> None:
    assert pressed(key, text, held) == told


@given(CHOSEN)
@settings(max_examples=300, deadline=None)
def test_that_no_file_gives_one_key_two_meanings_or_erasing_to_a_verdict(chosen: dict[str, list[str]]) -> None:
    keys = plan_keys(SPECS, chosen).keys
    assert keys.keys() == {spec.id for spec in SPECS}
    for spec in SPECS:
        others = [other for other in SPECS if other is not spec and can_meet(spec, other)]
        assert not {key for other in others for key in keys[other.id]} & set(keys[spec.id])
        assert spec.is_harmless or not {"Backspace", "Shift+Del"} & set(keys[spec.id])
        assert ("Esc" in keys[spec.id]) == (spec.id == "review.leave")


@given(CHOSEN, st.permutations(SPECS))
@settings(max_examples=100, deadline=None)
def test_that_it_does_not_matter_which_page_was_built_first(chosen: dict[str, list[str]], order: list) -> None:
    assert plan_keys(order, chosen).keys == plan_keys(SPECS, chosen).keys


def test_that_a_key_of_ones_own_wins_over_the_default_of_a_newer_stillroom() -> None:
    newer = (*SPECS, ActionSpec("review.rate", "Rate", shortcut="Y", more=("R",), page="review"))
    plan = plan_keys(newer, {"review.accept": ["Y"]})
    assert (plan.keys["review.accept"], plan.keys["review.rate"]) == (("Y",), ("R",))
    assert plan.notes == ("review.rate goes without the key 'Y': review.accept has it",)


def test_that_unreadable_keys_and_unknown_ids_are_logged_once_and_left_out(
    actions: ActionRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    actions.remap({"review.accept": ["Foo+Bar"], "review.reject": ["Backspace", "Y"], "review.fly": ["W"]})
    assert actions.keys("review.accept") == ("A",)
    assert actions.keys("review.reject") == ("Y",)
    actions.tell_unknown()
    actions.set_page("tasks")
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 3
    assert "review.accept cannot have the key 'Foo+Bar'" in said[0]
    assert "review.reject cannot have the key 'Backspace'" in said[1]
    assert "no action review.fly" in said[2]
    assert actions.chosen["review.fly"] == ("W",)


def test_that_another_key_shows_at_once_in_shortcut_and_tooltip(actions: ActionRegistry) -> None:
    action = actions.action("review.accept")
    actions.remap({"review.accept": ["Y"]})
    assert [key.toString() for key in action.shortcuts()] == ["Y"]
    assert "(Y)" in action.toolTip()
    assert shown_keys(action) == ("Y",)
    actions.set_typing(True)
    assert (action.shortcuts(), shown_keys(action)) == ([], ("Y",))
    actions.remap({"review.accept": []})
    assert (actions.keys("review.accept"), shown_keys(action)) == ((), ())
    assert "(" not in action.toolTip()


@pytest.mark.parametrize(
    ("id_", "key", "words"),
    [
        ("review.reject", "Backspace", "Backspace erases"),
        ("app.quit", "Shift+Del", "erases"),
        ("review.accept", "Esc", "leaves"),
        ("app.jobs", "Tab", "next field"),
        ("app.jobs", "Shift+Tab", "next field"),
        ("review.accept", "Return", "ends a line"),
        ("tasks.add", "Space", "presses the button"),
        ("tasks.add", "Down", "moves in lists"),
        ("review.accept", "Ctrl+Shift+Left", "moves in lists"),
        ("review.accept", "Ctrl+V", "text that is being written"),
        ("review.accept", "Alt+Up", "editor of steps"),
        ("app.jobs", "3", "by number in Review"),
    ],
)
def test_that_a_key_that_is_needed_elsewhere_is_refused_with_its_reason(
    actions: ActionRegistry, id_: str, key: str, words: str
) -> None:
    assert words in actions.why_refused(id_, key)


@pytest.mark.parametrize(
    ("id_", "key"),
    [
        ("review.accept", "Space"),
        ("review.next", "Backspace"),
        ("review.next", "Right"),
        ("review.leave", "Esc"),
        ("tasks.add", "Alt+Up"),
        ("review.accept", "3"),
        ("review.accept", "Shift+A"),
        ("app.jobs", "F9"),
    ],
)
def test_that_a_key_that_nobody_needs_can_be_had(actions: ActionRegistry, id_: str, key: str) -> None:
    assert actions.why_refused(id_, key) == ""


def test_that_a_new_key_takes_the_place_of_the_one_on_the_button(actions: ActionRegistry) -> None:
    wish = wish_for(actions, "review.next", "Y", is_added=False)
    assert (wish.keys, wish.holders) == (("Y", "Right"), ())
    assert wish_for(actions, "review.next", "Y", is_added=True).keys == ("J", "Right", "Y")


def test_that_what_leaves_keeps_escape(actions: ActionRegistry) -> None:
    assert wish_for(actions, "review.leave", "Q", is_added=False).keys == ("Esc", "Q")
    assert without_keys(actions, "review.leave") == {}


def test_that_keys_are_swapped_or_taken(actions: ActionRegistry) -> None:
    wish = wish_for(actions, "review.accept", "X", is_added=False)
    assert [spec.id for spec in wish.holders] == ["review.reject"]
    assert granted(actions, wish, is_swapped=True) == {"review.accept": ("X",), "review.reject": ("A",)}
    assert granted(actions, wish) == {"review.accept": ("X",), "review.reject": ()}


def test_that_a_key_of_another_page_is_no_clash_and_one_of_the_window_is(actions: ActionRegistry) -> None:
    assert wish_for(actions, "review.accept", "N", is_added=False).holders == ()
    assert [spec.id for spec in wish_for(actions, "review.accept", "Ctrl+J", is_added=False).holders] == ["app.jobs"]
    holders = wish_for(actions, "app.jobs", "Ctrl+N", is_added=False).holders
    assert [spec.id for spec in holders] == ["tasks.add", "train.new"]


def test_that_nothing_is_offered_to_swap_that_would_clash_or_be_refused(actions: ActionRegistry) -> None:
    actions.remap({"review.next": ["Backspace"], "app.jobs": ["Y"]})
    assert wish_for(actions, "review.next", "A", is_added=False).swapped == ""
    actions.remap({})
    assert wish_for(actions, "tasks.add", "Ctrl+J", is_added=False).swapped == ""
    assert wish_for(actions, "review.accept", "X", is_added=True).swapped == ""


def test_that_only_what_differs_from_the_defaults_is_kept(actions: ActionRegistry) -> None:
    actions.remap(granted(actions, wish_for(actions, "review.accept", "Y", is_added=False)))
    assert actions.chosen == {"review.accept": ("Y",)}
    actions.remap(granted(actions, wish_default(actions, "review.accept")))
    assert actions.chosen == {}


def test_that_a_default_that_somebody_else_has_now_is_asked_for(actions: ActionRegistry) -> None:
    actions.remap(granted(actions, wish_for(actions, "review.accept", "X", is_added=False), is_swapped=True))
    wish = wish_default(actions, "review.accept")
    assert [spec.id for spec in wish.holders] == ["review.reject"]
    actions.remap(granted(actions, wish))
    assert (actions.keys("review.accept"), actions.keys("review.reject")) == (("A",), ())


def test_that_the_way_back_for_all_leaves_what_a_newer_stillroom_kept(actions: ActionRegistry) -> None:
    actions.remap({"review.accept": ["Y"], "review.fly": ["W"]})
    assert all_default(actions) == {"review.fly": ("W",)}
