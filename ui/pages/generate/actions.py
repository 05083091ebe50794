# SPDX-License-Identifier: Apache-2.0
"""What can be done on Generate, in the order of menu, palette and key sheet."""

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
        ("start", _tr("Generate"), "generate", ("Ctrl+Return",), _tr("Ask the teacher about these problems")),
        ("stop", _tr("Stop"), "stop", ("Ctrl+.",), _tr("Stop the run; what was kept stays")),
        ("pause", _tr("Pause"), "pause", ("Ctrl+Shift+.",), _tr("Send nothing more; what is in flight is still kept")),
        ("review", _tr("Review"), "review", ("Ctrl+Shift+Return",), _tr("Look at what was kept")),
        ("resume", _tr("Resume what is missing"), "resume", ("Ctrl+R",), _tr("Ask again for what was not kept")),
        ("again", _tr("New run"), "add", ("Ctrl+Shift+N",), _tr("Prepare another run")),
        ("check", _tr("Check"), "done", ("Ctrl+Shift+K",), _tr("Ask the teacher whether it can be reached")),
        ("add", _tr("Add"), "add", ("Ctrl+N",), _tr("Set up a teacher")),
        ("edit", _tr("Edit"), "edit", ("Ctrl+E",), _tr("Change this teacher")),
        ("forget", _tr("Forget key"), "key", (), _tr("Remove the key from the keyring")),
        ("remove", _tr("Remove"), "remove", (), _tr("Remove this teacher; its traces stay")),
    )
    return page_specs("generate", _tr("Generate"), rows, can=can, why_not=why_not)


def _tr(text: str) -> str:
    return QCoreApplication.translate("generate", text)
