# SPDX-License-Identifier: Apache-2.0
"""How a day of review goes: what was decided since a moment, when, and whether any of it was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from core.domain.reviews import ActId, DecisionMoment, Verdict
from core.store.persons import acts_by_rule
from core.store.review_tables import acts, decisions
from core.store.rows import Repo
from core.store.undone import UNDO_KINDS, taken_back


class DayRepo(Repo):
    """The decisions of one unit, counted by time."""

    def newest(self) -> tuple[ActId, int]:
        """The ids of the act and of the decision that were written last; 0 where there is none."""
        act_id = self._connection.execute(select(func.max(acts.c.id))).scalar_one() or 0
        return ActId(act_id), self._connection.execute(select(func.max(decisions.c.id))).scalar_one() or 0

    def is_taken_back_since(self, act_id: ActId) -> bool:
        """Whether anybody undid or redid something after an act."""
        query = select(acts.c.id).where(acts.c.id > act_id, acts.c.kind.in_(UNDO_KINDS)).limit(1)
        return self._connection.execute(query).first() is not None

    def decided_since(self, at: datetime, reviewer: str | None = None, *, behind: int = 0) -> int:
        """How many traces got a verdict since then that is not taken back, by one reviewer or by all; no skips.

        Nobody read what a rule decided, so that is not counted.

        ``behind`` a decision only those are counted that had no such verdict up to it.
        """
        counted = _since(at, reviewer)
        first_and_last = select(func.min(decisions.c.act_id), func.max(decisions.c.act_id)).where(*counted)
        bounds = [found for found in self._connection.execute(first_and_last).one() if found is not None]
        standing = (*counted, decisions.c.verdict != Verdict.SKIP.value)
        gone = decisions.c.act_id.not_in(self._left_out(bounds, reviewer))
        query = select(func.count(decisions.c.trace_id.distinct()))
        if behind:
            new = select(decisions.c.trace_id).where(*standing, gone, _behind(behind)).distinct().subquery()
            query = select(func.count()).select_from(new)
            standing = (*standing, decisions.c.trace_id == new.c.trace_id, decisions.c.id <= behind)
        if behind:
            return int(self._connection.execute(query.where(~exists().where(*standing, gone))).scalar_one())
        return int(self._connection.execute(query.where(*standing, gone)).scalar_one())

    def moments_since(
        self, at: datetime, reviewer: str | None = None, *, behind: int = 0
    ) -> dict[ActId, DecisionMoment]:
        """When decisions were made since then that are not taken back, by one reviewer or by all; oldest first.

        ``behind`` a decision only those after it are counted.
        """
        conditions = (*_since(at, reviewer), *((_behind(behind),) if behind else ()))
        query = (
            select(acts.c.id, acts.c.reviewer, acts.c.at, func.count(decisions.c.id).label("trace_count"))
            .join(decisions, decisions.c.act_id == acts.c.id)
            .where(*conditions)
            .group_by(acts.c.id)
            .order_by(acts.c.id)
        )
        found = self._connection.execute(query).all()
        gone = self._left_out(tuple(row.id for row in found), reviewer)
        made = {ActId(row.id): DecisionMoment(row.reviewer, row.at, row.trace_count) for row in found}
        return {act_id: moment for act_id, moment in made.items() if act_id not in gone}

    def _left_out(self, ids: Sequence[int], reviewer: str | None) -> frozenset[int]:
        """The acts among these that are taken back or a rule's; a reviewer's name leaves rules out by itself."""
        gone = taken_back(self._connection, ids)
        return gone if reviewer is not None else gone | acts_by_rule(self._connection, ids)


def _since(at: datetime, reviewer: str | None) -> tuple[ColumnElement[bool], ...]:
    """The decisions since then, of one reviewer where one is named."""
    if reviewer is None:
        return (decisions.c.at >= at,)
    return (decisions.c.at >= at, decisions.c.reviewer == reviewer)


def _behind(decision: int) -> ColumnElement[bool]:
    """Written later than a decision."""
    return decisions.c.id > decision
