# SPDX-License-Identifier: Apache-2.0
"""Times of day and durations are found in every common spelling and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.matching.spans import Span
from core.domain.matching.times import times_in
from core.domain.matching.values import find_value


def says(text, value):
    return find_value(value, text, Span(0, len(text))) is not None


@pytest.mark.parametrize(
    "text",
    [
        "by 15:00",
        "at 3 pm",
        "at 3pm",
        "at 3:00 PM",
        "at 3 p.m. sharp",
        "15:00-16:00",
        "14:00–15:00",
        "from 14:00 to 15:00.",
        "2-3 pm",
        "3-4 p.m.",
        "15h",
        "(15:00)",
        "**15:00**",
        "15:00:00",
        "3 o'clock",
        "= 15:00,",
        "3.00 pm",
    ],
)
def test_that_three_in_the_afternoon_is_found(text):
    assert says(text, "15:00")


@pytest.mark.parametrize(
    "text", ["3:00 h", "15 minutes", "3 am", "3:00 AM", "115:00", "15:001 is no time", "15", "15:30", "3 hours", "5:00"]
)
def test_that_what_is_not_three_in_the_afternoon_is_left(text):
    assert not says(text, "15:00")


@pytest.mark.parametrize(
    "text",
    [
        "1:30",
        "1:30 h",
        "1:30 hours",
        "1.5 h",
        "1,5 h",
        "1.5 hours",
        "1.5-hour",
        "90 min",
        "90 minutes",
        "90-minute",
        "1 h 30",
        "1h30",
        "1h 30m",
        "1 hour 30 minutes",
        "1 hour and 30 minutes",
        "an hour and a half",
        "one and a half hours",
        "one hour and thirty minutes",
        "1 hr 30 min",
    ],
)
def test_that_an_hour_and_a_half_is_found(text):
    assert says(f"It takes {text}.", "1:30 h")


@pytest.mark.parametrize("text", ["1 hour", "30 minutes", "2:30", "11:30", "1:31", "15 h", "190 min", "half an hour"])
def test_that_other_durations_are_left(text):
    assert not says(f"It takes {text}.", "1:30 h")


@pytest.mark.parametrize(
    ("text", "value"), [("half an hour", "0:30 h"), ("two hours", "2:00 h"), ("an hour", "1:00 h")]
)
def test_that_durations_in_words_are_found(text, value):
    assert says(f"That is {text} of work.", value)


def test_that_noon_is_twelve():
    assert says("done by noon", "12:00")


def test_that_a_range_over_noon_begins_in_the_morning():
    assert says("11-1 pm", "11:00")
    assert says("11-1 pm", "13:00")


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from([" ", ", ", "(", "-", "= "]))
def test_that_every_written_clock_is_found_where_it_stands(hour, minute, before):
    text = f"x{before}{hour:02d}:{minute:02d} y"
    found = times_in(text)
    assert [mention.span.of(text) for mention in found] == [f"{hour:02d}:{minute:02d}"]
    assert hour * 60 + minute in found[0].clocks


@given(st.text(alphabet="0123456789:.-apmh o'clock–toandhalf ", max_size=60))
def test_that_any_text_can_be_searched(text):
    for mention in times_in(text):
        assert mention.span.of(text).strip()


@pytest.mark.parametrize("text", ["6 people", "(6)", "6 < 17", "17 > 6", "six people", "only 6."])
def test_that_a_number_is_found(text):
    assert says(text, "6")


@pytest.mark.parametrize("text", ["16", "6:30", "06:00", "60", "6.5", "1,600", "Lab 16"])
def test_that_a_number_inside_another_is_left(text):
    assert not says(text, "6")


@pytest.mark.parametrize("text", ["they overlap", "Overlapping", "this OVERLAPS"])
def test_that_a_word_matches_its_longer_forms(text):
    assert says(text, "overlap")


@pytest.mark.parametrize("text", ["it is not free", "isn't free", "never free", "no free place", "carefree"])
def test_that_a_denied_or_hidden_word_is_left(text):
    assert not says(text, "free")
