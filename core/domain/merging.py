# SPDX-License-Identifier: Apache-2.0
"""What a reply to a review packet would change here, and what it would not: every decision is in one of four lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.packets import ReplyDecision
from core.domain.reviews import Act, Verdict
from core.domain.traces import TraceId


@dataclass(frozen=True, slots=True)
class HeldDecision:
    """A decision that stands in this workspace.

    Attributes:
        content_hash: of the steps of the revision that it is on.
        at: when it was given, by the clock of whoever gave it; one that came by a reply keeps the reply's.
    """

    reviewer: str
    verdict: Verdict
    content_hash: str
    at: datetime
    reasons: tuple[str, ...] = ()
    note: str = ""
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class HeldTrace:
    """What this workspace holds of one trace.

    Attributes:
        head, content_hash: number and hash of the current revision.
        decisions: all that stand, oldest first.
    """

    trace_id: TraceId
    head: int
    content_hash: str
    decisions: tuple[HeldDecision, ...] = ()


class ConflictKind(StrEnum):
    """Why a decision cannot be applied without a person's word."""

    EDITED = "edited"
    DECIDED = "decided"
    NEWER = "newer"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decision of the reply beside what stands against it here.

    Attributes:
        theirs: what the reply says.
        held: the trace as it is here.
        ours: the decision here that says otherwise; None where the trace itself was edited. In a dispute it is what
            the same person said before, and None where the text that theirs is on comes of an edit that is kept out.
    """

    kind: ConflictKind
    theirs: ReplyDecision
    held: HeldTrace
    ours: HeldDecision | None = None

    @property
    def sentence(self) -> str:
        """Both sides in a sentence."""
        said = f"{self.theirs.reviewer} says {_said(self.theirs.verdict, has_edit=self.theirs.edit is not None)}"
        if self.kind is ConflictKind.DISPUTED:
            before = "of a text that is not here" if self.ours is None else f"after {_said(self.ours.verdict)}"
            return f"{said} of trace {self.held.trace_id} {before}; who is party to its dispute does not settle it."
        if self.ours is None:
            return f"Trace {self.held.trace_id} was edited since the packet was made; {said} of the older text."
        if self.kind is ConflictKind.NEWER:
            return f"{said} of trace {self.held.trace_id}, and later {_said(self.ours.verdict)} here."
        return f"{said} of trace {self.held.trace_id}; {self.ours.reviewer} says {_said(self.ours.verdict)} here."


@dataclass(frozen=True, slots=True)
class Applicable:
    """A decision that can be applied, and the trace that it is on."""

    trace_id: TraceId
    decision: ReplyDecision


@dataclass(frozen=True, slots=True)
class Merge:
    """The decisions of a reply, each in exactly one list.

    Attributes:
        applicable: to be applied in this order, trace by trace: an edit comes before what was said of its text.
        known: here already; nothing would change.
        unknown: about traces that are not in this workspace.
    """

    applicable: tuple[Applicable, ...]
    known: tuple[ReplyDecision, ...]
    conflicts: tuple[Conflict, ...]
    unknown: tuple[ReplyDecision, ...]

    @property
    def sentence(self) -> str:
        """The whole merge in a sentence or two."""
        said = f"{_counted(len(self.applicable), 'decision')} can be applied."
        if self.known:
            said += f" {_counted(len(self.known), 'decision')} {_are(len(self.known))} here already."
        if self.conflicts:
            said += f" {_counted(len(self.conflicts), 'decision')} {_are(len(self.conflicts))} in conflict."
        if self.unknown:
            count = len(self.unknown)
            said += f" {_counted(count, 'decision')} {_are(count)} about traces that are not in this workspace."
        return said


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What merging a reply did.

    Attributes:
        merge: how its decisions were sorted; act: None where nothing could be applied.
        taken: how many conflicts went their way; the others stay as they are here.
    """

    merge: Merge
    act: Act | None
    taken: int

    @property
    def sentence(self) -> str:
        """The whole report in a sentence or two."""
        done = len(self.merge.applicable) + self.taken
        said = f"{done:,} {'decision was' if done == 1 else 'decisions were'} applied."
        kept = len(self.merge.conflicts) - self.taken
        if kept:
            said += f" {kept:,} {'conflict stays' if kept == 1 else 'conflicts stay'} as decided here."
        if self.merge.known:
            said += f" {len(self.merge.known):,} {'was' if len(self.merge.known) == 1 else 'were'} here already."
        if self.merge.unknown:
            count = len(self.merge.unknown)
            said += f" {count:,} {'is about a trace that is' if count == 1 else 'are about traces that are'} not here."
        return said


_WORDS = {
    Verdict.ACCEPT: "accept",
    Verdict.REJECT: "reject",
    Verdict.NEEDS_WORK: "needs work",
    Verdict.SKIP: "skip",
}


def _said(verdict: Verdict, *, has_edit: bool = False) -> str:
    return f"“{_WORDS[verdict]}{', edited' if has_edit else ''}”"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
