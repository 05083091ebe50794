# SPDX-License-Identifier: Apache-2.0
"""What can be done on People, in the order of menu, palette and key sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from ui.actions import ActionSpec
from ui.pages.action_rows import page_specs


def action_specs(*, why_not: Mapping[str, Callable[[], str]]) -> tuple[ActionSpec, ...]:
    """The specs; by name ``why_not`` says why one cannot be done."""
    rows = (
        ("assign", _tr("Assign…"), "add", ("Ctrl+N",), _tr("Deal traces that wait out to reviewers, some to two")),
        ("unassign", _tr("Take back…"), "undo", ("Ctrl+Backspace",), _tr("Take assignments back; decisions stay")),
        ("export", _tr("Export packet…"), "export", ("Ctrl+S",), _tr("Write traces to a file for somebody to review")),
        (
            "import",
            _tr("Import packet or reply…"),
            "import",
            ("Ctrl+O",),
            _tr("Read traces to review, or decisions that come back"),
        ),
        ("reply", _tr("Write reply…"), "export", ("Ctrl+R",), _tr("Write what you decided on a packet to a file")),
    )
    return page_specs("people", _tr("People"), rows, can={}, why_not=why_not)


def _tr(text: str) -> str:
    return QCoreApplication.translate("people", text)
