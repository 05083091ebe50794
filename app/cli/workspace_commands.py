# SPDX-License-Identifier: Apache-2.0
"""``stillroom new``: make a workspace, empty or with the recorded demo in it."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.command import Commands, add
from app.cli.reply import Reply
from app.demo.recorded import unpack_recorded_demo
from core.studio import Studio


def register(commands: Commands) -> None:
    """Add the command."""
    new = add(commands, "new", _new, "make a workspace")
    new.add_argument("dir", metavar="DIR", help="folder to make")
    new.add_argument("--demo", action="store_true", help="fill it with the recorded demo, so that no page is empty")


def _new(given: argparse.Namespace) -> Reply:
    path = Path(given.dir)
    if given.demo:
        unpack_recorded_demo(path)
    studio = Studio.open(path, create=True)
    root = str(studio.workspace.root)
    studio.close()
    return Reply({"workspace": root}, f"Workspace made at {root}.")
