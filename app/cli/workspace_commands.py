# SPDX-License-Identifier: Apache-2.0
"""``stillroom new``: make a workspace, empty or with the recorded demo in it."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.command import Commands, add
from app.cli.reply import Reply
from app.demo.recorded import unpack_recorded_demo
from core.studio import Studio
from core.workspace import is_workspace


def register(commands: Commands) -> None:
    """Add the command."""
    new = add(commands, "new", _new, "make a workspace")
    new.add_argument("dir", metavar="DIR", help="folder to make; a workspace that is there already is left as it is")
    new.add_argument("--demo", action="store_true", help="fill it with the recorded demo, so that no page is empty")


def _new(given: argparse.Namespace) -> Reply:
    path = Path(given.dir).expanduser()
    if is_workspace(path) and not given.demo:
        root = str(path.resolve())
        said = f"There is a workspace at {root} already; it was left as it is."
        return Reply({"workspace": root, "created": False}, said)
    if given.demo:
        unpack_recorded_demo(path)
    studio = Studio.open(path, create=True)
    root = str(studio.workspace.root)
    studio.close()
    return Reply({"workspace": root, "created": True}, f"Workspace made at {root}.")
