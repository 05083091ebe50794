# SPDX-License-Identifier: Apache-2.0
"""Decisions of reviewers, and the acts that undo takes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.domain.continuations import Continuation
from core.domain.json import JsonObject
from core.domain.traces import Step, TraceFilter, TraceId, TraceOrder, TraceState

ActId = NewType("ActId", int)


class Verdict(StrEnum):
    """What a reviewer said of one revision of a trace."""

    ACCEPT = "accept"
    REJECT = "reject"
    NEEDS_WORK = "needs_work"
    SKIP = "skip"

    @property
    def takes_reasons(self) -> bool:
        """True for verdicts that say what is wrong."""
        return self in (Verdict.REJECT, Verdict.NEEDS_WORK)


class SkipTo(StrEnum):
    """Where a skipped trace goes: to the end of everybody's queue, to all but who skipped it, or out of the queue."""

    ME = "back_to_me"
    OTHERS = "to_others"
    OUT = "out"


EVERYBODY = " *"
"""Whom a trace that was skipped out of the queue is kept from; names are stripped, so nobody is called so."""


class ActKind(StrEnum):
    """What a reviewer did; undo and redo are acts of their own, so the history only grows."""

    DECIDE = "decide"
    EDIT = "edit"
    FLAG = "flag"
    RATE = "rate"
    NOTE = "note"
    ASSIGN = "assign"
    MERGE = "merge"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reasons, by whom, on which revision."""

    trace_id: TraceId
    revision: int
    verdict: Verdict
    reasons: tuple[str, ...]
    note: str
    reviewer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TraceStanding:
    """Where one trace stands: what an act changes and what undo restores.

    Attributes:
        rating: 1 to 5, or None. note: what a reviewer wrote on the trace itself, apart from any decision.
        reviewer, reasons: of the verdict that stands; empty while there is none.
        kept_from: whom a skipped trace does not come back to: who skipped it, or EVERYBODY; empty for nobody.
    """

    trace_id: TraceId
    state: TraceState
    head: int
    is_flagged: bool
    rating: int | None = None
    note: str = ""
    reviewer: str = ""
    reasons: tuple[str, ...] = ()
    kept_from: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One undoable thing that a reviewer did, to one trace or to many.

    Attributes:
        undoes: the act that this one takes back (undo) or does again (redo).
        label: what the menu shows, such as ``Accept 12 traces``.
    """

    id: ActId
    kind: ActKind
    label: str
    reviewer: str
    at: datetime
    trace_ids: tuple[TraceId, ...]
    undoes: ActId | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit that somebody has begun and not saved.

    Attributes:
        base: number of the revision that it began with.
        labels: as ``Revision.labels`` has them.
        continued: what teachers wrote of it.
    """

    trace_id: TraceId
    reviewer: str
    base: int
    steps: tuple[Step, ...]
    labels: JsonObject
    note: str
    at: datetime
    continued: tuple[Continuation, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter with its order, kept under a name."""

    name: str
    wanted: TraceFilter
    order: TraceOrder


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How the queue stands.

    Attributes:
        decided_today, median_seconds: of the reviewer who asked, or of all.
        kept_away: skipped traces that do not come back to the reviewer who asked; they wait for somebody else.
    """

    total: int
    by_state: dict[TraceState, int]
    flagged: int
    decided_today: int
    median_seconds: float | None
    kept_away: int = 0


@dataclass(frozen=True, slots=True)
class DecisionMoment:
    """When somebody decided, and on how many traces at once."""

    reviewer: str
    at: datetime
    trace_count: int


@dataclass(frozen=True, slots=True)
class Move:
    """What one act changed of one trace: where it stood before and after."""

    before: TraceStanding
    after: TraceStanding


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of a trace's history, oldest first.

    Attributes:
        verdict: set for decisions, and for edits that accepted at once.
        revision: the revision that stood after the act.
        is_undone: True while the act is taken back.
    """

    act: ActId
    kind: ActKind
    label: str
    reviewer: str
    at: datetime
    revision: int
    state: TraceState
    verdict: Verdict | None = None
    reasons: tuple[str, ...] = ()
    note: str = ""
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class StepSpan:
    """A stretch of one step: where evidence stands.

    Attributes:
        step: index of the step, 0 for the first.
        start, end: characters of ``Step.text``, end not included; both 0 where the whole step is meant.
    """

    step: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ElementEvidence:
    """What a trace says about one required element, or about ``conclusion`` or ``tool_call``.

    Attributes:
        spans: where it is mentioned; empty means that it is missing.
        is_true: whether what the trace claims is so in this problem; None where no program can tell.
        missing: the claims that should stand there and do not, in plain words.
    """

    element: str
    label: str
    spans: tuple[StepSpan, ...]
    is_true: bool | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with one line of an imported file, and what was expected there."""

    line: int
    message: str
    expected: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        known: lines whose trace was there already; they are left as they are.
        mended: lines in which broken characters were replaced.
        faults: the first faults; ``fault_count`` counts them all.
    """

    imported: tuple[TraceId, ...]
    known: int
    mended: tuple[int, ...]
    faults: tuple[LineFault, ...]
    fault_count: int

    @property
    def sentence(self) -> str:
        """The whole report in a sentence or two."""
        said = "No new trace was imported."
        if self.imported:
            said = f"Imported {_counted(len(self.imported), 'trace')}, pending review."
        if self.known:
            said += f" {_counted(self.known, 'trace')} {'was' if self.known == 1 else 'were'} here already."
        if self.mended:
            said += f" Broken characters were replaced in {_counted(len(self.mended), 'line')}."
        if self.faults:
            first = self.faults[0]
            said += (
                f" Left out: {_counted(self.fault_count, 'line')}; the first is line {first.line}: {first.message} "
                f"Expected: {first.expected}."
            )
        return said


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
