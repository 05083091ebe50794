# SPDX-License-Identifier: Apache-2.0
"""The actions of Review with their keys; menus, palette, key sheet and the buttons show them from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox

from ui.actions import ActionRegistry, ActionSpec
from ui.pages.action_rows import page_specs
from ui.widgets.bulk_table import BulkTable
from ui.widgets.checklist import Checklist

_HARMLESS = (
    "next",
    "previous",
    "next_step",
    "previous_step",
    "diff",
    "beside",
    "bulk",
    "guidelines",
    "search",
    "elements",
    "leave",
)


def review_specs(
    *, can: Mapping[str, Callable[[], bool]], why_not: Mapping[str, Callable[[], str]]
) -> tuple[ActionSpec, ...]:
    """All actions of the page; by the last word of an id ``can`` says when one can be done, ``why_not`` why not."""
    rows = (
        ("accept", _tr("Accept"), "accept", ("A",), _tr("Keep the trace as it is and go on")),
        ("edit", _tr("Edit the reasoning"), "edit", ("E",), _tr("Edit the steps; the original stays")),
        (
            "continue",
            _tr("Let a teacher go on from here"),
            "teacher",
            ("Ctrl+L", "L"),
            _tr("Cut behind the step; new steps come into the editor"),
        ),
        ("reject", _tr("Reject"), "reject", ("X",), _tr("Choose reasons, then reject the trace")),
        (
            "send_back",
            _tr("Send back: needs work"),
            "warn",
            ("B",),
            _tr("Say what needs work, then send the trace back"),
        ),
        ("skip", _tr("Skip"), "skip", ("Space",), _tr("Leave it for later and go on")),
        ("flag", _tr("Flag or unflag"), "flag", ("F",), _tr("Mark the trace; its state stays")),
        ("mark_wrong", _tr("Mark the step as wrong"), "", ("W",), _tr("The same key again takes the mark off")),
        ("mark_unnecessary", _tr("Mark the step as unnecessary"), "", ("Shift+W",), _tr("It teaches nothing then")),
        ("mark_missing", _tr("Mark: a step is missing before"), "", ("M",), _tr("Something should stand before it")),
        ("findings", _tr("Next finding"), "", ("C",), _tr("Walk through what the checks found")),
        ("dismiss", _tr("Put the finding aside"), "", ("Shift+C",), _tr("Say why it does not matter")),
        ("other", _tr("Open the trace that a finding names"), "", ("O",), _tr("Such as the one it is a copy of")),
        ("note", _tr("Write a note"), "edit", ("N",), _tr("Put a note on the trace; its state stays")),
        ("rate_1", _tr("Rate 1"), "", ("1",), _tr("Worth little; the same key again takes the rating off")),
        ("rate_2", _tr("Rate 2"), "", ("2",), ""),
        ("rate_3", _tr("Rate 3"), "", ("3",), ""),
        ("rate_4", _tr("Rate 4"), "", ("4",), ""),
        ("rate_5", _tr("Rate 5"), "", ("5",), _tr("As good as it gets; the same key again takes the rating off")),
        ("bulk", _tr("Bulk view or one trace"), "", ("V",), _tr("Show the queue as a table in which many are chosen")),
        ("skip_chosen", _tr("Skip the chosen traces"), "skip", ("Shift+S",), _tr("In the bulk view; one Undo")),
        ("decide_all", _tr("Decide on all of the queue"), "", ("Ctrl+Shift+A",), _tr("One verdict, one Undo")),
        ("improve", _tr("Improve the data"), "", (), _tr("What would make better traces, and a better teacher prompt")),
        ("filters", _tr("More filters"), "", ("Ctrl+Shift+F",), _tr("Narrow the queue by what traces are like")),
        ("judge", _tr("Let a model judge the queue"), "", ("Ctrl+Shift+J",), _tr("Say first what it would cost")),
        ("rules", _tr("Decide by rule"), "", ("Ctrl+Shift+D",), _tr("Accept or reject by score, after a preview")),
        ("undo", _tr("Undo"), "undo", ("U", "Ctrl+Z"), _tr("Take back what you did last")),
        ("redo", _tr("Redo"), "redo", ("Ctrl+Shift+Z",), _tr("Do again what was taken back")),
        ("next", _tr("Next trace"), "next", ("J", "Right"), ""),
        ("previous", _tr("Previous trace"), "previous", ("K", "Left"), ""),
        ("next_step", _tr("Next step"), "down", ("Down",), ""),
        ("previous_step", _tr("Previous step"), "up", ("Up",), ""),
        (
            "diff",
            _tr("Compare with the original"),
            "",
            ("D",),
            _tr("Show an edit as tracked changes, or the text again"),
        ),
        (
            "beside",
            _tr("Side by side with another trace"),
            "",
            ("T",),
            _tr("Set another answer to the same problem beside it, or put it away"),
        ),
        ("guidelines", _tr("Guidelines"), "info", ("G",), _tr("Show what the task asks for, or put it away")),
        ("search", _tr("Search traces"), "search", ("/",), ""),
        ("elements", _tr("Walk over required elements"), "", ("R",), _tr("Arrow keys tint the evidence of each")),
        ("save_accept", _tr("Save and accept"), "accept", ("Ctrl+Return",), _tr("Keep the edit and accept it")),
        ("save", _tr("Save the edit"), "", ("Ctrl+S",), _tr("Keep the edit as a revision and go on editing")),
        ("leave", _tr("Leave editing or choosing reasons"), "close", ("Escape",), ""),
    )
    return page_specs("review", _tr("Review"), rows, can=can, why_not=why_not, harmless=_HARMLESS)


def add_review_actions(
    actions: ActionRegistry,
    *,
    do: Mapping[str, Callable[[], object]],
    can: Mapping[str, Callable[[], bool]],
    why_not: Mapping[str, Callable[[], str]],
) -> None:
    """Register them all; ``do`` says by the last word of an id what it does."""
    for spec in review_specs(can=can, why_not=why_not):
        actions.add(spec, do[spec.id.removeprefix("review.")])


def is_of_widget(event: QEvent) -> bool:
    """True for a shortcut of the page with which the widget that has the keyboard itself does something."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    key = Qt.Key(event.key())
    match QApplication.focusWidget():
        case QAbstractButton():
            return key == Qt.Key.Key_Space
        case BulkTable():
            return key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space)
        case QAbstractItemView() | Checklist():
            return key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        case QComboBox():
            return key in (Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
        case _:
            return False


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
