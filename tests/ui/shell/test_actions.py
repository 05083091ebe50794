# SPDX-License-Identifier: Apache-2.0
"""The action registry: one list, live where it should be, asleep where somebody types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.errors import UnknownName
from ui.actions import ActionRegistry, ActionSpec, accepts_text


@pytest.fixture
def registry(qapp: object) -> Iterator[ActionRegistry]:
    registry = ActionRegistry()
    yield registry
    registry.deleteLater()


def add(registry: ActionRegistry, spec: ActionSpec) -> list[str]:
    done: list[str] = []
    registry.add(spec, lambda: done.append(spec.id))
    return done


def test_that_a_letter_is_asleep_while_somebody_types(qtbot: QtBot, registry: ActionRegistry) -> None:
    done = add(registry, ActionSpec("review.accept", "Accept", shortcut="A"))
    window = QWidget()
    qtbot.addWidget(window)
    field, other = QLineEdit(), QWidget()
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(other)
    registry.attach(window)
    with qtbot.waitActive(window):
        window.show()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert (done, field.text()) == ([], "a")
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_A)
    assert done == ["review.accept"]


def test_that_a_key_with_ctrl_stays_awake_while_somebody_types(registry: ActionRegistry) -> None:
    add(registry, ActionSpec("app.save", "Save", shortcut="Ctrl+S", more=("S",)))
    registry.set_typing(True)
    assert [key.toString() for key in registry.action("app.save").shortcuts()] == ["Ctrl+S"]


def test_that_a_page_action_is_live_only_on_its_page(registry: ActionRegistry) -> None:
    done = add(registry, ActionSpec("train.stop", "Stop", shortcut="S", page="train"))
    registry.set_page("review")
    registry.run("train.stop")
    assert not registry.action("train.stop").isEnabled()
    assert registry.action("train.stop").shortcuts() == []
    registry.set_page("train")
    registry.run("train.stop")
    assert done == ["train.stop"]


def test_that_two_pages_may_use_one_key(registry: ActionRegistry) -> None:
    add(registry, ActionSpec("review.accept", "Accept", shortcut="A", page="review"))
    add(registry, ActionSpec("tasks.add", "Add", shortcut="A", page="tasks"))
    assert len(registry.specs()) == 2


@pytest.mark.parametrize("page", ["", "review"])
def test_that_a_key_cannot_mean_two_things_at_once(registry: ActionRegistry, page: str) -> None:
    add(registry, ActionSpec("review.accept", "Accept", shortcut="A", page="review"))
    with pytest.raises(ValueError, match="share the key A"):
        add(registry, ActionSpec("other.thing", "Other", shortcut="A", page=page))


def test_that_an_id_is_unique(registry: ActionRegistry) -> None:
    add(registry, ActionSpec("app.quit", "Quit"))
    with pytest.raises(ValueError, match="two actions"):
        add(registry, ActionSpec("app.quit", "Leave"))


def test_that_an_action_asks_whether_it_can_be_done(registry: ActionRegistry) -> None:
    ready: list[bool] = [False]
    spec = ActionSpec("review.undo", "Undo", enabled_when=lambda: ready[0])
    done = add(registry, spec)
    registry.run("review.undo")
    assert not done
    ready[0] = True
    registry.run("review.undo")
    assert done == ["review.undo"]


def test_that_keys_can_be_remapped(qapp: object) -> None:
    registry = ActionRegistry(remapped={"review.accept": ["Y"]})
    add(registry, ActionSpec("review.accept", "Accept", shortcut="A"))
    assert registry.keys("review.accept") == ("Y",)
    registry.deleteLater()


def test_that_the_tooltip_tells_the_key_and_no_markup(registry: ActionRegistry) -> None:
    add(registry, ActionSpec("x.y", "Show <b>all</b>", shortcut="Ctrl+H"))
    tip = registry.action("x.y").toolTip()
    assert "(Ctrl+H)" in tip
    assert "<b>" not in tip


def test_that_an_unknown_action_is_named(registry: ActionRegistry) -> None:
    with pytest.raises(UnknownName, match="review"):
        registry.run("review.fly")


def test_that_a_removed_page_takes_its_actions_along(registry: ActionRegistry) -> None:
    add(registry, ActionSpec("review.accept", "Accept", page="review"))
    add(registry, ActionSpec("app.quit", "Quit"))
    registry.remove_page("review")
    assert [spec.id for spec in registry.specs()] == ["app.quit"]


def test_that_text_fields_are_known_from_other_widgets(qtbot: QtBot) -> None:
    writable, readable, number, plain = QLineEdit(), QPlainTextEdit(), QSpinBox(), QWidget()
    readable.setReadOnly(True)
    answers = [accepts_text(widget) for widget in (writable, readable, number, plain, None)]
    for widget in (writable, readable, number, plain):
        widget.deleteLater()
    assert answers == [True, False, True, False, False]
