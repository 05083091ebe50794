# SPDX-License-Identifier: Apache-2.0
"""Station 3: people read traces, decide on them and edit them, and can take back whatever they did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.calls import CallFault
from core.domain.evaluations import Gap
from core.domain.findings import Alike
from core.domain.jobs import JobId
from core.domain.messages import ToolCallPart, ToolSpec
from core.domain.reviews import (
    Act,
    ActKind,
    ElementEvidence,
    HistoryEntry,
    ImportReport,
    SkipTo,
    Verdict,
)
from core.domain.tasks import Element, Problem
from core.domain.traces import Trace, TraceFilter, TraceId
from core.errors import InvalidInput, UnknownName
from core.jobs.runner import JobRunner
from core.jsonl import mended
from core.review import importing
from core.review.acts import add_act, decide_on, known_ids, replay
from core.review.bulk import BulkDecision
from core.review.checking import Checking
from core.review.queues import Queues
from core.review.reasons import REASONS, check_reasons
from core.review.remarks import Remarks
from core.review.revising import TraceRevisions
from core.review.verdicts import VERDICT_WORDS
from core.store.standings_repo import StandingChange
from core.store.store import Store

if TYPE_CHECKING:
    from core.review.reading import Reading


def _local_now() -> datetime:
    return datetime.now().astimezone()


class ReviewService(TraceRevisions, Queues, Remarks, Checking):
    """Reads and judges the traces of one workspace. Any thread."""

    def __init__(
        self,
        *,
        store: Store,
        jobs: JobRunner,
        requires_for: Callable[[str], tuple[Element, ...]],
        tools_for: Callable[[str], tuple[ToolSpec, ...]] = lambda task_type: (),
        importers: Iterable[importing.RowReader] = (),
        gaps: Callable[[], tuple[Gap, ...]] = lambda: (),
        clock: Callable[[], datetime] = _local_now,
    ) -> None:
        """Work on ``store``; what takes longer than a blink runs as one of ``jobs``.

        ``requires_for`` gives the required elements of a task type and ``tools_for`` the tools on offer; ``importers``
        are the forms that can be imported; ``gaps`` says how far the student is behind, category by category, and
        ``clock`` what time it is for the people here: its day is the day of the counts.
        """
        super().__init__(store=store, clock=clock, gaps=gaps)
        self._jobs = jobs
        self._requires_for = requires_for
        self._tools_for = tools_for
        self._importers = {importer.name: importer for importer in importers}

    def decide(
        self,
        ids: Sequence[TraceId],
        verdict: Verdict,
        *,
        reasons: Sequence[str] = (),
        note: str = "",
        reviewer: str,
        skip_to: SkipTo = SkipTo.ME,
    ) -> Act:
        """Give one verdict on one trace or on many, as one act; ``skip_to`` says where skipped ones go.

        Raises:
            InvalidInput: no trace or no reviewer is named, or a reason is unknown or does not go with the verdict.
            UnknownName: one of the traces is not there; none of them is decided then.
        """
        checked = check_reasons(verdict, reasons)
        with self._store.begin() as unit:
            chosen = known_ids(unit, ids)
            act = add_act(unit, ActKind.DECIDE, VERDICT_WORDS[verdict], ids=chosen, reviewer=reviewer, at=self._now())
            decide_on(unit, act, chosen, verdict, reasons=checked, note=mended(note), skip_to=skip_to)
        return act

    def start_deciding(
        self,
        wanted: TraceFilter,
        verdict: Verdict,
        *,
        reasons: Sequence[str] = (),
        note: str = "",
        reviewer: str,
        skip_to: SkipTo = SkipTo.ME,
    ) -> JobId:
        """Give one verdict on everything that a filter lets through, as a job and as one act that undo takes back.

        Raises:
            InvalidInput: nothing fits, no reviewer is named, or a reason is unknown or does not go with the verdict.
        """
        checked, count = check_reasons(verdict, reasons), self.count(wanted)
        if not count:
            raise InvalidInput("No trace fits this filter.", hint="Choose another filter.")
        if not reviewer.strip():
            raise InvalidInput("A decision needs a reviewer.", hint="Give your name, such as “Ada”.")
        title = f"{VERDICT_WORDS[verdict]} {count:,} {'trace' if count == 1 else 'traces'}"
        return self._jobs.submit(
            BulkDecision(
                self._store, self._now, wanted, verdict, checked, mended(note), reviewer.strip(), title, skip_to
            )
        )

    def flag(self, ids: Sequence[TraceId], is_flagged: bool, reviewer: str) -> Act:
        """Flag traces, or take the flag off them, as one act; their states stay.

        Raises:
            InvalidInput: all of them are so already, or no trace or reviewer is named.
            UnknownName: one of the traces is not there.
        """
        with self._store.begin() as unit:
            chosen = [
                old.trace_id for old in unit.standings.of(known_ids(unit, ids)) if old.is_flagged is not is_flagged
            ]
            if not chosen:
                raise InvalidInput(
                    f"{'Already flagged' if is_flagged else 'Not flagged'}; nothing was changed.", hint="Go on."
                )
            word = "Flag" if is_flagged else "Unflag"
            act = add_act(unit, ActKind.FLAG, word, ids=chosen, reviewer=reviewer, at=self._now())
            unit.standings.change(act.id, chosen, StandingChange(is_flagged=is_flagged))
        return act

    def history(self, trace_id: TraceId) -> tuple[HistoryEntry, ...]:
        """All that was done to a trace, oldest first."""
        with self._store.read() as unit:
            unit.standings.of((trace_id,))
            return unit.reviews.history(trace_id)

    def reasons(self) -> tuple[str, ...]:
        """The reasons that a rejection can have."""
        return REASONS

    def undo(self, reviewer: str) -> Act | None:
        """Take back the newest act of a reviewer by an act of its own; None where there is none.

        Raises:
            InvalidInput: somebody else changed one of its traces since, and undo would take that away too.
        """
        with self._store.begin() as unit:
            found = unit.reviews.undoable(reviewer)
            return None if found is None else replay(unit, found, ActKind.UNDO, at=self._now())

    def redo(self, reviewer: str) -> Act | None:
        """Do again what the reviewer took back last; None where there is nothing, or something new was done since.

        Raises:
            InvalidInput: somebody else changed one of its traces since.
        """
        with self._store.begin() as unit:
            found = unit.reviews.redoable(reviewer)
            return None if found is None else replay(unit, found, ActKind.REDO, at=self._now())

    def undoable(self, reviewer: str) -> str | None:
        """What undo would take back, as the menu shows it."""
        with self._store.read() as unit:
            found = unit.reviews.undoable(reviewer)
            return None if found is None else unit.reviews.label(found)

    def redoable(self, reviewer: str) -> str | None:
        """What redo would do again, as the menu shows it."""
        with self._store.read() as unit:
            found = unit.reviews.redoable(reviewer)
            return None if found is None else unit.reviews.label(found)

    def evidence(self, trace_id: TraceId) -> tuple[ElementEvidence, ...]:
        """What the current revision says about each required element and the conclusion, and whether it is so.

        A task type that nobody knows any more has no required elements; its conclusion is still looked at.
        """
        from core.review.evidence.catalog import READERS

        with self._store.read() as unit:
            trace = unit.traces.get(trace_id)
            problem = unit.problems.get(trace.problem_id)
        reading = self.reading(trace, problem)
        return tuple(found for reader in READERS for found in reader.look(reading))

    def is_conclusion_right(self, trace_id: TraceId) -> bool | None:
        """Whether the current revision concludes what the solver proved; None where no program can tell."""
        from core.review.evidence.conclusion import ConclusionEvidence

        found = {evidence.element: evidence.is_true for evidence in self.evidence(trace_id)}
        return found.get(ConclusionEvidence.name)

    def call_faults(self, task_type: str, call: ToolCallPart) -> tuple[CallFault, ...]:
        """What does not fit about a tool call of a task type; it can be kept all the same."""
        from core.review.checks.calls import faults_of

        return tuple(faults_of(call, self._tools_for(task_type)))

    def import_jsonl(
        self, path: Path, *, format: str = "openai_chat", task_type: str = importing.IMPORTED, on_bad_line: str = "stop"
    ) -> ImportReport:
        """Read traces from a file of one chat a line; what is there already is not stored twice.

        ``format`` names an importer. ``on_bad_line`` is ``stop``, which stores nothing where any line is broken, or
        ``skip``, which stores the others.

        Raises:
            UnknownName: there is no such importer or task type.
            InvalidInput: the file cannot be read, or a line is broken and nothing was stored.
        """
        if task_type != importing.IMPORTED:
            self._requires_for(task_type)
        if format not in self._importers:
            raise UnknownName("import format", format, tuple(self._importers))
        return importing.import_file(
            self._store, path, reader=self._importers[format], task_type=task_type, on_bad_line=on_bad_line
        )

    def reading(self, trace: Trace, problem: Problem, *, alike: Alike | None = None) -> Reading:
        """A trace beside its problem; a task type that nobody knows any more requires nothing and offers no tool."""
        from core.review.reading import read_answer

        try:
            requires = self._requires_for(problem.task_type)
        except UnknownName:
            requires = ()
        tools = self._tools_for(problem.task_type)
        return replace(read_answer(trace.steps, problem.made, requires=requires, tools=tools), alike=alike)
