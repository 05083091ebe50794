# SPDX-License-Identifier: Apache-2.0
"""Which acts are taken back: whoever counts or lists acts of review leaves those out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from core.domain.reviews import ActKind
from core.store.review_tables import acts

UNDO_KINDS = (ActKind.UNDO.value, ActKind.REDO.value)

STANDS = (
    "coalesce((SELECT word.kind FROM acts AS word WHERE word.undoes = {act} ORDER BY word.id DESC LIMIT 1), '')"
    f" != '{ActKind.UNDO.value}'"
)
"""That an act is not taken back, as SQL over the column that holds its id."""


def taken_back(connection: Connection, ids: Sequence[int]) -> frozenset[int]:
    """The acts whose last word is an undo, between the first and the last of these."""
    if not ids:
        return frozenset()
    query = select(acts.c.undoes, acts.c.kind).where(acts.c.undoes.between(min(ids), max(ids)))
    last = {int(undoes): str(kind) for undoes, kind in connection.execute(query.order_by(acts.c.id))}
    return frozenset(act_id for act_id, kind in last.items() if kind == ActKind.UNDO.value)
