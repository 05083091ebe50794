# SPDX-License-Identifier: Apache-2.0
"""A reading holds what is known of the problem: its situation where a program can read it, and the tools on offer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.codec import to_json
from core.domain.matching import Span
from core.domain.reviews import StepSpan
from core.domain.workday.situations import situation_to_json
from core.review.reading import read_answer
from core.tasks.tools import TOOLS
from tests.helpers.check_builders import PRIORITIES, answer, thoughts
from tests.helpers.review_builders import make_problem

STEPS = (*thoughts("One", "", "Three"), answer("Four"))


def test_that_the_situation_is_read_from_the_problem():
    problem = replace(make_problem(), context=situation_to_json(PRIORITIES))
    assert read_answer(STEPS, problem).situation == PRIORITIES


@pytest.mark.parametrize(
    "context", [{}, {"kind": "prioritization"}, {"kind": "other"}, {"tools": "none"}, {"tools": [1]}]
)
def test_that_a_context_of_another_form_gives_nothing(context):
    reading = read_answer(STEPS, replace(make_problem(), context=context))
    assert (reading.situation, reading.tools) == (None, ())


def test_that_an_imported_problem_brings_its_own_tools():
    problem = replace(make_problem(), context={"system": "", "tools": [to_json(TOOLS["set_priority"])]})
    assert read_answer(STEPS, problem).tools == (TOOLS["set_priority"],)
    assert read_answer(STEPS, problem, tools=tuple(TOOLS)).tools == tuple(TOOLS)


def test_that_a_stretch_of_the_text_is_found_again_in_its_step():
    reading = read_answer(STEPS, make_problem())
    assert reading.text == "One\nThree\nFour"
    at = reading.place(Span(4, 9))
    assert at == StepSpan(2, 0, 5)
    assert reading.quote(at) == "Three"
