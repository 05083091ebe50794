# SPDX-License-Identifier: Apache-2.0
"""What can be done on Generate, in the order of menu, palette and key sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from ui.actions import ActionSpec


def action_specs(
    tests: Mapping[str, Callable[[], bool]], why_not: Mapping[str, Callable[[], str]]
) -> tuple[ActionSpec, ...]:
    """The specs; by name ``tests`` says when one can be done, ``why_not`` why it cannot."""
    rows = (
        ("start", "Generate", "generate", "Ctrl+Return", "Ask the teacher about these problems"),
        ("stop", "Stop", "stop", "Ctrl+.", "Stop the run; what was kept stays"),
        ("review", "Review", "review", "Ctrl+Shift+Return", "Look at what was kept"),
        ("resume", "Resume what is missing", "resume", "Ctrl+R", "Ask again for what was not kept"),
        ("again", "New run", "add", "Ctrl+Shift+N", "Prepare another run"),
        ("check", "Check", "done", "Ctrl+Shift+K", "Ask the teacher whether it can be reached"),
        ("add", "Add", "add", "Ctrl+N", "Set up a teacher"),
        ("edit", "Edit", "edit", "Ctrl+E", "Change this teacher"),
        ("forget", "Forget key", "key", "", "Remove the key from the keyring"),
        ("remove", "Remove", "remove", "", "Remove this teacher; its traces stay"),
    )
    return tuple(
        ActionSpec(
            f"generate.{name}",
            _tr(text),
            icon,
            key,
            enabled_when=tests.get(name),
            why_not=why_not.get(name),
            page="generate",
            menu=_tr("Generate"),
            help=_tr(words),
        )
        for name, text, icon, key, words in rows
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("generate", text)
