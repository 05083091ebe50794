# SPDX-License-Identifier: Apache-2.0
"""What can be done on Train, in the order of menu, palette and key sheet."""

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
        ("new", _tr("New run"), "add", ("Ctrl+N",), ""),
        ("start", _tr("Start training"), "resume", ("Ctrl+Return",), ""),
        ("stop", _tr("Stop"), "stop", (), _tr("Stop after this step and keep a checkpoint")),
        ("resume", _tr("Resume"), "resume", (), _tr("Go on from the newest checkpoint")),
        (
            "evaluate",
            _tr("Evaluate this run"),
            "evaluate",
            ("Ctrl+E",),
            _tr("Ask the trained student the cases of a benchmark"),
        ),
        ("back", _tr("Back to the runs"), "previous", ("Alt+Left",), ""),
    )
    return page_specs("train", _tr("Train"), rows, can=can, why_not=why_not)


def _tr(text: str) -> str:
    return QCoreApplication.translate("train", text)
