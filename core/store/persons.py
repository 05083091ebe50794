# SPDX-License-Identifier: Apache-2.0
"""Whose word a decision is: a person's, or that of a rule which a person set to work and which nobody's reading is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from core.domain.judgements import RULE_MARK
from core.domain.reviews import ActKind

IS_PERSONS = f"substr({{name}}, 1, {len(RULE_MARK)}) != '{RULE_MARK}'"
"""That a decision is a person's, as SQL over the column that holds under which name it was given."""

_BY_RULE = text(
    f"SELECT id FROM acts WHERE id BETWEEN :first AND :last AND kind = '{ActKind.DECIDE.value}' AND NOT coalesce("
    f"(SELECT {IS_PERSONS.format(name='made.reviewer')} FROM decisions AS made WHERE made.act_id = acts.id LIMIT 1), 1)"
)


def acts_by_rule(connection: Connection, ids: Sequence[int]) -> frozenset[int]:
    """The acts between the first and the last of these by which a rule decided: one look at each, however long."""
    if not ids:
        return frozenset()
    found = connection.execute(_BY_RULE, {"first": min(ids), "last": max(ids)})
    return frozenset(found.scalars())
