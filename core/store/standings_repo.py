# SPDX-License-Identifier: Apache-2.0
"""Where traces stand in review: read for a few, moved for one or for a hundred thousand by the same few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Row, select, text

from core.changes import ChangeKind
from core.domain.reviews import EVERYBODY, ActId, TraceStanding
from core.domain.traces import WAITING, TraceId, TraceState
from core.errors import UnknownName
from core.store.disputes import settle_disputes
from core.store.review_tables import trace_facets
from core.store.rows import Repo, in_chunks

MOST_NAMED = 5_000
"""Where more traces move at once, news of it names none of them: whoever shows traces reads anew."""

_COLUMNS = ("id", "state", "head", "is_flagged", "rating", "note", "reviewer", "reasons", "kept_from")
_WAITING = ", ".join(f"'{state.value}'" for state in WAITING)
_CHOSEN = "SELECT value FROM json_each(:ids)"
_STOOD = {
    "state": "json_extract({side}, '$.state')",
    "head": "json_extract({side}, '$.head')",
    "is_flagged": "json_extract({side}, '$.is_flagged')",
    "rating": "json_extract({side}, '$.rating')",
    "note": "coalesce(json_extract({side}, '$.note'), '')",
    "reviewer": "coalesce(json_extract({side}, '$.reviewer'), '')",
    "reasons": "coalesce(json_extract({side}, '$.reasons'), '[]')",
    "kept_from": "coalesce(json_extract({side}, '$.kept_from'), '')",
}
"""How a standing that an act wrote down is read; acts of the first schema lack the last five."""
_COMPARED = ("state", "head", "is_flagged", "rating", "note")
_NOW = {name: name for name in _STOOD} | {
    "is_flagged": "json(iif(is_flagged, 'true', 'false'))",
    "reasons": "json(reasons)",
}
_AFTER = ", ".join(f"{name} = {value.format(side='act.after')}" for name, value in _STOOD.items())
_REPLAY = text(
    f"UPDATE trace_facets SET {_AFTER},"
    f" is_waiting = json_extract(act.after, '$.state') IN ({_WAITING})"
    f" AND {_STOOD['kept_from'].format(side='act.after')} != '{EVERYBODY}'"
    " FROM act_traces AS act WHERE act.act_id = :act AND act.trace_id = trace_facets.id"
)
_PUT = text(
    f"UPDATE trace_facets SET {', '.join(f'{name} = :{name}' for name in _STOOD)},"
    f" is_waiting = :state IN ({_WAITING}) AND :kept_from != '{EVERYBODY}' WHERE id = :trace_id"
)
_UNMARK = text(f"DELETE FROM trace_marks WHERE kind = 'reason' AND trace_id IN ({_CHOSEN})")
_MARK = text(
    "INSERT OR IGNORE INTO trace_marks SELECT 'reason', mark.value, facet.id"
    f" FROM trace_facets AS facet, json_each(facet.reasons) AS mark WHERE facet.id IN ({_CHOSEN})"
)


@dataclass(frozen=True, slots=True)
class StandingChange:
    """What an act makes of where a trace stands; None leaves a thing as it is.

    Attributes:
        state: for an original; ``edited_state`` for a trace whose current revision is an edit.
        rating: a tuple, because no rating is a rating too: ``(None,)`` takes it away.
        kept_from: goes with a state: whom the trace does not come back to once it is in it.
    """

    state: TraceState | None = None
    edited_state: TraceState | None = None
    is_flagged: bool | None = None
    rating: tuple[int | None] | None = None
    note: str | None = None
    reviewer: str | None = None
    reasons: tuple[str, ...] | None = None
    kept_from: str = ""


class StandingsRepo(Repo):
    """The standings of one unit."""

    def of(self, ids: Sequence[TraceId]) -> tuple[TraceStanding, ...]:
        """Where these traces stand, in the order of the ids. Raises UnknownName."""
        found: dict[int, TraceStanding] = {}
        columns = [trace_facets.c[name] for name in _COLUMNS]
        for chunk in in_chunks(ids):
            for row in self._connection.execute(select(*columns).where(trace_facets.c.id.in_(chunk))):
                found[row.id] = _standing(row)
        missing = [trace_id for trace_id in ids if trace_id not in found]
        if missing:
            raise UnknownName("trace", str(missing[0]))
        return tuple(found[trace_id] for trace_id in ids)

    def missing(self, ids: Sequence[TraceId]) -> TraceId | None:
        """One of the ids that no trace has; None where all are there."""
        query = text(f"{_CHOSEN} WHERE value NOT IN (SELECT id FROM trace_facets) LIMIT 1")
        found = self._connection.execute(query, {"ids": _listed(ids)}).scalar_one_or_none()
        return None if found is None else TraceId(found)

    def change(self, act_id: ActId, ids: Sequence[TraceId], made: StandingChange) -> None:
        """Write down for an act where traces stood and will stand, and move them there."""
        new = _new_values(made)
        values = _bound(made) | {"ids": _listed(ids), "act": act_id}
        moves = f"INSERT INTO act_traces SELECT :act, id, {_as_json({})}, {_as_json(new)} FROM trace_facets"
        self._connection.execute(text(f"{moves} WHERE id IN ({_CHOSEN})"), values)
        if new:
            sets = ", ".join(f"{name} = {value}" for name, value in (new | _waiting(new)).items())
            self._connection.execute(text(f"UPDATE trace_facets SET {sets} WHERE id IN ({_CHOSEN})"), values)
        if made.reasons is not None:
            self._mark_reasons(ids)
        settle_disputes(self._connection, ids)
        self._tell(ids)

    def put(self, standings: Sequence[TraceStanding]) -> None:
        """Move a few traces, each to a standing of its own; what an act writes down of it is the caller's."""
        for held in standings:
            self._connection.execute(_PUT, _values(held))
        self._mark_reasons([held.trace_id for held in standings])
        settle_disputes(self._connection, [held.trace_id for held in standings])
        self._tell([held.trace_id for held in standings])

    def replay(self, act_id: ActId, ids: Sequence[TraceId]) -> None:
        """Move the traces of an act to where it says that they stand after it."""
        self._connection.execute(_REPLAY, {"act": act_id})
        self._mark_reasons(ids)
        settle_disputes(self._connection, ids)
        self._tell(ids)

    def moved_since(self, act_id: ActId, *, side: str) -> TraceId | None:
        """A trace of an act that no longer stands where the act had it ``before`` or ``after``; None where all do.

        Whose verdict it was, and with which reasons, is not compared: acts of the first schema did not say.
        """
        then = {name: value.format(side=f"act.{side}") for name, value in _STOOD.items()}
        apart = " OR ".join(f"{value} IS NOT facet.{name}" for name, value in then.items() if name in _COMPARED)
        query = text(
            "SELECT facet.id FROM act_traces AS act JOIN trace_facets AS facet ON facet.id = act.trace_id"
            f" WHERE act.act_id = :act AND ({apart}) LIMIT 1"
        )
        found = self._connection.execute(query, {"act": act_id}).scalar_one_or_none()
        return None if found is None else TraceId(found)

    def _mark_reasons(self, ids: Sequence[TraceId]) -> None:
        listed = {"ids": _listed(ids)}
        self._connection.execute(_UNMARK, listed)
        self._connection.execute(_MARK, listed)

    def _tell(self, ids: Sequence[TraceId]) -> None:
        for trace_id in ids if len(ids) <= MOST_NAMED else (None,):
            self._note(ChangeKind.TRACES, trace_id)


def _new_values(made: StandingChange) -> dict[str, str]:
    """What each column that changes is set to, as SQL."""
    found = {}
    if made.state is not None:
        found["state"] = "iif(head > 0, :edited_state, :state)"
        found["kept_from"] = ":kept_from"
    others = {
        "is_flagged": made.is_flagged,
        "rating": made.rating,
        "note": made.note,
        "reviewer": made.reviewer,
        "reasons": made.reasons,
    }
    return found | {name: f":{name}" for name, value in others.items() if value is not None}


def _waiting(new: dict[str, str]) -> dict[str, str]:
    is_waiting = f"{new.get('state')} IN ({_WAITING}) AND :kept_from != '{EVERYBODY}'"
    return {"is_waiting": is_waiting} if "state" in new else {}


def _as_json(new: dict[str, str]) -> str:
    """A standing as an act writes it down: as it is, but for what is new."""
    values = _NOW | new
    if "is_flagged" in new:
        values["is_flagged"] = "json(iif(:is_flagged, 'true', 'false'))"
    if "reasons" in new:
        values["reasons"] = "json(:reasons)"
    pairs = ", ".join(f"'{name}', {value}" for name, value in values.items())
    return f"json_object('trace_id', id, {pairs})"


def _bound(made: StandingChange) -> dict[str, Any]:
    return {
        "state": made.state,
        "edited_state": made.edited_state or made.state,
        "is_flagged": made.is_flagged,
        "rating": None if made.rating is None else made.rating[0],
        "note": made.note,
        "reviewer": made.reviewer,
        "reasons": None if made.reasons is None else orjson.dumps(made.reasons).decode(),
        "kept_from": made.kept_from,
    }


def _values(held: TraceStanding) -> dict[str, Any]:
    return {
        "trace_id": held.trace_id,
        "state": held.state.value,
        "head": held.head,
        "is_flagged": held.is_flagged,
        "rating": held.rating,
        "note": held.note,
        "reviewer": held.reviewer,
        "reasons": orjson.dumps(held.reasons).decode(),
        "kept_from": held.kept_from,
    }


def _standing(row: Row[Any]) -> TraceStanding:
    return TraceStanding(
        trace_id=TraceId(row.id),
        state=TraceState(row.state),
        head=row.head,
        is_flagged=bool(row.is_flagged),
        rating=row.rating,
        note=row.note,
        reviewer=row.reviewer,
        reasons=tuple(row.reasons),
        kept_from=row.kept_from,
    )


def _listed(ids: Sequence[TraceId]) -> str:
    return orjson.dumps(ids).decode()
