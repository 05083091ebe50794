# SPDX-License-Identifier: Apache-2.0
"""Whatever text stands in a trace: no check raises, and each finding quotes exactly what it points at."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.findings import Finding
from core.domain.messages import ToolCallPart, ToolResultPart
from core.domain.traces import Step, StepKind
from core.domain.workday.truths import truth_of
from core.review.checks.catalog import CHECKS
from core.review.checks.secrets import Secrets, masked
from core.review.limits import MOST_CHARACTERS
from core.review.reading import Reading, read
from core.tasks.tools import TOOLS
from tests.helpers.check_builders import CLASH, ELEMENTS, OPENING, PRIORITIES, PROJECT, PROMPT

FRAGMENTS = (
    *(
        "\0",
        "\x1b[31m",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\ufffd",
        "👩‍👩‍👧",
        "審計",
        "שלום",
        "مرحبا",
        "\U0001d7d9",
        "½",
        "²",
        "٣",
    ),
    *("<b>x</b>", "<script>", "&amp;", "**", "__", "`", "# ", "- ", "| a | b |", "$x$", "\\frac{1}{2}", "{situation}"),
    *(
        "Audit",
        "Write report",
        "login page",
        "Budget talk",
        "Room 3",
        "Room 99",
        "Stand-up",
        "Answer: ",
        "Recommendation: ",
    ),
    *("14:00", "2:00 h", "1.5 h", "30 min", "3 pm", "-1:00", "12,5", "1,000", "007", "99:99", "25:61", "1:00:00", "0"),
    *(
        " = ",
        " - ",
        " + ",
        " * ",
        " / ",
        "=",
        "-",
        "–",
        "−",
        " is ",
        " plus ",
        " takes ",
        " is due ",
        " now ",
        " buffer ",
    ),
    *(
        "ada@engine.org",
        "4111 1111 1111 1111",
        "+49 30 1234567",
        "As an AI language model",
        "I cannot help",
        ", ",
        ". ",
        "\n",
    ),
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(st.characters(), max_size=40).map(lambda text: text.encode("utf-8", "replace").decode()),
    st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
ARGUMENTS = st.dictionaries(st.sampled_from(("task", "priority", "booking", "resource")) | TEXTS, VALUES, max_size=4)
CALLS = st.builds(ToolCallPart, TEXTS, st.sampled_from(TOOLS.names) | TEXTS, ARGUMENTS)
RESULTS = st.builds(ToolResultPart, TEXTS, TEXTS, st.booleans())
STEPS = st.builds(Step, st.sampled_from(StepKind), TEXTS, call=st.none() | CALLS, result=st.none() | RESULTS)


def _readings(steps: tuple[Step, ...], prompt: str) -> list[Reading]:
    """The steps as an answer to each kind of situation, and to none."""
    bare = read(steps, prompt=prompt)
    known = [
        read(steps, requires=ELEMENTS, truth=truth_of(held), prompt=PROMPT, situation=held, tools=tuple(TOOLS))
        for held in (PRIORITIES, OPENING, PROJECT, CLASH)
    ]
    return [bare, *known]


def _is_in_place(found: Finding, reading: Reading) -> bool:
    if found.span is None:
        return found.quote == ""
    text = reading.steps[found.span.step].text
    covered = text[found.span.start : found.span.end]
    is_inside = 0 <= found.span.start <= found.span.end <= len(text)
    wanted = masked(covered) if found.check == Secrets.name and covered else covered
    return is_inside and found.quote == wanted


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=6).map(tuple), TEXTS)
def test_that_no_text_makes_a_check_fail_or_point_beside_it(steps, prompt):
    for reading in _readings(steps, prompt):
        for check in CHECKS:
            found = check.look(reading)
            assert [held for held in found if not _is_in_place(held, reading)] == []
            assert all(held.check == check.name and held.message for held in found)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(("sk-", "ghp_", "hf_")), st.text("abcdefXYZ0123456789", min_size=40, max_size=60), TEXTS)
def test_that_a_secret_stands_in_no_finding_of_its_check(head, tail, around):
    secret = head + tail
    for found in Secrets().look(read((Step(StepKind.ANSWER, f"{around} {secret}"),))):
        assert secret[4:] not in found.message + found.quote + found.expected


HOSTILE = (
    *(
        "\n",
        " ",
        "-\n",
        "- a\n",
        "1",
        "1 ",
        "12:00 ",
        "1 = ",
        "1 + ",
        "1 + 1 = ",
        "= ",
        "(",
        "((a)",
        ". ",
        "1. ",
        "a.",
        "a@",
    ),
    *(
        "x@x.x ",
        "eyJa",
        "eyJaaaaaaaaaaa.",
        "password is ",
        "+1 ",
        "4111 ",
        "GB12 ",
        "Answer\n",
        "Answer: ",
        "answer ",
        "before ",
    ),
    *(
        "Audit ",
        "Audit\n- a\n",
        "Audit is due ",
        "Audit 12:00 ",
        "5 Audit ",
        "after Audit and ",
        "Room 77 ",
        "1-2 pm ",
        "**",
    ),
    *(
        "one hour and ",
        "[insert ",
        "I can't ",
        "12 o'clock ",
        "is ",
        "gives 1 plus ",
        "1,000",
        "recommendation ",
        "not ",
    ),
)


def _spent_s(unit: str, *, length: int) -> float:
    """Processor time of the slowest check on a text of one thing again and again."""
    step = Step(StepKind.ANSWER, (unit * (length // len(unit) + 1))[:length])
    spent = []
    for reading in _readings((step,), PROMPT):
        for check in CHECKS:
            began = time.process_time()
            check.look(reading)
            spent.append(time.process_time() - began)
    return max(spent)


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_that_a_text_made_to_be_slow_is_read_in_time(unit):
    assert _spent_s(unit, length=4_000) < 2


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_that_the_longest_text_made_to_be_slow_is_read_in_time(unit):
    assert _spent_s(unit, length=MOST_CHARACTERS) < 6
