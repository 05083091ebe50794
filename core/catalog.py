# SPDX-License-Identifier: Apache-2.0
"""A catalog: the plain, ordered list of one kind of thing, found by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from core.errors import UnknownName


class Named(Protocol):
    """Anything with a name by which people and scripts call it."""

    @property
    def name(self) -> str:
        """Lower-case identifier."""
        ...


T = TypeVar("T", bound=Named)


class Catalog(Generic[T]):
    """Name -> entry, in the order in which the entries are listed."""

    def __init__(self, noun: str, entries: Sequence[T]) -> None:
        """Keep the entries; two of one name are a mistake of ours."""
        self.noun = noun
        self._entries = {entry.name: entry for entry in entries}
        if len(self._entries) != len(entries):
            raise ValueError(f"two entries of the {noun} catalog share a name")

    def __iter__(self) -> Iterator[T]:
        """The entries in order."""
        return iter(self._entries.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._entries)

    @property
    def names(self) -> tuple[str, ...]:
        """All names in order."""
        return tuple(self._entries)

    def __getitem__(self, name: str) -> T:
        """The entry of that name; raises UnknownName, which lists the known ones."""
        try:
            return self._entries[name]
        except KeyError:
            raise UnknownName(self.noun, name, self.names) from None
