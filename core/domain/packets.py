# SPDX-License-Identifier: Apache-2.0
"""Review packets: traces that go elsewhere to be reviewed, and the decisions that come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.reviews import Verdict
from core.domain.tasks import NewProblem
from core.domain.traces import Step, TraceId


@dataclass(frozen=True, slots=True)
class PacketHeader:
    """The first line of a packet.

    Attributes:
        workspace: name or id of the workspace that it was made in.
        stillroom: the version of Stillroom that wrote it.
        is_blind: True where truths and other people's decisions were left out.
        count: how many traces follow.
        sha256: hash of everything else in the file. It tells a damaged file, not who wrote it.
    """

    workspace: str
    made_by: str
    made_at: datetime
    stillroom: str
    is_blind: bool
    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PacketDecision:
    """What somebody decided before the packet was made; not in a blind one."""

    reviewer: str
    verdict: Verdict
    at: datetime
    reasons: tuple[str, ...] = ()
    note: str = ""
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class PacketTrace:
    """One trace to review.

    Attributes:
        content_hash: of ``steps``, as the store hashes them.
        head: number of the revision that the steps are.
        problem: with its truth only where the packet is not blind.
    """

    request_key: str
    content_hash: str
    head: int
    problem: NewProblem
    steps: tuple[Step, ...]
    decisions: tuple[PacketDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class Packet:
    """A whole packet as it was read."""

    header: PacketHeader
    traces: tuple[PacketTrace, ...]


@dataclass(frozen=True, slots=True)
class ReplyHeader:
    """The first line of a reply.

    Attributes:
        packet: hash of the packet that is answered.
        packet_made_at: when that packet was made: what was decided here since then can conflict.
        count: how many decisions follow.
        sha256: hash of everything else in the file.
    """

    packet: str
    packet_made_at: datetime
    made_by: str
    made_at: datetime
    stillroom: str
    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReplyEdit:
    """What a reviewer made of the steps.

    Attributes:
        labels: index of a step, as text -> name of its StepLabel.
    """

    steps: tuple[Step, ...]
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplyDecision:
    """One decision that comes back.

    Attributes:
        content_hash: of the steps that were reviewed, before an edit.
        edit: set where the reviewer changed the trace; the verdict is then on the edit.
    """

    request_key: str
    content_hash: str
    verdict: Verdict
    reviewer: str
    at: datetime
    reasons: tuple[str, ...] = ()
    note: str = ""
    rating: int | None = None
    edit: ReplyEdit | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply as it was read."""

    header: ReplyHeader
    decisions: tuple[ReplyDecision, ...]


@dataclass(frozen=True, slots=True)
class PacketReport:
    """What reading a packet did.

    Attributes:
        imported: traces that are new here. known: those that were here already with the same steps.
        left_out: those that are here with other steps, or with another question.
    """

    header: PacketHeader
    imported: tuple[TraceId, ...]
    known: int
    left_out: int

    @property
    def sentence(self) -> str:
        """The whole report in a sentence or two."""
        count = len(self.imported)
        said = f"{count:,} {'trace' if count == 1 else 'traces'} of {self.header.made_by} to review."
        if self.known:
            said += f" {self.known:,} {'was' if self.known == 1 else 'were'} here already."
        if self.left_out:
            said += f" {self.left_out:,} {'is' if self.left_out == 1 else 'are'} here with other words, so left out."
        return said
