# SPDX-License-Identifier: Apache-2.0
"""What every repo starts from: one connection and a way to note what was written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, islice
from typing import Any, TypeAlias, TypeVar

import orjson
from sqlalchemy import Connection, Table, func, select

from core.changes import ChangeKind

T = TypeVar("T")
Note: TypeAlias = Callable[[ChangeKind, int | None], None]


class Repo:
    """Base of the repos: rows in, frozen dataclasses out, on the unit's connection."""

    def __init__(self, connection: Connection, note: Note) -> None:
        """Work on ``connection``; tell ``note`` what was written."""
        self._connection = connection
        self._note = note

    def _fresh_ids(self, table: Table, keys: Sequence[str], known: Container[str]) -> tuple[int | None, ...]:
        """The id that SQLite would give to each key in turn; None for one that is known or was named before.

        Only in a unit that writes: nobody else can take an id meanwhile.
        """
        last = self._connection.execute(select(func.max(table.c.id))).scalar_one() or 0
        fresh = dict(zip((key for key in dict.fromkeys(keys) if key not in known), count(last + 1), strict=False))
        return tuple(fresh.pop(key, None) for key in keys)


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def content_hash(value: Any) -> str:
    """SHA-256 of a value's canonical JSON: SQLite has no checksums, so rows carry their own."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def in_chunks(values: Iterable[T], size: int = 500) -> Iterator[tuple[T, ...]]:
    """The values in tuples of at most ``size``: SQLite limits the variables of one statement."""
    source = iter(values)
    while chunk := tuple(islice(source, size)):
        yield chunk
