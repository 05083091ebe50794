# SPDX-License-Identifier: Apache-2.0
"""The command line: parse, run one command, print one answer, say how it ended by the exit code."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

import orjson

from app.cli import (
    advice_command,
    costs_command,
    dataset_commands,
    demo_command,
    doctor_command,
    evaluation_commands,
    generation_commands,
    job_commands,
    judge_commands,
    packet_commands,
    people_commands,
    review_commands,
    rule_commands,
    task_commands,
    trace_commands,
    training_commands,
    workspace_commands,
)
from app.cli.command import JSON_HELP, WORKSPACE_HELP, Handler
from app.cli.stopping import exit_code, hearing_sigterm
from app.cli.usage import CommandParser, WrongUsage
from core.errors import StudioError
from core.version import stillroom_version

_ROOMS = (
    workspace_commands,
    task_commands,
    generation_commands,
    trace_commands,
    review_commands,
    people_commands,
    packet_commands,
    judge_commands,
    rule_commands,
    advice_command,
    dataset_commands,
    training_commands,
    evaluation_commands,
    job_commands,
    costs_command,
    demo_command,
    doctor_command,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 or 143 stopped."""
    parser = build_parser()
    as_json = "--json" in (sys.argv[1:] if argv is None else argv)
    try:
        given = _parsed(parser, argv)
    except SystemExit as ended:
        return int(ended.code or 0)
    except WrongUsage as error:
        _say(error, as_json=as_json)
        return 2
    _log_to_stderr(is_verbose=given.verbose)
    handler: Handler | None = getattr(given, "handler", None)
    if handler is None:
        if as_json:
            _say(WrongUsage("No command is named.", hint=f"See “{parser.prog} --help”."), as_json=True)
        else:
            parser.print_help(sys.stderr)
        return 2
    try:
        with hearing_sigterm():
            reply = handler(given)
    except WrongUsage as error:
        _say(error, as_json=given.json)
        return 2
    except StudioError as error:
        _say(error, as_json=given.json)
        return 1
    except KeyboardInterrupt as stop:
        _say(StudioError(str(stop) or "Stopped."), as_json=given.json)
        return exit_code(stop)
    except BrokenPipeError:
        return 1
    reply.write(as_json=given.json)
    return reply.code


def _parsed(parser: argparse.ArgumentParser, argv: Sequence[str] | None) -> argparse.Namespace:
    """The words as values. Raises WrongUsage; what is too much is said by the command that it was given to."""
    given, rest = parser.parse_known_args(argv)
    if rest:
        given.refuse(f"unrecognized arguments: {' '.join(rest)}")
    return given


def build_parser() -> argparse.ArgumentParser:
    """The whole command line, one room at a time."""
    parser = CommandParser(
        prog="stillroom",
        description="Make reasoning traces, review them, train a small student on them and measure the gap. "
        "Without a command the window opens.",
        epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl+C, 143 by SIGTERM.",
    )
    parser.add_argument("-w", "--workspace", metavar="DIR", default="", help=WORKSPACE_HELP)
    parser.add_argument("--json", action="store_true", help=JSON_HELP)
    parser.add_argument(
        "--version", action="version", help="print the version and end", version=f"stillroom {stillroom_version()}"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="log more to standard error")
    parser.set_defaults(refuse=parser.error)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for room in _ROOMS:
        room.register(commands)
    return parser


def _say(error: StudioError, *, as_json: bool) -> None:
    """One line with the hint on standard error, and the same as JSON where a script asked for JSON."""
    sys.stderr.write(f"{error}\n")
    if as_json:
        sys.stdout.write(orjson.dumps({"error": error.message, "hint": error.hint}).decode() + "\n")


def _log_to_stderr(*, is_verbose: bool) -> None:
    level = logging.INFO if is_verbose else logging.ERROR
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
