# SPDX-License-Identifier: Apache-2.0
"""Saved filters in the store, by name."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.reviews import SavedFilter
from core.store.review_tables import saved_filters
from core.store.rows import Repo, now


class SavedFiltersRepo(Repo):
    """The saved filters of one unit."""

    def put(self, made: SavedFilter) -> None:
        """Keep a filter; one of the same name gives way."""
        row = {"name": made.name, "body": to_json(made), "at": now()}
        new = insert(saved_filters).values(row)
        self._connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=row))
        self._note(ChangeKind.REVIEWS, None)

    def all(self) -> tuple[SavedFilter, ...]:
        """Every saved filter by name."""
        query = select(saved_filters.c.body).order_by(saved_filters.c.name)
        return tuple(from_json(SavedFilter, body) for body in self._connection.execute(query).scalars())

    def drop(self, name: str) -> None:
        """Forget a filter; one that is not there is gone already."""
        self._connection.execute(delete(saved_filters).where(saved_filters.c.name == name))
        self._note(ChangeKind.REVIEWS, None)
