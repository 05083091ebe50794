# SPDX-License-Identifier: Apache-2.0
"""The search field: whatever is typed is a query, never an error."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.store.full_text import match_query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", None),
        ("   ", None),
        ("budget review", '"budget" AND "review"'),
        ('"budget review"', '"budget review"'),
        ("budget -review", '("budget") NOT ("review")'),
        ('budget -"two words" -x', '("budget") NOT ("two words" OR "x")'),
        ("bud*", '"bud"*'),
        ("-only", None),
        ("it's", '"it\'s"'),
    ],
)
def test_that_words_phrases_and_minus_are_read(typed, query):
    assert match_query(typed) == query


@given(st.text(max_size=60))
def test_that_nothing_typed_is_a_syntax_error(typed):
    query = match_query(typed)
    if query is None:
        return
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
        database.execute("SELECT rowid FROM t WHERE t MATCH ?", (query,)).fetchall()
