# SPDX-License-Identifier: Apache-2.0
"""Arithmetic speaks of every equation that is wrong, and of nothing that it cannot read for certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.findings import Severity
from core.domain.workday.clock import clock, margin, span
from core.review.checks.arithmetic import Arithmetic
from tests.helpers.check_builders import look, said, thoughts

CHECK = Arithmetic()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("14:00 - 2:00 = 12:30", "12:00"),
        ("2 h + 30 min = 2.6 h", "2.5 h"),
        ("3 + 4 = 8", "7"),
        ("1:30 h + 0:45 h = 2:00 h", "2:15 h"),
        ("10:00 - 11:00 = 1:30", "-1:00"),
        ("10:00 - 11:00 = -0:30", "-1:00"),
        ("-1:00 + 2:00 = 2:00", "1:00"),
        ("Latest start = deadline 15:00 - duration 2:00 = 12:30", "13:00"),
        ("**15:00** - **2:00** = **12:30**", "13:00"),
        ("| Audit | 15:00 − 2 h = 12:00 |", "13:00"),
        ("15:00 minus 2 hours is 12:00", "13:00"),
        ("Step 1: 3 × 45 min = 2 h", "2.25 h"),
        ("2 people + 4 people = 7 people", "6"),
        ("(15:00 - 2:00 = 12:00)", "13:00"),
        ("- 15:00 - 2:00 = 12:00", "13:00"),
        ("Total: 1 h + 1 h 30 min + 45 min = 3 h.", "3.25 h"),
        ("2 h Audit + 1 h Budget = 4 h", "3 h"),
        ("2 h (Audit) + 1 h (Budget) = 4 h", "3 h"),
        ("2 h for Audit + 1 h + 1 h = 5 h", "4 h"),
        ("90 min = 2 h", "1.5 h"),
        ("1.5 * 2 = 4", "3"),
        ("12 / 4 = 4", "3"),
        ("0.1 + 0.2 = 0.4", "0.3"),
        ("So it ends at 9:00 + 1:30 = 10:00 and begins again.", "10:30"),
        ("17:00 - 1:30 = 15:00 Fix login bug", "15:30"),
    ],
)
def test_that_a_wrong_equation_is_found_with_the_right_value(text, right):
    (found,) = look(CHECK, *thoughts(text))
    assert found.severity is Severity.ERROR
    assert found.expected == right


@pytest.mark.parametrize(
    "text",
    [
        "14:00 - 2:00 = 12:00",
        "10:00 - 11:00 = -1:00",
        "10:00 - 11:00 = 1:00",
        "The meeting 14:00 - 15:00 is 2 h long",
        "22:00 + 3:00 = 1:00",
        "11:00 + 2:00 = 1:00",
        "9 am + 4 h = 1 pm",
        "10 / 3 = 3.33",
        "80 min = 1.33 h",
        "20 min + 20 min = 0.67 h",
        "3 × 0.5 h = 90 min",
        "Rooms 3 + 4 = 12 people",
        "Tasks 1 + 2 = 3.5 h",
        "Room 3 - 2:00 = 5:00",
        "2024-03-04 = 5",
        "pages 3-5 = 3",
        "x = 3 + 4",
        "7 - 3 + 2x = 16",
        "2^3 + 1 = 10",
        "2 × (3 + 4) = 15",
        "5 + 4 = 1 mod 8",
        "1 week + 2 days = 10 days",
        "1 dozen + 3 = 16",
        "half of 10 + 4 = 9",
        "3 + twice 4 = 11",
        "1.5 + 1 = 2 and a half",
        "20% + 30% = 60",
        "3 + 4 != 8",
        "3 + 4 <= 8",
        "3 + 4 ≈ 8",
        "Is 3 + 4 = 8?",
        "3 + 4 = 8 is wrong",
        "It is not 3 + 4 = 8",
        "10:00 + 2:00 = 10:00-12:00",
        "slack at 13:00 = 15:00 - 2:30",
        "9:00 + 90 = 10:30",
        "007 + 1 = 9",
    ],
)
def test_that_what_is_right_or_unclear_is_passed_over(text):
    assert said(CHECK, text) == []


def test_that_each_equation_of_a_chain_is_judged_by_itself():
    found = look(CHECK, *thoughts("limit 14:00 - 1:30 = 12:30, 12:30 - 1:00 = 11:00, too late"))
    assert [held.quote for held in found] == ["12:30 - 1:00 = 11:00"]


def test_that_two_sides_that_are_both_worked_out_are_compared():
    assert said(CHECK, "3 + 4 = 9 - 1") == ["The two sides of “3 + 4 = 9 - 1” differ."]
    assert said(CHECK, "3 + 4 = 9 - 2 = 7") == []


@given(late=st.integers(0, 1439), early=st.integers(0, 1439), off=st.integers(-300, 300))
def test_that_a_margin_is_wrong_exactly_where_its_result_is(late, early, off):
    left = late - early + off
    text = f"{clock(late)} - {clock(early)} = {'-' if left < 0 else ''}{span(abs(left))}"
    is_range = late < early and left == early - late
    assert bool(said(CHECK, text)) is (off != 0 and not is_range)
    assert said(CHECK, margin(late, early)) == []


@given(st.lists(st.integers(0, 999), min_size=2, max_size=6), st.integers(-5, 5))
def test_that_a_sum_is_wrong_exactly_where_its_total_is(terms, off):
    text = f"{' + '.join(map(str, terms))} = {abs(sum(terms) + off)}"
    assert bool(said(CHECK, text)) is (abs(sum(terms) + off) != sum(terms))
