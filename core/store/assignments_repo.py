# SPDX-License-Identifier: Apache-2.0
"""Assignments in the store: who is to read which trace, and the last word of each, renewed with whatever is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import orjson
from sqlalchemy import Row, text

from core.changes import ChangeKind
from core.domain.opinions import Opinion
from core.domain.reviews import Act, ActId, Verdict
from core.domain.traces import TraceId
from core.store.rows import Repo
from core.store.undone import STANDS

_CHOSEN = "SELECT value FROM json_each(:ids)"
_ANY = text(f"SELECT EXISTS (SELECT 1 FROM assignments WHERE trace_id IN ({_CHOSEN}))")
_FREE = text(f"{_CHOSEN} WHERE value NOT IN (SELECT trace_id FROM assignments)")
_NEXT_FREE = text(
    "SELECT id FROM trace_facets WHERE state = 'pending' AND id > :after AND NOT EXISTS"
    " (SELECT 1 FROM assignments WHERE trace_id = trace_facets.id) ORDER BY id LIMIT 1"
)
_GIVE = text("INSERT INTO assignment_moves VALUES (:act, :trace, :reviewer, :act, :at, 1)")
_TAKE = (
    "INSERT INTO assignment_moves SELECT :act, trace_id, reviewer, act_id, at, 0 FROM assignments"
    f" WHERE trace_id IN ({_CHOSEN})"
)
_REPLAY = text(
    "INSERT INTO assignment_moves SELECT :act, trace_id, reviewer, given_by, at, is_added != :is_inverse"
    " FROM assignment_moves WHERE act_id = :of"
)
_ADD = text(
    "INSERT OR IGNORE INTO assignments SELECT trace_id, reviewer, given_by, at, '', 0"
    f" FROM assignment_moves WHERE act_id = :act AND is_added AND trace_id IN ({_CHOSEN})"
)
_DROP = text(
    "DELETE FROM assignments WHERE (trace_id, reviewer) IN (SELECT trace_id, reviewer"
    f" FROM assignment_moves WHERE act_id = :act AND NOT is_added AND trace_id IN ({_CHOSEN}))"
)
_MOVED = text("SELECT DISTINCT trace_id FROM assignment_moves WHERE act_id = :act")
_FORGET = text(f"UPDATE assignments SET verdict = '', revision = 0 WHERE trace_id IN ({_CHOSEN}) AND verdict != ''")
_HEAR = text(
    "UPDATE assignments SET verdict = said.verdict, revision = said.revision FROM ("
    " SELECT decision.trace_id, decision.reviewer, decision.verdict, decision.revision, max(decision.id)"
    " FROM decisions AS decision JOIN assignments AS held ON held.trace_id = decision.trace_id"
    " AND held.reviewer = decision.reviewer AND decision.act_id > held.act_id"
    f" WHERE decision.trace_id IN ({_CHOSEN}) AND {STANDS.format(act='decision.act_id')}"
    " GROUP BY decision.trace_id, decision.reviewer) AS said"
    " WHERE said.trace_id = assignments.trace_id AND said.reviewer = assignments.reviewer"
    f" AND said.verdict != '{Verdict.SKIP.value}'"
)
_SHARED = f"SELECT trace_id FROM assignments WHERE trace_id IN ({_CHOSEN}) GROUP BY trace_id HAVING count(*) > 1"
_OF = "SELECT trace_id, reviewer, verdict, revision FROM assignments WHERE trace_id IN ({ids}) ORDER BY 1, 2"
_COUNTS = text("SELECT reviewer, count(*), sum(verdict = '') FROM assignments GROUP BY reviewer ORDER BY reviewer")


class AssignmentsRepo(Repo):
    """The assignments of one unit."""

    def has_any(self, ids: Sequence[TraceId]) -> bool:
        """Whether one of the traces is assigned to somebody: one look into an index for each."""
        return bool(self._connection.execute(_ANY, _listed(ids)).scalar_one())

    def free(self, ids: Sequence[TraceId]) -> tuple[TraceId, ...]:
        """Those of the traces that are assigned to nobody, in their order."""
        return tuple(TraceId(found) for found in self._connection.execute(_FREE, _listed(ids)).scalars())

    def next_free(self, after: TraceId | None = None) -> TraceId | None:
        """The first pending trace behind an id that is assigned to nobody."""
        found = self._connection.execute(_NEXT_FREE, {"after": after or 0}).scalar_one_or_none()
        return None if found is None else TraceId(found)

    def give(self, act: Act, given: Sequence[tuple[TraceId, str]]) -> None:
        """Assign traces by an act, which may go on in other transactions; each must be free of that reviewer."""
        at = act.at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
        rows = [{"act": act.id, "trace": trace_id, "reviewer": who, "at": at} for trace_id, who in given]
        self._connection.execute(_GIVE, rows)
        self._apply(act.id, [trace_id for trace_id, _who in given])

    def take(self, act: Act, ids: Sequence[TraceId], reviewers: Sequence[str]) -> None:
        """Take the assignment of traces back by an act: from these reviewers, from all where none is named."""
        wanted = " AND reviewer IN (SELECT value FROM json_each(:reviewers))" if reviewers else ""
        values = _listed(ids) | {"act": act.id, "reviewers": orjson.dumps(reviewers).decode()}
        self._connection.execute(text(_TAKE + wanted), values if reviewers else values | {"reviewers": "[]"})
        self._apply(act.id, ids)

    def replay(self, act_id: ActId, *, of: ActId, is_inverse: bool) -> None:
        """Let an act give and take what another one did, or its inverse."""
        self._connection.execute(_REPLAY, {"act": act_id, "of": of, "is_inverse": is_inverse})
        self._apply(act_id, list(self._connection.execute(_MOVED, {"act": act_id}).scalars()))

    def hear(self, ids: Sequence[TraceId]) -> bool:
        """Renew the last word of everybody these traces are assigned to; False, after one look, where nobody is."""
        if not self.has_any(ids):
            return False
        self._connection.execute(_FORGET, _listed(ids))
        self._connection.execute(_HEAR, _listed(ids))
        return True

    def shared(self, ids: Sequence[TraceId]) -> dict[TraceId, tuple[Opinion, ...]]:
        """The opinions on those of the traces that two people review or more."""
        return self._opinions(_OF.format(ids=_SHARED), ids)

    def opinions(self, ids: Sequence[TraceId]) -> dict[TraceId, tuple[Opinion, ...]]:
        """The opinions on those of the traces that are assigned to anybody."""
        return self._opinions(_OF.format(ids=_CHOSEN), ids)

    def counts(self) -> dict[str, tuple[int, int]]:
        """For each reviewer how many traces are assigned, and of how many nothing was said yet."""
        return {str(who): (int(all_), int(left)) for who, all_, left in self._connection.execute(_COUNTS)}

    def _opinions(self, query: str, ids: Sequence[TraceId]) -> dict[TraceId, tuple[Opinion, ...]]:
        found: dict[TraceId, tuple[Opinion, ...]] = {}
        for row in self._connection.execute(text(query), _listed(ids)):
            found[TraceId(row.trace_id)] = (*found.get(TraceId(row.trace_id), ()), _opinion(row))
        return found

    def _apply(self, act_id: ActId, ids: Sequence[TraceId]) -> None:
        """Let the assignments of these traces be as the act moved them."""
        self._connection.execute(_DROP, _listed(ids) | {"act": act_id})
        self._connection.execute(_ADD, _listed(ids) | {"act": act_id})
        self._note(ChangeKind.REVIEWS, act_id)


def _opinion(row: Row[Any]) -> Opinion:
    return Opinion(row.reviewer, Verdict(row.verdict) if row.verdict else None, row.revision)


def _listed(ids: Sequence[TraceId]) -> dict[str, Any]:
    return {"ids": orjson.dumps(ids).decode()}
