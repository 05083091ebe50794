# SPDX-License-Identifier: Apache-2.0
"""Station 3: people read traces, decide on them and edit them, and can take back whatever they did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from core.domain.reviews import (
    Act,
    ActKind,
    Decision,
    ElementEvidence,
    HistoryEntry,
    ImportReport,
    Move,
    Verdict,
)
from core.domain.tasks import Element
from core.domain.traces import TraceId
from core.errors import InvalidInput, UnknownName
from core.jsonl import mended
from core.review import importing
from core.review.acts import add_act, replay
from core.review.reasons import REASONS, check_reasons
from core.review.revising import TraceRevisions
from core.review.verdicts import VERDICT_WORDS, state_after
from core.store.store import Store


def _local_now() -> datetime:
    return datetime.now().astimezone()


class ReviewService(TraceRevisions):
    """Reads and judges the traces of one workspace. Any thread."""

    def __init__(
        self,
        *,
        store: Store,
        requires_for: Callable[[str], tuple[Element, ...]],
        importers: Iterable[importing.RowReader] = (),
        clock: Callable[[], datetime] = _local_now,
    ) -> None:
        """Work on ``store``.

        ``requires_for`` gives the required elements of a task type, ``importers`` the forms that can be imported;
        ``clock`` says what time it is for the people here: its day is the day of the counts.
        """
        super().__init__(store=store, clock=clock)
        self._requires_for = requires_for
        self._importers = {importer.name: importer for importer in importers}

    def decide(
        self, ids: Sequence[TraceId], verdict: Verdict, *, reasons: Sequence[str] = (), note: str = "", reviewer: str
    ) -> Act:
        """Give one verdict on one trace or on many, as one act.

        Raises:
            InvalidInput: no trace or no reviewer is named, or a reason is unknown or does not go with the verdict.
            UnknownName: one of the traces is not there; none of them is decided then.
        """
        checked = check_reasons(verdict, reasons)
        with self._store.begin() as unit:
            before = unit.traces.standing(_distinct(ids))
            moves = tuple(Move(old, replace(old, state=state_after(verdict, head=old.head))) for old in before)
            act = add_act(unit, ActKind.DECIDE, VERDICT_WORDS[verdict], moves=moves, reviewer=reviewer, at=self._now())
            unit.reviews.add_decisions(
                act.id,
                [
                    Decision(old.trace_id, old.head, verdict, checked, mended(note), act.reviewer, act.at)
                    for old in before
                ],
            )
            unit.traces.move([move.after for move in moves])
        return act

    def flag(self, ids: Sequence[TraceId], is_flagged: bool, reviewer: str) -> Act:
        """Flag traces, or take the flag off them, as one act; their states stay.

        Raises:
            InvalidInput: all of them are so already, or no trace or reviewer is named.
            UnknownName: one of the traces is not there.
        """
        with self._store.begin() as unit:
            before = [old for old in unit.traces.standing(_distinct(ids)) if old.is_flagged is not is_flagged]
            if not before:
                raise InvalidInput(
                    f"{'Already flagged' if is_flagged else 'Not flagged'}; nothing was changed.", hint="Go on."
                )
            moves = tuple(Move(old, replace(old, is_flagged=is_flagged)) for old in before)
            word = "Flag" if is_flagged else "Unflag"
            act = add_act(unit, ActKind.FLAG, word, moves=moves, reviewer=reviewer, at=self._now())
            unit.traces.move([move.after for move in moves])
        return act

    def history(self, trace_id: TraceId) -> tuple[HistoryEntry, ...]:
        """All that was done to a trace, oldest first."""
        with self._store.read() as unit:
            unit.traces.standing((trace_id,))
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
        from core.review.checks.base import read
        from core.review.checks.catalog import CHECKS

        with self._store.read() as unit:
            trace = unit.traces.get(trace_id)
            problem = unit.problems.get(trace.problem_id)
        try:
            requires = self._requires_for(problem.task_type)
        except UnknownName:
            requires = ()
        reading = read(trace.steps, requires, problem.truth)
        return tuple(found for check in CHECKS for found in check.look(reading))

    def is_conclusion_right(self, trace_id: TraceId) -> bool | None:
        """Whether the current revision concludes what the solver proved; None where no program can tell."""
        from core.review.checks.conclusion import Conclusion

        found = {evidence.element: evidence.is_true for evidence in self.evidence(trace_id)}
        return found.get(Conclusion.name)

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


def _distinct(ids: Sequence[TraceId]) -> tuple[TraceId, ...]:
    if not ids:
        raise InvalidInput("No trace is chosen.", hint="Choose at least one.")
    return tuple(dict.fromkeys(ids))
