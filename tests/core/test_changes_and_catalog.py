# SPDX-License-Identifier: Apache-2.0
"""News reaches everyone who listens; a catalog finds by name or says which names there are."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from core.catalog import Catalog
from core.changes import Change, ChangeFeed, ChangeKind
from core.errors import UnknownName

CHANGE = Change(ChangeKind.TRACES, (1,))


@dataclass
class Thing:
    name: str


def test_that_every_subscriber_hears_until_it_leaves():
    feed, one, two = ChangeFeed(), [], []
    leave = feed.subscribe(one.append)
    feed.subscribe(two.append)
    feed.emit(CHANGE)
    leave()
    leave()
    feed.emit(CHANGE)
    assert (one, two) == ([CHANGE], [CHANGE, CHANGE])


def test_that_a_broken_subscriber_does_not_silence_the_others(caplog):
    feed, heard = ChangeFeed(), []

    def broken(change):
        raise RuntimeError("deaf")

    feed.subscribe(broken)
    feed.subscribe(heard.append)
    feed.emit(CHANGE)
    assert heard == [CHANGE]
    assert "deaf" in caplog.text


def test_that_a_catalog_keeps_its_order_and_finds_by_name():
    one, two = Thing("one"), Thing("two")
    catalog = Catalog("thing", (one, two))
    assert (catalog.names, list(catalog), len(catalog), catalog["two"]) == (("one", "two"), [one, two], 2, two)


def test_that_an_unknown_name_lists_the_known_ones():
    with pytest.raises(UnknownName, match=r"no thing named “three”.*Known: one, two"):
        Catalog("thing", (Thing("one"), Thing("two")))["three"]


def test_that_two_entries_cannot_share_a_name():
    with pytest.raises(ValueError, match="share a name"):
        Catalog("thing", (Thing("one"), Thing("one")))
