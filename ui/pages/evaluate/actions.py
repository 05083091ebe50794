# SPDX-License-Identifier: Apache-2.0
"""What can be done on Evaluate, in the order of menu, palette and key sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from ui.actions import ActionSpec
from ui.pages.action_rows import page_specs


def action_specs(
    *, can: Mapping[str, Callable[[], bool]], why_not: Mapping[str, Callable[[], str]]
) -> tuple[ActionSpec, ...]:
    """The specs; by name ``can`` says when one can be done, ``why_not`` why it cannot."""
    rows = (
        ("new", _tr("Evaluate…"), "add", ("Ctrl+N",), ""),
        ("start", _tr("Evaluate"), "evaluate", ("Ctrl+Return",), ""),
        ("back", _tr("Back to the reports"), "previous", ("Alt+Left",), ""),
        (
            "export",
            _tr("Export page…"),
            "export",
            ("Ctrl+S",),
            _tr("Write the comparison as one HTML file that needs nothing else"),
        ),
    )
    return page_specs("evaluate", _tr("Evaluate"), rows, can=can, why_not=why_not)


def _tr(text: str) -> str:
    return QCoreApplication.translate("evaluate", text)
