# SPDX-License-Identifier: Apache-2.0
"""What can be done on Evaluate, in the order of menu, palette and key sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from ui.actions import ActionSpec


def action_specs(
    *, can: Mapping[str, Callable[[], bool]], why_not: Mapping[str, Callable[[], str]]
) -> tuple[ActionSpec, ...]:
    """The specs; by name ``can`` says when one can be done, ``why_not`` why it cannot."""
    rows = (
        ("new", "Evaluate…", "add", "Ctrl+N", ""),
        ("start", "Evaluate", "evaluate", "Ctrl+Return", ""),
        ("back", "Back to the reports", "previous", "Alt+Left", ""),
        (
            "export",
            "Export page…",
            "export",
            "Ctrl+S",
            "Write the comparison as one HTML file that needs nothing else",
        ),
    )
    return tuple(
        ActionSpec(
            f"evaluate.{name}",
            _tr(text),
            icon,
            key,
            enabled_when=can.get(name),
            why_not=why_not.get(name),
            page="evaluate",
            menu=_tr("Evaluate"),
            help=_tr(words),
        )
        for name, text, icon, key, words in rows
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("evaluate", text) if text else ""
