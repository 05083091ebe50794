# SPDX-License-Identifier: Apache-2.0
"""How alike two texts are: by what they say, whatever the spaces and the script, and never across other figures."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from core.domain.messages import ToolResultPart
from core.domain.traces import Step, StepKind
from core.review.likeness.shingles import likeness, wording_of
from core.review.likeness.sketch import BANDS, bands_of
from core.review.limits import MOST_CHARACTERS
from tests.core.review.test_findings_properties import STEPS
from tests.helpers.check_builders import answer, call, thoughts

SAID = "Audit takes 2:00 h and is due at 15:00, so it must begin at 13:00 at the latest, before the budget talk."


def _alike(one: tuple[Step, ...], other: tuple[Step, ...]) -> float:
    return likeness(wording_of(one), wording_of(other))


def test_that_capitals_spaces_punctuation_and_the_cut_into_steps_do_not_count():
    first, second = SAID.upper().replace(",", "  "), "Answer: Audit"
    assert _alike((*thoughts(SAID), answer(second)), (answer(f"{first}\n{second}"),)) == 1.0


def test_that_the_share_of_common_runs_is_the_likeness():
    assert _alike(thoughts("a b c d e f"), thoughts("a b c d e g")) == pytest.approx(3 / 5)
    assert _alike(thoughts("a b c"), thoughts("d e f")) == 0.0


def test_that_another_figure_is_another_case():
    assert _alike(thoughts(SAID), thoughts(SAID.replace("2:00", "3:00"))) == 0.0


def test_that_a_text_that_only_says_less_is_still_alike():
    assert _alike(thoughts(SAID), thoughts(SAID.replace(", before the budget talk", ""))) > 0.7


def test_that_the_same_runs_in_another_order_are_not_word_for_word_the_same():
    assert _alike(thoughts("a b c a b d a b c"), thoughts("a b d a b c a b d a b c")) < 1.0


def test_that_signs_without_spaces_are_words_of_their_own():
    one, other = "先に審計を終えてから予算の会議に出ます", "先に審計を終えてから予算の会議に行きます"
    assert 0.5 < _alike(thoughts(one), thoughts(other)) < 1.0


def test_that_calls_count_and_results_of_tools_do_not():
    result = Step(StepKind.TOOL_RESULT, result=ToolResultPart("call_1", "something else"))
    assert _alike((*thoughts(SAID), call(task="Audit")), (*thoughts(SAID), call(task="Budget"))) < 1.0
    assert _alike(thoughts(SAID), (*thoughts(SAID), result)) == 1.0


def test_that_of_a_very_long_text_the_beginning_counts():
    wording = wording_of(thoughts("word " * MOST_CHARACTERS, "behind"))
    assert len(wording.words) <= MOST_CHARACTERS / 5 + 1
    assert "behind" not in wording.words


def test_that_a_short_answer_is_no_copy_of_another():
    assert bands_of(wording_of((answer("Answer: Audit"),))) == ()
    assert len(set(bands_of(wording_of(thoughts(SAID))))) == BANDS


def test_that_a_sketch_is_the_same_on_every_machine():
    assert bands_of(wording_of(thoughts(SAID)))[:2] == (-2023624526167379673, -1139316598962738077)


@settings(max_examples=80, deadline=None)
@given(STEPS)
def test_that_every_trace_has_a_sketch_and_is_like_itself(step):
    wording = wording_of((step, *thoughts(SAID)))
    assert likeness(wording, wording) == 1.0
    assert bands_of(wording) == bands_of(wording_of((step, *thoughts(SAID))))
    assert all(-(2**63) <= band < 2**63 for band in bands_of(wording))
