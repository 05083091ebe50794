# SPDX-License-Identifier: Apache-2.0
"""Every situation can be written out in both forms and read back from inside a prompt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.workday.clock import DAY
from core.domain.workday.situations import (
    Alternative,
    Booking,
    Clash,
    Duty,
    Meeting,
    Opening,
    Piece,
    Priorities,
    Project,
    situation_from_json,
    situation_to_json,
)
from core.domain.workday.text import HOUSE, OTHER, parse_situation, situation_text
from core.errors import InvalidInput

words = st.sampled_from(["Fix", "Plan", "login", "tent", "Ward", "rota-sheet", "O'Neill", "größer", "desk"])
titles = st.lists(words, min_size=1, max_size=4).map(" ".join)
several = st.lists(titles, min_size=2, max_size=6, unique=True)
moments = st.integers(min_value=0, max_value=23 * 60 + 59)
lengths = st.integers(min_value=1, max_value=9 * 60 + 59)


@st.composite
def meetings(draw, least=0):
    found = draw(st.lists(st.tuples(titles, moments, moments), min_size=least, max_size=4))
    return tuple(Meeting(*row) for row in found)


@st.composite
def priorities(draw):
    duties = tuple(Duty(title, draw(lengths), draw(moments)) for title in draw(several))
    return Priorities(draw(moments), duties, draw(meetings()))


@st.composite
def openings(draw):
    duty = Duty(draw(titles), draw(lengths), draw(moments))
    return Opening(draw(moments), duty, draw(lengths), draw(meetings(least=1)))


@st.composite
def projects(draw):
    names = draw(several)
    pieces = [
        Piece(name, draw(lengths), tuple(draw(st.lists(st.sampled_from(names), max_size=2, unique=True))))
        for name in names
    ]
    return Project(draw(titles), tuple(pieces))


@st.composite
def places(draw, name):
    start, end = draw(st.sampled_from([(None, None), (None, 0), (0, None)]))
    start = draw(st.integers(1, DAY - 1)) if start is None else 0
    end = draw(st.integers(1, DAY - 1)) if end is None else DAY
    return Alternative(name, start, end)


@st.composite
def clashes(draw):
    bookings = tuple(Booking(name, draw(moments), draw(moments), draw(st.integers(0, 999))) for name in draw(several))
    alternatives = tuple(draw(places(f"{name} {number}")) for number, name in enumerate(draw(several)))
    return Clash(draw(titles), draw(words), bookings, alternatives)


situations = st.one_of(priorities(), openings(), projects(), clashes())


@pytest.mark.parametrize("form", [HOUSE, OTHER])
@pytest.mark.parametrize("frame", ["{}", "Which comes first?\n{}", "{}\nWhat now?"])
@given(situation=situations)
def test_that_a_situation_survives_being_written_into_a_prompt_and_read_back(situation, form, frame):
    assert parse_situation(frame.format(situation_text(situation, form))) == situation


@given(situation=situations)
def test_that_a_situation_survives_json(situation):
    assert situation_from_json(situation_to_json(situation)) == situation


def test_that_the_other_form_is_read_in_the_middle_of_a_sentence():
    situation = Priorities(480, (Duty("Mend fence", 90, 720), Duty("Milk cows", 60, 600)))
    assert parse_situation(f"Please help. {situation_text(situation, OTHER)} What now?") == situation


@pytest.mark.parametrize(
    "text", ["", "What is the capital of France?", "Now 09:00. Tasks:\n- nothing here", "Project x:\nno parts"]
)
def test_that_a_text_without_a_situation_is_refused(text):
    with pytest.raises(InvalidInput, match="holds no workday situation"):
        parse_situation(text)


def test_that_an_impossible_time_is_refused():
    with pytest.raises(InvalidInput, match="cannot be read"):
        parse_situation("Now 09:00. Tasks:\n- due 12:75, 1:30 h: Fix roof")


def test_that_a_situation_of_an_unknown_kind_is_refused():
    with pytest.raises(InvalidInput, match="not a workday situation"):
        situation_from_json({"kind": "holiday"})
