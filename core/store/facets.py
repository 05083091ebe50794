# SPDX-License-Identifier: Apache-2.0
"""Facets: the narrow row of each trace, written together with the trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, text

from core.domain.traces import NewTrace
from core.store.review_tables import trace_marks

NOT_CONFIDENT = 2.0
"""The confidence of a trace that has none: behind every real one."""

_SPREAD = 2_654_435_761
"""Knuth's multiplier: neighbouring ids end up far apart (The Art of Computer Programming 3, 6.4)."""

_ADD = text(
    "INSERT INTO trace_facets (id, state, is_waiting, is_flagged, task_type, difficulty, split, teacher, job_id,"
    " created_at, length, cost_usd, confidence, head, note, reviewer, reasons, has_draft, finding_count, finding_rank,"
    " dispute, shuffle)"
    " SELECT :id, 'pending', 1, 0, task_type, difficulty, split, :teacher, :job, :at, :length, :cost, :confidence,"
    " 0, '', '', '[]', 0, 0, 0, 0.0, :shuffle FROM problems WHERE id = :problem"
)


def add_facets(connection: Connection, made: Sequence[tuple[int, NewTrace]], created_at: datetime) -> None:
    """Write the facets and tags of new traces."""
    at = created_at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    connection.execute(_ADD, [_row(trace_id, new, at) for trace_id, new in made])
    add_marks(connection, "tag", [(trace_id, tag) for trace_id, new in made for tag in new.tags])


def add_marks(connection: Connection, kind: str, made: Sequence[tuple[int, str]]) -> None:
    """Mark traces with values of one kind; a mark that is there already stays."""
    if made:
        rows = [{"kind": kind, "value": value, "trace_id": trace_id} for trace_id, value in made]
        connection.execute(insert(trace_marks).prefix_with("OR IGNORE"), rows)


def _row(trace_id: int, new: NewTrace, at: str) -> dict[str, Any]:
    return {
        "id": trace_id,
        "problem": new.problem_id,
        "teacher": new.teacher,
        "job": new.job_id,
        "at": at,
        "length": sum(len(step.text) for step in new.steps),
        "cost": new.cost_usd,
        "confidence": new.confidence.value if new.confidence else NOT_CONFIDENT,
        "shuffle": trace_id * _SPREAD % 2**32,
    }
