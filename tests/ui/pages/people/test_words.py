# SPDX-License-Identifier: Apache-2.0
"""Figures in words: intervals, and that a figure which is not defined never looks like a number."""

from __future__ import annotations

from core.domain.opinions import Dispute, Opinion
from core.domain.people import Agreement
from core.domain.reviews import Verdict
from core.domain.traces import TraceId
from ui.pages.people.words import dispute_words, figure_words, value_words


def test_that_a_figure_is_shown_with_its_interval():
    assert figure_words(Agreement(0.714, 0.5, 0.931, 40)) == "0.71 (0.50–0.93)"
    assert figure_words(Agreement(0.5, None, None, 4, "too few")) == "0.50"


def test_that_what_is_not_defined_is_said_in_words():
    assert value_words(Agreement(None, None, None, 0, "nothing shared")) == "not defined"
    assert figure_words(Agreement(None, None, None, 0, "nothing shared")) == "not defined"


def test_that_a_dispute_names_everybody_with_their_word():
    told = (Opinion("Ada", Verdict.ACCEPT), Opinion("Bo", Verdict.ACCEPT, 2), Opinion("Cy", Verdict.NEEDS_WORK))
    assert dispute_words(Dispute(TraceId(7), "t", told)) == "7  ·  Ada: accept,  Bo: edit,  Cy: needs work"
