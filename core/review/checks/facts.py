# SPDX-License-Identifier: Apache-2.0
"""What a situation says of each thing that it names, in one form for all kinds of situation."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.domain.workday.situations import Clash, Opening, Priorities, Project, Situation


@dataclass(frozen=True, slots=True)
class Facts:
    """The named things of a situation, with what is given of each; times are minutes of the day.

    Attributes:
        subjects: what an answer may be about: tasks, parts or bookings.
        places: the resource and its alternatives, of which an answer may name one as a target.
        others: meetings, and the project.
        unit: what sizes count; empty where nothing has a size.
    """

    subjects: tuple[str, ...]
    places: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    due: dict[str, int] = field(default_factory=dict)
    minutes: dict[str, int] = field(default_factory=dict)
    stretches: dict[str, tuple[int, int]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    unit: str = ""
    now: int | None = None
    buffer: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that is named."""
        return (*self.subjects, *self.places, *self.others)


def facts_of(situation: Situation) -> Facts:
    """The facts as they stand in the prompt; nothing is worked out."""
    match situation:
        case Priorities():
            return Facts(
                subjects=tuple(duty.title for duty in situation.duties),
                others=tuple(meeting.title for meeting in situation.meetings),
                due={duty.title: duty.due for duty in situation.duties},
                minutes={duty.title: duty.minutes for duty in situation.duties},
                stretches={meeting.title: (meeting.start, meeting.end) for meeting in situation.meetings},
                now=situation.now,
            )
        case Opening():
            return Facts(
                subjects=(situation.duty.title,),
                others=tuple(meeting.title for meeting in situation.meetings),
                due={situation.duty.title: situation.duty.due},
                minutes={situation.duty.title: situation.duty.minutes},
                stretches={meeting.title: (meeting.start, meeting.end) for meeting in situation.meetings},
                now=situation.now,
                buffer=situation.buffer,
            )
        case Project():
            return Facts(
                subjects=tuple(piece.title for piece in situation.pieces),
                others=(situation.title,),
                minutes={piece.title: piece.minutes for piece in situation.pieces},
            )
        case Clash():
            return Facts(
                subjects=tuple(booking.title for booking in situation.bookings),
                places=(situation.resource, *(place.name for place in situation.alternatives)),
                stretches={booking.title: (booking.start, booking.end) for booking in situation.bookings},
                sizes={booking.title: booking.size for booking in situation.bookings},
                unit=situation.unit,
            )
