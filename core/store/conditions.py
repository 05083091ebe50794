# SPDX-License-Identifier: Apache-2.0
"""A filter of traces as conditions over the narrow table of facets, and over the marks where it names some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    UnaryExpression,
    and_,
    exists,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.sql.operators import custom_op

from core.domain.reviews import EVERYBODY
from core.domain.traces import Bounds, TraceFilter, TraceState
from core.store.full_text import match_query
from core.store.people_tables import assignments
from core.store.review_tables import trace_facets, trace_marks

_NEWEST_MATCHES = 20_000
_SEARCH = "SELECT rowid AS id FROM trace_search WHERE trace_search MATCH :query ORDER BY rowid DESC LIMIT :cap"

_UNANSWERED = (
    "(NOT EXISTS (SELECT 1 FROM assignments) OR NOT EXISTS (SELECT 1 FROM assignments AS own"
    " WHERE own.trace_id = trace_facets.id AND own.reviewer = :asked_by AND own.verdict != '' AND EXISTS"
    " (SELECT 1 FROM assignments AS other WHERE other.trace_id = own.trace_id AND other.verdict = '')))"
)
"""That a trace does not wait for another opinion alone: one look by key, and none where nothing is assigned."""


def filtered(query: Select[Any], wanted: TraceFilter) -> Select[Any]:
    """The query, which reads facets, with only the traces that the filter lets through."""
    source: FromClause = trace_facets
    for number, (kind, values) in enumerate(_marked(wanted)):
        mark = trace_marks.alias(f"mark{number}")
        source = source.join(mark, mark.c.trace_id == trace_facets.c.id)
        query = query.where(mark.c.kind == kind, mark.c.value.in_(values))
    if wanted.assignees:
        source = source.join(assignments, assignments.c.trace_id == trace_facets.c.id)
        query = query.where(*_assigned(wanted))
    for condition in conditions(wanted):
        query = query.where(condition)
    if source is trace_facets:
        return query
    query = query.select_from(source)
    is_manifold = len(wanted.assignees) > 1 or any(len(values) > 1 for _kind, values in _marked(wanted))
    return query.distinct() if is_manifold else query


def filtered_in_order(query: Select[Any], wanted: TraceFilter, *, is_by_confidence: bool = False) -> Select[Any]:
    """The same for a query that walks along the index of an order, because very many fit: each is looked at on the way.

    Left to itself, SQLite would take an index of the filter, and sort hundreds of thousands to give two hundred.
    """
    for kind, values in _marked(wanted):
        mark = trace_marks.c
        query = query.where(
            exists().where(mark.kind == kind, mark.value.in_(values), mark.trace_id == trace_facets.c.id)
        )
    if wanted.assignees:
        query = query.where(exists().where(assignments.c.trace_id == trace_facets.c.id, *_assigned(wanted)))
    for condition in conditions(wanted, is_on_the_way=True, is_by_confidence=is_by_confidence):
        query = query.where(condition)
    return query


def conditions(
    wanted: TraceFilter, *, is_on_the_way: bool = False, is_by_confidence: bool = False
) -> list[ColumnElement[bool]]:
    """What the facets of a trace must be for the filter to let it through; marks are not among it.

    ``is_on_the_way`` keeps the indexes of the most usual filters out of it, as flags and drafts do, which are rarer.
    That of confidences stays where the order is theirs (``is_by_confidence``).
    """
    facets = trace_facets.c
    is_bare = is_on_the_way or bool(wanted.is_flagged or wanted.has_draft or wanted.assignees)
    state = _unindexed(facets.state) if is_bare else facets.state
    judged = _unindexed(facets.judge_score) if is_on_the_way else facets.judge_score
    sure = _unindexed(facets.confidence) if is_on_the_way and not is_by_confidence else facets.confidence
    found = [*_stretches(wanted), *between(judged, wanted.judge_score), *_sure(sure, wanted), *_flags(wanted)]
    if wanted.is_of_waiting:
        found.append(is_waiting(True, is_on_the_way=bool(wanted.assignees)))
    elif wanted.states == (TraceState.PENDING,) and is_on_the_way:
        found += [is_waiting(True), _is_not_skipped()]
    elif len(wanted.states) == 1:
        found.append(state == wanted.states[0].value)
    elif wanted.states:
        found.append(state.in_([state.value for state in wanted.states]))
    for column, values in (
        (facets.task_type, wanted.task_types),
        (facets.difficulty, wanted.difficulties),
        (facets.teacher, wanted.teachers),
        (facets.split, wanted.splits),
    ):
        if values:
            asked = _unindexed(column) if is_bare else column
            found.append(asked == values[0] if len(values) == 1 else asked.in_(values))
    if wanted.trace_ids:
        found.append((_unindexed(facets.id) if is_bare else facets.id).in_(listed(wanted.trace_ids)))
    found += _coming_back(wanted)
    if wanted.asked_by:
        found.append(and_(text(_UNANSWERED).bindparams(asked_by=wanted.asked_by)))
    if wanted.reviewers:
        found.append(and_(facets.reviewer.in_(wanted.reviewers), literal_column("reviewer != ''")))
    query = match_query(wanted.text)
    if query is not None:
        hits = text(_SEARCH).bindparams(query=query, cap=_NEWEST_MATCHES).columns(facets.id)
        found.append(facets.id.in_(select(hits.subquery().c.id)))
    return found


def is_waiting(value: bool, *, is_on_the_way: bool = False) -> ColumnElement[bool]:
    """Whether nobody has decided yet; written out, so that SQLite sees which part of an index is meant."""
    column = _unindexed(trace_facets.c.is_waiting) if is_on_the_way else trace_facets.c.is_waiting
    return column == literal_column("1" if value else "0")


def listed(ids: Sequence[int]) -> Select[Any]:
    """Ids as a table: as variables of a statement, very many would be too many."""
    return select(func.json_each(orjson.dumps(ids).decode()).table_valued("value").c.value)


def _is_not_skipped() -> ColumnElement[bool]:
    """Told by the index of states: on the way along an order, the rows themselves stay closed."""
    other = trace_facets.alias("other")
    return trace_facets.c.id.not_in(select(other.c.id).where(other.c.state == TraceState.SKIPPED.value))


def between(column: ColumnElement[Any], bounds: Bounds) -> Iterator[ColumnElement[bool]]:
    """What a column must be to lie within the bounds."""
    if bounds.least is not None:
        yield column >= bounds.least
    if bounds.most is not None:
        yield column <= bounds.most


def _coming_back(wanted: TraceFilter) -> list[ColumnElement[bool]]:
    """In the queue of one reviewer: no skipped trace that is kept from them; they have an index of their own."""
    if not wanted.asked_by or (wanted.states and TraceState.SKIPPED not in wanted.states):
        return []
    kept = trace_facets.alias("kept")
    names = [wanted.asked_by] if wanted.is_of_waiting else [wanted.asked_by, EVERYBODY]
    is_named = kept.c.kept_from.in_(names)
    return [trace_facets.c.id.not_in(select(kept.c.id).where(is_named, literal_column("kept.kept_from != ''")))]


def is_grouped(wanted: TraceFilter) -> bool:
    """Whether the filter has an index in which waiting and decided traces lie apart."""
    groups = (wanted.task_types, wanted.difficulties, wanted.splits, wanted.teachers, wanted.reviewers)
    others = (wanted.text, wanted.trace_ids, wanted.is_flagged, wanted.has_draft, wanted.assignees, _marked(wanted))
    return any(groups) and not any(others)


def is_ranged(wanted: TraceFilter) -> bool:
    """Whether the filter asks for what very many may have, with an index in another order than the ids."""
    has_several = any(len(values) > 1 for _kind, values in _marked(wanted))
    bounds = (wanted.judge_score, wanted.confidence)
    return has_several or wanted.since is not None or any(found != Bounds() for found in bounds)


def id_of(wanted: TraceFilter) -> ColumnElement[Any]:
    """The id of a filtered trace, from where it can be read in order: from the one mark or assignee that is wanted."""
    marked = _marked(wanted)
    if marked and len(marked[0][1]) == 1:
        return literal_column("mark0.trace_id")
    return assignments.c.trace_id if len(wanted.assignees) == 1 and not marked else trace_facets.c.id


def _unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column with a plus before it, which tells SQLite to use no index of it."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def _assigned(wanted: TraceFilter) -> tuple[ColumnElement[bool], ...]:
    """Whose a trace is; that nothing was said yet is written out, because it has an index of its own."""
    is_theirs = assignments.c.reviewer.in_(wanted.assignees)
    return (is_theirs, literal_column("assignments.verdict = ''")) if wanted.is_opinion_missing else (is_theirs,)


def _marked(wanted: TraceFilter) -> tuple[tuple[str, tuple[str, ...]], ...]:
    named = (("reason", wanted.reasons), ("tag", wanted.tags), ("finding", wanted.findings))
    return tuple((kind, values) for kind, values in named if values)


def _flags(wanted: TraceFilter) -> Iterator[ColumnElement[bool]]:
    """Claims about a trace; the true ones are written out, because they have an index of their own."""
    facets = trace_facets.c
    for column, value in ((facets.is_flagged, wanted.is_flagged), (facets.has_draft, wanted.has_draft)):
        if value is not None:
            yield column == literal_column("1" if value else "0")
    if wanted.job_id is not None:
        yield and_(facets.job_id == wanted.job_id, facets.job_id.is_not(None))


def _stretches(wanted: TraceFilter) -> Iterator[ColumnElement[bool]]:
    facets = trace_facets.c
    if wanted.since is not None:
        yield facets.created_at >= wanted.since
    if wanted.until is not None:
        yield facets.created_at < wanted.until
    yield from between(facets.length, wanted.length)
    yield from between(facets.cost_usd, wanted.cost_usd)
    yield from between(facets.rating, wanted.rating)


def _sure(confidence: ColumnElement[Any], wanted: TraceFilter) -> Iterator[ColumnElement[bool]]:
    """How confident a trace is; those of which nobody knows stay out."""
    if wanted.confidence != Bounds():
        yield confidence <= literal_column("1")
        yield from between(confidence, wanted.confidence)
