# SPDX-License-Identifier: Apache-2.0
"""Acts, decisions and revisions in the store: rows are only ever added, so every state can be restored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import JSON, ColumnElement, Row, func, insert, literal, select, update

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.reviews import (
    Act,
    ActId,
    ActKind,
    HistoryEntry,
    Move,
    TraceStanding,
    Verdict,
)
from core.domain.traces import Revision, TraceId
from core.errors import InvalidInput, UnknownName
from core.store.review_tables import act_traces, acts, decisions, revisions, trace_facets
from core.store.rows import Repo
from core.store.undone import UNDO_KINDS, taken_back

_PAGE = 200
_DAMAGED = "The workspace may be damaged; open a backup of it."


class ReviewsRepo(Repo):
    """The acts of one unit."""

    def add_act(
        self,
        kind: ActKind,
        *,
        label: str,
        reviewer: str,
        at: datetime,
        trace_ids: tuple[TraceId, ...],
        undoes: ActId | None = None,
    ) -> Act:
        """Append an act; what it changes of each trace is written down by who moves them."""
        row = {"kind": kind.value, "label": label, "reviewer": reviewer, "at": at, "undoes": undoes}
        act_id = ActId(self._connection.execute(insert(acts).values(row).returning(acts.c.id)).scalar_one())
        self._note(ChangeKind.REVIEWS, act_id)
        return Act(id=act_id, kind=kind, label=label, reviewer=reviewer, at=at, trace_ids=trace_ids, undoes=undoes)

    def relabel(self, act_id: ActId, label: str) -> None:
        """Call an act by what it came to be."""
        self._connection.execute(update(acts).where(acts.c.id == act_id).values(label=label))

    def add_moves(self, act_id: ActId, moves: Sequence[Move]) -> None:
        """Write down what an act changes of a few traces."""
        rows = [
            {
                "act_id": act_id,
                "trace_id": move.after.trace_id,
                "before": to_json(move.before),
                "after": to_json(move.after),
            }
            for move in moves
        ]
        self._connection.execute(insert(act_traces), rows)

    def copy_moves(self, act_id: ActId, *, of: ActId, is_inverse: bool) -> None:
        """Let an act change what another one did, or what takes it back."""
        before, after = act_traces.c.before, act_traces.c.after
        taken = (after, before) if is_inverse else (before, after)
        query = select(literal(act_id), act_traces.c.trace_id, *taken).where(act_traces.c.act_id == of)
        self._connection.execute(insert(act_traces).from_select(["act_id", "trace_id", "before", "after"], query))

    def revision_moves(self, act_id: ActId) -> tuple[Move, ...]:
        """Those moves of an act that change the current revision of a trace."""
        head = func.json_extract(act_traces.c.before, "$.head") != func.json_extract(act_traces.c.after, "$.head")
        return self._moves(act_traces.c.act_id == act_id, head)

    def add_decisions(
        self, act: Act, ids: Sequence[TraceId], verdict: Verdict, *, reasons: Sequence[str], note: str
    ) -> None:
        """Append a verdict of an act on the current revision of each trace."""
        values = (literal(verdict.value), literal(list(reasons), JSON), literal(note), literal(act.reviewer))
        chosen = select(func.json_each(orjson.dumps(ids).decode()).table_valued("value").c.value)
        query = select(
            literal(act.id), trace_facets.c.id, trace_facets.c.head, *values, literal(act.at, decisions.c.at.type)
        ).where(trace_facets.c.id.in_(chosen))
        names = ["act_id", "trace_id", "revision", "verdict", "reasons", "note", "reviewer", "at"]
        self._connection.execute(insert(decisions).from_select(names, query))

    def add_revision(self, act_id: ActId, made: Revision) -> None:
        """Append a revision; its number must be the next one of its trace."""
        row = {
            "trace_id": made.trace_id,
            "number": made.number,
            "act_id": act_id,
            "patch": [dict(operation) for operation in made.patch],
            "labels": dict(made.labels),
            "author": made.author,
            "note": made.note,
            "at": made.at,
        }
        self._connection.execute(insert(revisions).values(row))

    def next_revision(self, trace_id: TraceId) -> int:
        """The number of the next revision: numbers are never used twice, not even after an undo."""
        query = select(func.max(revisions.c.number)).where(revisions.c.trace_id == trace_id)
        return int(self._connection.execute(query).scalar_one() or 0) + 1

    def revisions(self, trace_id: TraceId) -> tuple[Revision, ...]:
        """All revisions of a trace in order; those that were taken back are among them.

        Raises InvalidInput where one of them cannot be read.
        """
        query = select(revisions).where(revisions.c.trace_id == trace_id).order_by(revisions.c.number)
        try:
            return tuple(_revision(row) for row in self._connection.execute(query))
        except ValueError as error:
            raise InvalidInput(
                f"The revisions of trace {trace_id} cannot be read.", hint=_DAMAGED, detail=str(error)
            ) from error

    def revision(self, trace_id: TraceId, number: int) -> Revision:
        """One revision. Raises UnknownName, which lists the others."""
        found = {revision.number: revision for revision in self.revisions(trace_id)}
        if number not in found:
            raise UnknownName(f"revision of trace {trace_id}", str(number), tuple(map(str, found)))
        return found[number]

    def act(self, act_id: ActId) -> Act:
        """One act with the ids of its traces. Raises UnknownName."""
        row = self._connection.execute(select(acts).where(acts.c.id == act_id)).one_or_none()
        if row is None:
            raise UnknownName("act", str(act_id))
        query = select(act_traces.c.trace_id).where(act_traces.c.act_id == act_id).order_by(act_traces.c.trace_id)
        ids = tuple(TraceId(found) for found in self._connection.execute(query).scalars())
        return Act(
            id=ActId(row.id),
            kind=ActKind(row.kind),
            label=row.label,
            reviewer=row.reviewer,
            at=row.at,
            trace_ids=ids,
            undoes=None if row.undoes is None else ActId(row.undoes),
        )

    def label(self, act_id: ActId) -> str:
        """What an act is called, without reading its traces."""
        return str(self._connection.execute(select(acts.c.label).where(acts.c.id == act_id)).scalar_one())

    def undoable(self, reviewer: str) -> ActId | None:
        """The reviewer's newest act that is not taken back.

        Read backwards: whatever undoes or redoes an act is newer than it, so the first word about an act is the last.
        """
        taken_back: dict[int, bool] = {}
        for act_id, kind, undoes in self._backwards(reviewer):
            if kind in UNDO_KINDS:
                taken_back.setdefault(undoes, kind == ActKind.UNDO.value)
            elif not taken_back.get(act_id, False):
                return ActId(act_id)
        return None

    def redoable(self, reviewer: str) -> ActId | None:
        """The act that the reviewer took back last; None once something new was done."""
        taken_back: dict[int, bool] = {}
        for _act_id, kind, undoes in self._backwards(reviewer):
            if kind not in UNDO_KINDS:
                break
            taken_back.setdefault(undoes, kind == ActKind.UNDO.value)
        waiting = [act_id for act_id, is_taken_back in taken_back.items() if is_taken_back]
        return ActId(min(waiting)) if waiting else None

    def last_word(self, act_id: ActId) -> ActId:
        """The newest act about an act: itself, or what last undid or redid it."""
        query = select(func.max(acts.c.id)).where(acts.c.undoes == act_id)
        return ActId(self._connection.execute(query).scalar_one() or act_id)

    def changed_by_another(
        self, act_id: ActId, *, since: ActId, reviewer: str, ignored: Sequence[ActKind] = ()
    ) -> tuple[TraceId, str] | None:
        """A trace of an act that another reviewer changed since, and by whom; None where that was taken back again.

        Acts of the ``ignored`` kinds change nothing that matters here.
        """
        mine = act_traces.alias("mine")
        query = (
            select(acts.c.id, act_traces.c.trace_id, acts.c.reviewer)
            .join(act_traces, act_traces.c.act_id == acts.c.id)
            .join(mine, mine.c.trace_id == act_traces.c.trace_id)
            .where(mine.c.act_id == act_id, acts.c.id > since, acts.c.reviewer != reviewer)
            .where(acts.c.kind.not_in((*UNDO_KINDS, *(kind.value for kind in ignored))))
        )
        touched = {row.id: (row.trace_id, row.reviewer) for row in self._connection.execute(query)}
        gone = taken_back(self._connection, tuple(touched))
        for other, (trace_id, name) in touched.items():
            if other not in gone:
                return TraceId(trace_id), name
        return None

    def history(self, trace_id: TraceId) -> tuple[HistoryEntry, ...]:
        """All that was done to one trace, oldest first."""
        query = (
            select(acts, act_traces.c.after)
            .join(act_traces, act_traces.c.act_id == acts.c.id)
            .where(act_traces.c.trace_id == trace_id)
            .order_by(acts.c.id)
        )
        found = tuple(self._connection.execute(query))
        verdicts = {decision.act_id: decision for decision in self._decisions(trace_id)}
        notes = self._notes(trace_id)
        gone = taken_back(self._connection, tuple(row.id for row in found))
        return tuple(_entry(row, verdicts.get(row.id), notes.get(row.id, ""), row.id in gone) for row in found)

    def skipped_by(self, reviewer: str) -> frozenset[TraceId]:
        """The traces that this reviewer ever skipped."""
        skip = literal(Verdict.SKIP.value, literal_execute=True)
        query = select(decisions.c.trace_id).where(decisions.c.reviewer == reviewer, decisions.c.verdict == skip)
        return frozenset(TraceId(found) for found in self._connection.execute(query.distinct()).scalars())

    def reviewers(self) -> tuple[str, ...]:
        """Everybody who did something here, in order; each name costs one look into the index."""
        found: list[str] = []
        while True:
            query = select(func.min(acts.c.reviewer)).where(acts.c.reviewer > (found[-1] if found else ""))
            name = self._connection.execute(query).scalar_one_or_none()
            if name is None:
                return tuple(found)
            found.append(str(name))

    def _moves(self, *conditions: ColumnElement[bool]) -> tuple[Move, ...]:
        query = select(act_traces.c.before, act_traces.c.after).where(*conditions).order_by(act_traces.c.trace_id)
        found = self._connection.execute(query)
        return tuple(Move(from_json(TraceStanding, before), from_json(TraceStanding, after)) for before, after in found)

    def _backwards(self, reviewer: str) -> Iterator[tuple[int, str, int]]:
        """A reviewer's acts from the newest on, a page at a time."""
        before: int | None = None
        while True:
            query = select(acts.c.id, acts.c.kind, acts.c.undoes).where(acts.c.reviewer == reviewer)
            if before is not None:
                query = query.where(acts.c.id < before)
            page = self._connection.execute(query.order_by(acts.c.id.desc()).limit(_PAGE)).all()
            yield from ((row.id, row.kind, row.undoes) for row in page)
            if len(page) < _PAGE:
                return
            before = page[-1].id

    def _decisions(self, trace_id: TraceId) -> Sequence[Row[Any]]:
        return self._connection.execute(select(decisions).where(decisions.c.trace_id == trace_id)).all()

    def _notes(self, trace_id: TraceId) -> dict[int, str]:
        query = select(revisions.c.act_id, revisions.c.note).where(revisions.c.trace_id == trace_id)
        return {row.act_id: row.note for row in self._connection.execute(query)}


def _revision(row: Row[Any]) -> Revision:
    if not isinstance(row.patch, list) or not isinstance(row.labels, dict):
        raise InvalidInput(f"Revision {row.number} of trace {row.trace_id} cannot be read.", hint=_DAMAGED)
    return Revision(
        trace_id=TraceId(row.trace_id),
        number=row.number,
        patch=tuple(row.patch),
        author=row.author,
        at=row.at,
        note=row.note,
        labels=row.labels,
    )


def _entry(row: Row[Any], decided: Row[Any] | None, note: str, is_undone: bool) -> HistoryEntry:
    after = from_json(TraceStanding, row.after)
    return HistoryEntry(
        act=ActId(row.id),
        kind=ActKind(row.kind),
        label=row.label,
        reviewer=row.reviewer,
        at=row.at,
        revision=after.head,
        state=after.state,
        verdict=None if decided is None else Verdict(decided.verdict),
        reasons=() if decided is None else tuple(decided.reasons),
        note=note or ("" if decided is None else decided.note),
        is_undone=is_undone,
    )
