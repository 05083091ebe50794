# SPDX-License-Identifier: Apache-2.0
"""The four kinds of workday situation, one for each shipped task type; times are minutes of the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from core.domain.codec import from_json, to_json
from core.domain.json import JsonObject
from core.domain.workday.clock import DAY
from core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Meeting:
    """A fixed stretch of the day in which no work is done."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done in one piece before its deadline."""

    title: str
    minutes: int
    due: int


@dataclass(frozen=True, slots=True)
class Priorities:
    """Several duties of which one has to come first."""

    kind: ClassVar[str] = "prioritization"
    now: int
    duties: tuple[Duty, ...]
    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """One duty to be placed between meetings, with a buffer before and after each of them."""

    kind: ClassVar[str] = "scheduling"
    now: int
    duty: Duty
    buffer: int
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a project; needs are the titles that must be done before it."""

    title: str
    minutes: int
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """A project of parts that one person works through, the shorter of the ready parts first."""

    kind: ClassVar[str] = "decomposition"
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Booking:
    """A claim on a resource for a stretch of the day; size is how many people or things would have to move."""

    title: str
    start: int
    end: int
    size: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another resource of the same sort and the stretch of the day in which it is free."""

    name: str
    free_from: int = 0
    free_until: int = DAY


@dataclass(frozen=True, slots=True)
class Clash:
    """A resource with two overlapping bookings, of which one has to move to an alternative at its own time."""

    kind: ClassVar[str] = "conflict_resolution"
    resource: str
    unit: str
    bookings: tuple[Booking, ...]
    alternatives: tuple[Alternative, ...]


Situation: TypeAlias = Priorities | Opening | Project | Clash

KINDS: dict[str, type[Priorities] | type[Opening] | type[Project] | type[Clash]] = {
    cls.kind: cls for cls in (Priorities, Opening, Project, Clash)
}


def situation_to_json(situation: Situation) -> JsonObject:
    """The situation as plain JSON, with its kind."""
    return {"kind": situation.kind, **to_json(situation)}


def situation_from_json(data: JsonObject) -> Situation:
    """The situation that ``situation_to_json`` wrote. Raises InvalidInput for anything else."""
    cls = KINDS.get(str(data.get("kind")))
    if cls is None:
        raise InvalidInput("This is not a workday situation.", hint=f"Its kind must be one of {', '.join(KINDS)}.")
    found: Situation = from_json(cls, {key: value for key, value in data.items() if key != "kind"})
    return found
