# SPDX-License-Identifier: Apache-2.0
"""Where a text falls into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.pieces import starts_of


def pieces(text):
    starts = starts_of(text)
    ends = [*starts, len(text)][1:]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One thing. Another! A third?", ["One thing.", "Another!", "A third?"]),
        ("He said “no.” Then he left.", ["He said “no.”", "Then he left."]),
        ("It ends at 3 p.m. sharp, e.g. today. Go.", ["It ends at 3 p.m. sharp, e.g. today.", "Go."]),
        ("First part. More.\n\nSecond part. More.", ["First part. More.", "Second part. More."]),
        ("1. Audit. Now.\n2. Budget", ["1. Audit. Now.", "2. Budget"]),
        ("In order:\n- Audit\n- Budget", ["In order:", "- Audit", "- Budget"]),
        ("1) Audit\n   - due 15:00\n   - 2 h\n2) Budget", ["1) Audit\n   - due 15:00\n   - 2 h", "2) Budget"]),
        ("- Audit\n\n  It is late.\n\n- Budget\n\nSo Audit.", ["- Audit\n\n  It is late.", "- Budget", "So Audit."]),
        ("Step 1: look\nStep 2: think", ["Step 1: look", "Step 2: think"]),
        ("Audit: 2 h\nBudget: 1 h", ["Audit: 2 h", "Budget: 1 h"]),
        ("\n\n  Late.\n\nGo.", ["Late.", "Go."]),
        ("Only this", ["Only this"]),
        ("  ", []),
    ],
)
def test_that_a_text_falls_into_list_items_else_paragraphs_else_sentences(text, expected):
    assert pieces(text) == expected


@given(st.text(alphabet="ab1.)- \n!“”", max_size=40))
def test_that_pieces_together_say_everything_and_none_is_empty(text):
    assert all(pieces(text))
    assert "".join("".join(pieces(text)).split()) == "".join(text.split())
