# SPDX-License-Identifier: Apache-2.0
"""A second text form of a situation, kept for out-of-distribution prompts, and its reader."""

from __future__ import annotations

import re

from core.domain.workday.clock import clock, minute_of, span
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
_Q = r"\"([^\"\n]+)\""
_NAME = r"([^\n:;,.\"]+?)"


def write(situation: Situation) -> str:
    """The situation in full sentences, titles in quotes."""
    if isinstance(situation, Priorities):
        return _write_priorities(situation)
    if isinstance(situation, Opening):
        return _write_opening(situation)
    if isinstance(situation, Project):
        return _write_project(situation)
    return _write_clash(situation)


def read(text: str) -> Situation | None:
    """The situation that stands somewhere in the text in this form; None where there is none."""
    for reader in (_read_opening, _read_priorities, _read_project, _read_clash):
        found = reader(text)
        if found is not None:
            return found
    return None


def _write_meetings(meetings: tuple[Meeting, ...]) -> str:
    return " ".join(f'"{held.title}" blocks {clock(held.start)} to {clock(held.end)}.' for held in meetings)


def _read_meetings(text: str) -> tuple[Meeting, ...]:
    found = re.findall(rf"{_Q} blocks {_T} to {_T}\.", text)
    return tuple(Meeting(title, minute_of(start), minute_of(end)) for title, start, end in found)


def _write_duty(duty: Duty) -> str:
    return f'"{duty.title}" takes {span(duty.minutes)} hours and must be done by {clock(duty.due)}.'


def _read_duties(text: str) -> tuple[Duty, ...]:
    found = re.findall(rf"{_Q} takes {_D} hours and must be done by {_T}\.", text)
    return tuple(Duty(title, minute_of(length), minute_of(due)) for title, length, due in found)


def _write_priorities(situation: Priorities) -> str:
    parts = [f"The clock says {clock(situation.now)}.", *(_write_duty(duty) for duty in situation.duties)]
    if situation.meetings:
        parts += [_write_meetings(situation.meetings), "Work is never split around these."]
    return " ".join(parts)


def _read_priorities(text: str) -> Priorities | None:
    head, duties = re.search(rf"The clock says {_T}\.", text), _read_duties(text)
    if head is None or not duties:
        return None
    return Priorities(minute_of(head.group(1)), duties, _read_meetings(text))


def _write_opening(situation: Opening) -> str:
    return (
        f"The clock says {clock(situation.now)}. {_write_duty(situation.duty)} {_write_meetings(situation.meetings)} "
        f"Leave {span(situation.buffer)} hours on both sides of everything that blocks."
    )


def _read_opening(text: str) -> Opening | None:
    head, duties = re.search(rf"The clock says {_T}\.", text), _read_duties(text)
    buffer = re.search(rf"Leave {_D} hours on both sides of everything that blocks\.", text)
    if head is None or buffer is None or len(duties) != 1:
        return None
    return Opening(minute_of(head.group(1)), duties[0], minute_of(buffer.group(1)), _read_meetings(text))


def _write_project(situation: Project) -> str:
    parts = [f'"{situation.title}" has {len(situation.pieces)} parts, done one by one.']
    for piece in situation.pieces:
        needs = " and ".join(f'"{title}"' for title in piece.needs)
        parts.append(f'"{piece.title}" lasts {span(piece.minutes)} hours and requires {needs or "nothing"}.')
    return " ".join((*parts, "When several can begin, the quickest does."))


def _read_project(text: str) -> Project | None:
    head = re.search(rf"{_Q} has \d+ parts, done one by one\.", text)
    found = re.findall(rf"{_Q} lasts {_D} hours and requires (nothing|{_Q}(?: and {_Q})*)\.", text)
    if head is None or not found:
        return None
    pieces = tuple(Piece(row[0], minute_of(row[1]), tuple(re.findall(_Q, row[2]))) for row in found)
    return Project(head.group(1), pieces)


def _write_clash(situation: Clash) -> str:
    parts = [f'Everyone wants "{situation.resource}", which serves one at a time.']
    for held in situation.bookings:
        times = f"{clock(held.start)} to {clock(held.end)}"
        parts.append(f'"{held.title}" has it from {times} with {held.size} {situation.unit}.')
    for place in situation.alternatives:
        parts.append(f'"{place.name}" stands empty from {clock(place.free_from)} to {clock(place.free_until)}.')
    return " ".join((*parts, "Where two collide, the smaller yields to a place empty at its hour, else the larger."))


def _read_clash(text: str) -> Clash | None:
    head = re.search(rf"Everyone wants {_Q}, which serves one at a time\.", text)
    found = re.findall(rf"{_Q} has it from {_T} to {_T} with (\d+) {_NAME}\.", text)
    free = re.findall(rf"{_Q} stands empty from {_T} to {_T}\.", text)
    if head is None or not found or not free:
        return None
    bookings = tuple(Booking(row[0], minute_of(row[1]), minute_of(row[2]), int(row[3])) for row in found)
    alternatives = tuple(Alternative(name, minute_of(start), minute_of(end)) for name, start, end in free)
    return Clash(head.group(1), found[0][4], bookings, alternatives)
