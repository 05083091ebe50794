# SPDX-License-Identifier: Apache-2.0
"""How a command is declared: its words, its flags and the function that does it."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from app.cli.reply import Reply
from app.paths import default_workspace
from core.errors import BrokenLine, InvalidInput
from core.studio import Studio

Handler: TypeAlias = Callable[[argparse.Namespace], Reply]
WORKSPACE_HELP = "workspace folder (default: the one in your data folder, made when it is missing)"
JSON_HELP = "print exactly one JSON document on standard output; progress goes to standard error"
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add(
    commands: Commands, name: str, handler: Handler | None, help: str, *, where: str = WORKSPACE_HELP
) -> argparse.ArgumentParser:
    """A command with the two flags that all share, accepted after its name too."""
    parser = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
    shared = argparse.SUPPRESS
    parser.add_argument("-w", "--workspace", metavar="DIR", default=shared, help=where)
    parser.add_argument("--json", action="store_true", default=shared, help=JSON_HELP)
    parser.set_defaults(refuse=parser.error)
    if handler is not None:
        parser.set_defaults(handler=handler)
    return parser


def add_group(commands: Commands, name: str, help: str) -> Commands:
    """A command that has commands of its own; one of them must be named."""
    parser = add(commands, name, None, help)
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def add_reviewer(parser: argparse.ArgumentParser, *, does: str = "decides") -> None:
    """Add the flag that says who does it; without it, whoever is logged in."""
    parser.add_argument(
        "--reviewer", default=getpass.getuser(), metavar="WHO", help=f"who {does} (default: %(default)s)"
    )


@contextmanager
def open_studio(given: argparse.Namespace) -> Iterator[Studio]:
    """The studio of ``-w``, or of the default workspace, which is made when it is missing."""
    is_default = not given.workspace
    path = default_workspace() if is_default else Path(given.workspace)
    if is_default:
        sys.stderr.write(f"Workspace: {path} (name another one with -w DIR).\n")
    studio = Studio.open(path, create=is_default)
    try:
        yield studio
    finally:
        studio.close()


@contextmanager
def naming_the_way_to_skip() -> Iterator[None]:
    """Where a broken line stops a command, let the hint name the option that leaves such lines out."""
    try:
        yield
    except BrokenLine as error:
        hint = "Mend the file, or leave broken lines out with --on-bad-line skip."
        raise InvalidInput(error.message, hint=hint, detail=error.detail) from error


def settings_from(pairs: list[str]) -> dict[str, Any]:
    """``--set key=value`` pairs as a mapping. Raises InvalidInput for one without ``=``."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise InvalidInput(f"“{pair}” is not a setting.", hint="Write --set name=value.")
        found[name.strip()] = value.strip()
    return found


def whole_above_zero(text: str) -> int:
    """An argparse type: a whole number of at least one."""
    if not text.strip().isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of at least 1")
    return int(text)


def share(text: str) -> float:
    """An argparse type: a number between 0 and 1, both left out."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"“{text}” does not lie between 0 and 1")
    return number
