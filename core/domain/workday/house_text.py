# SPDX-License-Identifier: Apache-2.0
"""The compact text form of a situation, as train and held-out prompts carry it, and its reader."""

from __future__ import annotations

import re

from core.domain.workday.clock import DAY, between, clock, minute_of, span
from core.domain.workday.situations import (
    Alternative,
    Booking,
    Clash,
    Duty,
    Meeting,
    Opening,
    Piece,
    Priorities,
    Project,
    Situation,
)

_T = r"(\d\d:\d\d)"
_D = r"(\d{1,2}:\d\d)"
_NAME = r"([^\n:;,.\"]+?)"
_IN_ONE_PIECE = "Tasks run in one piece, outside meetings."
_MOVE_RULE = "Of two that overlap, the smaller moves to a free place, else the other."
_ORDER_RULE = "One part at a time, the shorter of the ready ones first."


def write(situation: Situation) -> str:
    """The situation in a few short lines."""
    if isinstance(situation, Priorities):
        return _write_priorities(situation)
    if isinstance(situation, Opening):
        return _write_opening(situation)
    if isinstance(situation, Project):
        return _write_project(situation)
    return _write_clash(situation)


def read(text: str) -> Situation | None:
    """The situation that stands somewhere in the text in this form; None where there is none."""
    for reader in (_read_priorities, _read_opening, _read_project, _read_clash):
        found = reader(text)
        if found is not None:
            return found
    return None


def _write_meetings(meetings: tuple[Meeting, ...]) -> str:
    return "Meetings: " + ", ".join(f"{between(held.start, held.end)} {held.title}" for held in meetings) + "."


def _read_meetings(text: str) -> tuple[Meeting, ...]:
    line = re.search(r"^Meetings: ([^.\n]+)\.", text, re.MULTILINE)
    found = re.findall(rf"{_T}-{_T} {_NAME}(?=, \d\d:|$)", line.group(1)) if line else []
    return tuple(Meeting(title, minute_of(start), minute_of(end)) for start, end, title in found)


def _write_priorities(situation: Priorities) -> str:
    lines = [f"Now {clock(situation.now)}. Tasks:"]
    lines += [f"- due {clock(duty.due)}, {span(duty.minutes)} h: {duty.title}" for duty in situation.duties]
    if situation.meetings:
        lines.append(f"{_write_meetings(situation.meetings)} {_IN_ONE_PIECE}")
    return "\n".join(lines)


def _read_priorities(text: str) -> Priorities | None:
    head = re.search(rf"Now {_T}\. Tasks:", text)
    found = re.findall(rf"^- due {_T}, {_D} h: {_NAME}$", text, re.MULTILINE)
    if head is None or not found:
        return None
    duties = tuple(Duty(title, minute_of(length), minute_of(due)) for due, length, title in found)
    return Priorities(minute_of(head.group(1)), duties, _read_meetings(text))


def _write_opening(situation: Opening) -> str:
    duty = situation.duty
    return "\n".join(
        (
            f"Now {clock(situation.now)}. {duty.title}: {span(duty.minutes)} h, due {clock(duty.due)}.",
            _write_meetings(situation.meetings),
            f"Keep {span(situation.buffer)} h free before and after each meeting.",
        )
    )


def _read_opening(text: str) -> Opening | None:
    head = re.search(rf"Now {_T}\. {_NAME}: {_D} h, due {_T}\.", text)
    buffer = re.search(rf"^Keep {_D} h free before and after each meeting\.", text, re.MULTILINE)
    if head is None or buffer is None:
        return None
    duty = Duty(head.group(2), minute_of(head.group(3)), minute_of(head.group(4)))
    return Opening(minute_of(head.group(1)), duty, minute_of(buffer.group(1)), _read_meetings(text))


def _write_project(situation: Project) -> str:
    lines = [f"Project {situation.title}:"]
    for piece in situation.pieces:
        needs = f"after {' and '.join(piece.needs)}: " if piece.needs else ""
        lines.append(f"- {needs}{span(piece.minutes)} h {piece.title}")
    return "\n".join((*lines, _ORDER_RULE))


def _read_project(text: str) -> Project | None:
    head = re.search(rf"Project {_NAME}:$", text, re.MULTILINE)
    found = re.findall(rf"^- (?:after {_NAME}: )?{_D} h {_NAME}$", text, re.MULTILINE)
    if head is None or not found:
        return None
    pieces = tuple(
        Piece(title, minute_of(length), tuple(needs.split(" and ")) if needs else ()) for needs, length, title in found
    )
    return Project(head.group(1), pieces)


def _write_clash(situation: Clash) -> str:
    lines = [f"{situation.resource} bookings:"]
    for held in situation.bookings:
        lines.append(f"- {held.title}: {between(held.start, held.end)}, {held.size} {situation.unit}")
    lines.append(f"Free: {', '.join(_write_place(place) for place in situation.alternatives)}.")
    return "\n".join((*lines, _MOVE_RULE))


def _write_place(place: Alternative) -> str:
    if place.free_until == DAY:
        return f"{place.name} from {clock(place.free_from)}"
    if place.free_from == 0:
        return f"{place.name} until {clock(place.free_until)}"
    return f"{place.name} {between(place.free_from, place.free_until)}"


def _read_clash(text: str) -> Clash | None:
    head = re.search(rf"(?:^|[.:?!] ){_NAME} bookings:$", text, re.MULTILINE)
    found = re.findall(rf"^- {_NAME}: {_T}-{_T}, (\d+) {_NAME}$", text, re.MULTILINE)
    free = re.search(r"^Free: ([^.\n]+)\.", text, re.MULTILINE)
    if head is None or not found or free is None:
        return None
    bookings = tuple(Booking(row[0], minute_of(row[1]), minute_of(row[2]), int(row[3])) for row in found)
    places = tuple(_read_place(entry) for entry in free.group(1).split(", "))
    return Clash(head.group(1), found[0][4], bookings, places)


def _read_place(entry: str) -> Alternative:
    """One entry of the free places; raises ValueError where it has no time."""
    name, _, last = entry.rpartition(" ")
    start, dash, end = last.partition("-")
    if dash:
        return Alternative(name, minute_of(start), minute_of(end))
    name, _, word = name.rpartition(" ")
    return Alternative(name, free_from=minute_of(last)) if word == "from" else Alternative(name, 0, minute_of(last))
