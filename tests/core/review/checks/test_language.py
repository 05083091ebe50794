# SPDX-License-Identifier: Apache-2.0
"""A foreign script or a foreign language is found, and only where the texts are long enough to be sure."""

from __future__ import annotations

import pytest

from core.review.checks.language import Language
from tests.helpers.check_builders import PROMPT, look, thoughts

CHECK = Language()
ENGLISH = "Help me to choose my first task of the day, and say which of them has to be started before all others."
GERMAN = (
    "Zuerst muss ich prüfen, wie lange jede Aufgabe dauert und wann sie fällig ist.",
    "Danach beginne ich mit der Aufgabe, die am frühesten begonnen werden muss.",
)


def _said(*texts, prompt=ENGLISH):
    return [found.message for found in look(CHECK, *thoughts(*texts), prompt=prompt)]


def test_that_another_language_is_found():
    assert _said(*GERMAN) == ["The trace is in German, the prompt in English."]
    assert _said(ENGLISH, prompt=" ".join(GERMAN)) == ["The trace is in English, the prompt in German."]


def test_that_steps_in_another_script_are_found_where_they_stand():
    found = look(CHECK, *thoughts("Audit is due first.", "所以先做审计工作比较好"), prompt=PROMPT)
    assert [(held.span.step, held.message) for held in found] == [
        (1, "Step 2 is written in East-Asian letters, the prompt is not.")
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("Audit has to start at 13:00, so it comes before the report, which can wait until 15:30.",),
        ("Zuerst Audit.",),
        ("α + β = γ, so μ is smaller than σ and the mean of the sample is what we have to look for.",),
        ("Smørrebrød, Brötchen, crêpes, jalapeños, piñatas",),
        ("",),
    ],
)
def test_that_the_same_language_and_short_texts_are_passed_over(texts):
    assert _said(*texts) == []


def test_that_nothing_is_said_without_a_prompt():
    assert _said(*GERMAN, prompt="") == []
