# SPDX-License-Identifier: Apache-2.0
"""Refusals, words about the model, leftovers and empty phrases are found; plain reasoning is not."""

from __future__ import annotations

import pytest

from core.domain.findings import Severity
from core.review.checks.refusal import Refusal
from tests.helpers.check_builders import answer, look, thoughts

CHECK = Refusal()


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("I'm sorry, but I can't help with that.", Severity.ERROR),
        ("I cannot assist with this request.", Severity.ERROR),
        ("I must decline.", Severity.ERROR),
        ("As an AI language model, I have no calendar.", Severity.WARNING),
        ("I’m just a language model", Severity.WARNING),
        ("That is beyond my knowledge cutoff.", Severity.WARNING),
        ("Audit<|im_end|>", Severity.WARNING),
        ("</think> Audit", Severity.WARNING),
        ("Dear [your name here]", Severity.WARNING),
        ("Do {situation} first", Severity.WARNING),
        ("I hope this helps.", Severity.HINT),
        ("Let me know if you need more.", Severity.HINT),
        ("Certainly! Audit comes first.", Severity.HINT),
    ],
)
def test_that_such_a_phrase_is_found_where_it_stands(text, severity):
    found = look(CHECK, answer(text))
    assert found[0].severity is severity
    assert all(held.quote and held.quote in text for held in found)


def test_that_a_refusal_in_a_thought_is_no_refusal_yet():
    (found,) = look(CHECK, *thoughts("I cannot help with that, or can I?"))
    assert (found.severity, found.message) == (Severity.WARNING, "This refuses to answer: “I cannot help”.")


@pytest.mark.parametrize(
    "text",
    [
        "I can't fit Audit before 15:00.",
        "I cannot provide a buffer of 0:30 after the meeting.",
        "Audit cannot be helped by moving the meeting.",
        "The AI model review is due 15:00.",
        "Let me know the latest start: 13:00.",
        "Answer: [Audit]",
        "It is of course Audit.",
    ],
)
def test_that_plain_reasoning_is_passed_over(text):
    assert look(CHECK, answer(text)) == ()
