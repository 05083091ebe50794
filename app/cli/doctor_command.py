# SPDX-License-Identifier: Apache-2.0
"""``stillroom doctor``: what this computer has and lacks, with the command that mends it."""

from __future__ import annotations

import argparse

from app.cli.command import Commands, add
from app.cli.reply import Reply
from app.doctor import report


def register(commands: Commands) -> None:
    """Add the command."""
    add(commands, "doctor", _doctor, "check this computer: Python, Qt's libraries, fonts, training libraries, GPU")


def _doctor(given: argparse.Namespace) -> Reply:
    findings = report()
    lines = [f"{f.mark:4}  {f.what} {f.mend}".rstrip() for f in findings]
    data = {
        "ok": all(f.ok for f in findings),
        "findings": [{"ok": f.ok, "note": f.is_note, "what": f.what, "mend": f.mend} for f in findings],
    }
    return Reply(data, "\n".join(lines))
