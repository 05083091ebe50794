# SPDX-License-Identifier: Apache-2.0
"""``stillroom packet``: review packets from a shell: out, in, answered and merged."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.command import Commands, add, add_group, add_reviewer, open_studio
from app.cli.filter_options import add_filter, checked_filter
from app.cli.reply import Reply, table
from app.cli.usage import WrongUsage
from core.domain.codec import to_json
from core.domain.merging import Merge
from core.errors import InvalidInput


def register(commands: Commands) -> None:
    """Add the commands."""
    packet = add_group(commands, "packet", "send traces elsewhere to be reviewed, and take the decisions back in")
    out = add(packet, "export", _export, "write traces to one file for somebody to review")
    out.add_argument("file", metavar="FILE", type=Path, help="the packet to write, such as for-bo.jsonl")
    out.add_argument("--open", action="store_true", help="with truths and what others decided (default: blind)")
    add_filter(out)
    add_reviewer(out, does="sends it")
    taking = add(packet, "import", _import, "read a packet, so that its traces can be reviewed here")
    taking.add_argument("file", metavar="FILE", type=Path, help="the packet")
    add(packet, "list", _list, "list the packets that were read here")
    back = add(packet, "reply", _reply, "write what was decided on the traces of a packet")
    back.add_argument("file", metavar="FILE", type=Path, help="the reply to write")
    back.add_argument("--packet", default="", metavar="HASH", help="which packet (default: the newest)")
    add_reviewer(back, does="answers")
    merging = add(packet, "merge", _merge, "take the decisions of a reply into this workspace, as one act")
    merging.add_argument("file", metavar="FILE", nargs="?", help="the reply")
    merging.add_argument("--dry-run", action="store_true", help="say what it would do, and change nothing")
    merging.add_argument(
        "--theirs",
        nargs="*",
        metavar="N",
        help="conflicts that go their way, by number; without numbers all (default: what is here stays)",
    )
    add_reviewer(merging, does="merges")


def _export(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        header = studio.people.export_packet(
            given.file, checked_filter(studio, given), reviewer=given.reviewer, is_blind=not given.open
        )
    noun = "trace" if header.count == 1 else "traces"
    return Reply({"file": str(given.file), **to_json(header)}, f"Wrote {header.count:,} {noun} to {given.file.name}.")


def _import(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        report = studio.people.import_packet(given.file)
    return Reply(to_json(report), report.sentence)


def _list(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        held = studio.people.packets()
    rows = [(header.made_by, header.workspace, header.count, header.made_at, header.sha256[:12]) for header in held]
    text = table(("made by", "workspace", "traces", "made at", "hash"), rows) if rows else "No packet was read here."
    return Reply({"packets": [to_json(header) for header in held]}, text)


def _reply(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        whole = [
            held.sha256 for held in studio.people.packets() if given.packet and held.sha256.startswith(given.packet)
        ]
        named = whole[0] if len(whole) == 1 else given.packet
        header = studio.people.export_reply(given.file, reviewer=given.reviewer, packet=named)
    noun = "decision" if header.count == 1 else "decisions"
    return Reply({"file": str(given.file), **to_json(header)}, f"Wrote {header.count:,} {noun} to {given.file.name}.")


def _merge(given: argparse.Namespace) -> Reply:
    file, numbers = _file_and_numbers(given)
    with open_studio(given) as studio:
        found = studio.people.compare_reply(file)
        if any(not 1 <= number <= len(found.conflicts) for number in numbers):
            raise InvalidInput("There is no conflict of that number.", hint=f"There are {len(found.conflicts)}.")
        if given.dry_run:
            return Reply(_merge_json(found), "\n".join([found.sentence, *_conflicts(found)]))
        chosen = [found.conflicts[number - 1].theirs for number in numbers]
        is_all = given.theirs is not None and not numbers
        report = studio.people.merge_reply(file, reviewer=given.reviewer, theirs=chosen, is_all_theirs=is_all)
    act = None if report.act is None else report.act.id
    data = {"act": act, "taken": report.taken, **_merge_json(report.merge)}
    return Reply(data, "\n".join([report.sentence, *_conflicts(report.merge)]))


def _file_and_numbers(given: argparse.Namespace) -> tuple[Path, list[int]]:
    """The reply, which may stand behind --theirs too, and the numbers of conflicts. Raises WrongUsage."""
    numbers = [int(word) for word in given.theirs or () if word.isdecimal()]
    files = [word for word in given.theirs or () if not word.isdecimal()]
    files += [given.file] if given.file is not None else []
    if len(files) != 1:
        raise WrongUsage("Name one reply to merge.", hint="See “stillroom packet merge --help”.")
    return Path(files[0]), numbers


def _merge_json(found: Merge) -> dict[str, object]:
    conflicts = [
        {"number": at, "sentence": held.sentence, **to_json(held)} for at, held in enumerate(found.conflicts, 1)
    ]
    return {
        "applicable": len(found.applicable),
        "known": len(found.known),
        "unknown": len(found.unknown),
        "conflicts": conflicts,
    }


def _conflicts(found: Merge) -> list[str]:
    return [f"  {number}  {conflict.sentence}" for number, conflict in enumerate(found.conflicts, start=1)]
