# SPDX-License-Identifier: Apache-2.0
"""Figures in words: intervals, and that a figure which is not defined never looks like a number."""

from __future__ import annotations

from core.domain.opinions import Dispute, Opinion
from core.domain.people import Agreement
from core.domain.reviews import Verdict
from core.domain.traces import TraceId
from ui.pages.people.words import dispute_words, figure_row


def test_that_a_figure_is_shown_with_its_interval():
    assert figure_row("AC1", Agreement(0.714, -0.5, 0.931, 40)) == ("AC1", "0.71", "-0.50 to 0.93", "40")
    assert figure_row("AC1", Agreement(0.5, None, None, 4, "too few")) == ("AC1", "0.50", "–", "4")


def test_that_what_is_not_defined_is_said_in_words():
    assert figure_row("AC1", Agreement(None, None, None, 0, "nothing shared")) == ("AC1", "not defined", "–", "0")


def test_that_a_dispute_names_everybody_with_their_word():
    told = (Opinion("Ada", Verdict.ACCEPT), Opinion("Bo", Verdict.ACCEPT, 2), Opinion("Cy", Verdict.NEEDS_WORK))
    assert dispute_words(Dispute(TraceId(7), "t", told)) == "7  ·  Ada: accept,  Bo: edit,  Cy: needs work"
