# SPDX-License-Identifier: Apache-2.0
"""The editing side of review: revisions of a trace with their marks, and what each one teaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from core.domain.continuations import Continuation
from core.domain.reviews import ActKind, Move, Verdict
from core.domain.signals import Signals, signals_of
from core.domain.surgery import Comparison, MarkedSteps
from core.domain.traces import Revision, Step, StepLabel, Trace, TraceId
from core.errors import InvalidInput
from core.jsonl import mended
from core.review import patches
from core.review.acts import add_act, marked_at, rebase_draft, steps_at
from core.review.blind_edits import is_opinion, keep_opinion, marks_would_tell
from core.review.labels import carried, check_labels, write_labels
from core.review.lists import TraceLists
from core.review.steps import check_steps
from core.review.verdicts import standing_after_edit
from core.store.store import Unit


class TraceRevisions(TraceLists):
    """Edits and restores the traces of one workspace; the original of each stays as it is. Any thread."""

    def edit(
        self,
        trace_id: TraceId,
        steps: Sequence[Step],
        *,
        author: str,
        note: str = "",
        accept: bool = False,
        base: int | None = None,
        labels: Mapping[int, StepLabel] | None = None,
        continued: Sequence[Continuation] = (),
    ) -> Revision:
        """Keep new steps, new marks or both as a revision, and accept it by the same act where ``accept`` says so.

        A trace that was kept stays kept, as edited. Any other one waits for a verdict on the new revision, unless only
        its marks changed: then the verdict was on the same words and stands. ``base`` is the revision that the author
        started from; where it is given, an edit that somebody made since is not lost. ``labels`` are the marks of the
        new steps, all of them; None keeps those of the steps that stay. New words end the author's draft of the trace,
        marks alone do not. ``continued`` says what teachers wrote of it: the note names them, and what they took is
        kept with the revision.

        Raises:
            InvalidInput: nothing was changed, the steps make no trace, a mark is unknown or of no step, or ``base`` is
                no longer the current revision.
        """
        checked = check_steps(steps)
        with self._store.begin() as unit:
            trace = unit.traces.get(trace_id)
            _check_base(trace, base)
            if labels is None:
                kept = carried(marked_at(unit, trace_id, trace.head), checked)
            else:
                kept = check_labels(labels, len(checked))
            word = "Mark" if patches.is_same(trace.steps, checked) else "Edit"
            said = " ".join(filter(None, (note.strip(), *(made.sentence for made in continued))))
            revision = self._keep(
                unit, trace, MarkedSteps(checked, kept), word, author=author, note=said, accept=accept
            )
            unit.continuations.add(revision, continued)
        return revision

    def restore(self, trace_id: TraceId, number: int, *, author: str, note: str = "", accept: bool = False) -> Revision:
        """Make an old revision, with its marks, the current one by a new one that says the same; 0 is the original.

        Raises:
            UnknownName: there is no such trace or revision.
            InvalidInput: the trace says this already.
        """
        with self._store.begin() as unit:
            trace = unit.traces.get(trace_id)
            word = f"Restore revision {number} of" if number else "Restore the original of"
            held = marked_at(unit, trace_id, number)
            return self._keep(unit, trace, held, word, author=author, note=note, accept=accept)

    def revisions(self, trace_id: TraceId) -> tuple[Revision, ...]:
        """All revisions of a trace in order, those that were taken back too."""
        with self._store.read() as unit:
            unit.standings.of((trace_id,))
            return unit.reviews.revisions(trace_id)

    def continuations(self, trace_id: TraceId) -> Mapping[int, tuple[Continuation, ...]]:
        """Number of a revision -> what teachers wrote of it; revisions that people wrote alone are left out."""
        with self._store.read() as unit:
            return unit.continuations.of(trace_id)

    def steps_at(self, trace_id: TraceId, number: int) -> tuple[Step, ...]:
        """The steps of one revision; number 0 is the original. Raises UnknownName."""
        with self._store.read() as unit:
            return steps_at(unit, trace_id, number)

    def marked(self, trace_id: TraceId, number: int | None = None) -> MarkedSteps:
        """The steps of one revision with their marks, to go on from; of the current one where none is named.

        Raises:
            UnknownName: there is no such trace or revision.
            InvalidInput: the marks cannot be read.
        """
        with self._store.read() as unit:
            return marked_at(unit, trace_id, unit.traces.get(trace_id).head if number is None else number)

    def labels(self, trace_id: TraceId, number: int | None = None) -> Mapping[int, StepLabel]:
        """The marks of one revision by index of the step; of the current one where none is named. Raises as marked."""
        return self.marked(trace_id, number).labels

    def compare(self, trace_id: TraceId, one: int, other: int) -> Comparison:
        """Two revisions of a trace with their marks; 0 is the original. Raises as marked."""
        with self._store.read() as unit:
            return Comparison(marked_at(unit, trace_id, one), marked_at(unit, trace_id, other))

    def signals(self, trace_id: TraceId) -> Signals:
        """What the trace teaches as it stands now. Raises as marked."""
        with self._store.read() as unit:
            trace = unit.traces.get(trace_id)
            head = marked_at(unit, trace_id, trace.head)
        return signals_of(trace.original.steps, head, state=trace.state)

    def _keep(
        self, unit: Unit, trace: Trace, new: MarkedSteps, word: str, *, author: str, note: str, accept: bool
    ) -> Revision:
        """Append a revision of the current one, with the act that made it."""
        is_reworded = not patches.is_same(trace.steps, new.steps)
        if not is_reworded and marked_at(unit, trace.id, trace.head).labels == new.labels:
            raise InvalidInput(
                f"Nothing was changed in trace {trace.id}.", hint="Change or mark a step, or accept the trace as it is."
            )
        if is_opinion(unit, trace, author):
            if not is_reworded:
                raise marks_would_tell(trace.id)
            return keep_opinion(unit, trace, new, word, author=author, note=mended(note), at=self._now())
        number = unit.reviews.next_revision(trace.id)
        (old,) = unit.standings.of((trace.id,))
        after = standing_after_edit(old, head=number, author=author, accept=accept, is_reworded=is_reworded)
        done = f"{word} and accept" if accept else word
        act = add_act(unit, ActKind.EDIT, done, ids=(trace.id,), reviewer=author, at=self._now())
        unit.reviews.add_moves(act.id, (Move(old, after),))
        patch, labels = patches.diff(trace.original.steps, new.steps), write_labels(new.labels)
        revision = Revision(trace.id, number, patch, act.reviewer, act.at, mended(note), labels)
        unit.reviews.add_revision(act.id, revision)
        unit.standings.put((after,))
        unit.traces.set_steps(trace.id, number, new.steps)
        if is_reworded:
            unit.drafts.drop(trace.id, act.reviewer)
        else:
            rebase_draft(unit, trace.id, act.reviewer, before=trace.head, after=number)
        if accept:
            unit.reviews.add_decisions(act, (trace.id,), Verdict.ACCEPT, reasons=(), note=mended(note))
            unit.assignments.hear((trace.id,))
        return revision

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC)


def _check_base(trace: Trace, base: int | None) -> None:
    if base is not None and base != trace.head:
        raise InvalidInput(
            f"Trace {trace.id} was edited by somebody else since you opened it.",
            hint="Open it again; your text can be copied out first.",
        )
