# SPDX-License-Identifier: Apache-2.0
"""What People shows, and what its dialogs ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.opinions import Dispute
from core.domain.packets import PacketHeader
from core.domain.people import PeopleReport, Workload
from core.domain.traces import TraceFilter

if TYPE_CHECKING:
    from core.studio import Studio


@dataclass(frozen=True, slots=True)
class PeopleState:
    """Everybody's figures, what waits to be settled, and what the dialogs can offer.

    Attributes:
        reasons: how many traces stand rejected for each, the most frequent first.
        has_traces: False in a workspace with nothing to review.
    """

    report: PeopleReport
    workloads: tuple[Workload, ...]
    reasons: dict[str, int]
    disputes: tuple[Dispute, ...]
    packets: tuple[PacketHeader, ...]
    task_types: tuple[str, ...]
    has_traces: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody who reviewed or is to review."""
        found = [one.reviewer for one in self.report.reviewers] + [load.reviewer for load in self.workloads]
        return tuple(sorted(set(found)))

    @property
    def is_empty(self) -> bool:
        """True where nobody decided anything, nothing is assigned, and no packet was read."""
        return not (self.names or self.disputes or self.packets)


@dataclass(frozen=True, slots=True)
class AssignWish:
    """Which traces are dealt out, to whom, and how large a share of them to two."""

    wanted: TraceFilter
    reviewers: tuple[str, ...]
    share_twice: float
    seed: int


@dataclass(frozen=True, slots=True)
class PacketWish:
    """Which traces go into a packet, and whether it is blind."""

    wanted: TraceFilter
    is_blind: bool


def read_people(studio: Studio) -> PeopleState:
    """Read everything; any thread. Over very many decisions it takes seconds."""
    people = studio.people
    return PeopleState(
        report=people.report(),
        workloads=people.workloads(),
        reasons=people.reasons(),
        disputes=people.disputes(),
        packets=people.packets(),
        task_types=tuple(task.type for task in studio.tasks.tasks()),
        has_traces=studio.review.counts().total > 0,
    )
