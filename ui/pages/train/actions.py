# SPDX-License-Identifier: Apache-2.0
"""What can be done on Train, in the order of menu, palette and key sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from ui.actions import ActionSpec


def action_specs(
    *, can: Mapping[str, Callable[[], bool]], why_not: Mapping[str, Callable[[], str]]
) -> tuple[ActionSpec, ...]:
    """The specs; by name ``can`` says when one can be done, ``why_not`` why it cannot."""
    rows = (
        ("new", "New run", "add", "Ctrl+N", ""),
        ("start", "Start training", "resume", "Ctrl+Return", ""),
        ("stop", "Stop", "stop", "", "Stop after this step and keep a checkpoint"),
        ("resume", "Resume", "resume", "", "Go on from the newest checkpoint"),
        ("evaluate", "Evaluate this run", "evaluate", "Ctrl+E", "Ask the trained student the cases of a benchmark"),
        ("back", "Back to the runs", "previous", "Alt+Left", ""),
    )
    return tuple(
        ActionSpec(
            f"train.{name}",
            _tr(text),
            icon,
            key,
            enabled_when=can.get(name),
            why_not=why_not.get(name),
            page="train",
            menu=_tr("Train"),
            help=_tr(words),
        )
        for name, text, icon, key, words in rows
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("train", text) if text else ""
