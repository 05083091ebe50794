# SPDX-License-Identifier: Apache-2.0
"""Figures about reviewers: each one's last words are counted, and people are compared on the same revision only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.people import RatedDecision
from core.domain.reviews import Verdict
from core.domain.traces import TraceId
from core.review.people import people_report

START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ACCEPT, REJECT, NEEDS_WORK, SKIP = Verdict.ACCEPT, Verdict.REJECT, Verdict.NEEDS_WORK, Verdict.SKIP


def said(reviewer, trace, verdict, seconds=0, **more):
    return RatedDecision(reviewer, TraceId(trace), verdict, START + timedelta(seconds=seconds), **more)


def of(report, reviewer):
    return next(figures for figures in report.reviewers if figures.reviewer == reviewer)


def test_that_the_last_word_on_each_trace_counts():
    report = people_report(
        [
            said("Ada", 1, ACCEPT, 30),
            said("Ada", 1, REJECT, 0),
            said("Ada", 2, NEEDS_WORK, 60),
            said("Ada", 3, SKIP, 90),
            said("Ada", 4, ACCEPT, 150, revision=1, base=0),
        ]
    )
    ada = of(report, "Ada")
    assert (ada.done, ada.accepted, ada.edited, ada.rejected, ada.sent_back, ada.skipped) == (3, 1, 1, 0, 1, 1)
    assert (ada.accept_share, ada.edit_share, ada.reject_share) == (1 / 3, 1 / 3, 1 / 3)
    assert ada.median_seconds == 30
    assert ada.disagreement_rate is None


def test_that_decisions_of_one_moment_do_not_count_as_quick():
    at_once = [said("Ada", trace, ACCEPT, 40) for trace in (2, 3, 4)]
    later = [said("Ada", trace, ACCEPT, second) for trace, second in ((5, 60), (6, 80), (7, 100))]
    ada = of(people_report([said("Ada", 1, ACCEPT), *at_once, *later]), "Ada")
    assert ada.median_seconds == 20


def test_that_words_that_differ_wait_to_be_settled():
    mine = [said("Ada", 1, ACCEPT), said("Ada", 2, ACCEPT), said("Ada", 3, REJECT), said("Ada", 4, ACCEPT)]
    theirs = [said("Bo", 1, REJECT, 9), said("Bo", 2, ACCEPT, 9), said("Bo", 3, NEEDS_WORK, 9), said("Bo", 4, SKIP, 9)]
    report = people_report([*mine, *theirs])
    (waiting,) = report.disagreements
    assert (waiting.trace_id, waiting.revision, waiting.words) == (1, 0, (mine[0], theirs[0]))
    assert (of(report, "Bo").compared, of(report, "Bo").disagreed) == (3, 1)
    (pair,) = report.pairs
    assert (pair.first, pair.second, pair.shared, pair.percent.value) == ("Ada", "Bo", 3, pytest.approx(2 / 3))


def test_that_a_later_word_of_the_same_person_ends_a_disagreement():
    report = people_report([said("Ada", 1, ACCEPT), said("Bo", 1, REJECT, 5), said("Bo", 1, ACCEPT, 9)])
    assert report.disagreements == ()


def test_that_what_was_settled_waits_no_more_until_somebody_speaks_again():
    made = [said("Ada", 1, ACCEPT), said("Bo", 1, REJECT, 5)]
    settled = {TraceId(1): START + timedelta(seconds=6)}
    assert people_report(made, adjudicated=settled).disagreements == ()
    again = people_report([*made, said("Ada", 1, ACCEPT, 9)], adjudicated=settled)
    assert [found.trace_id for found in again.disagreements] == [1]


def test_that_words_on_two_revisions_are_not_compared():
    report = people_report([said("Ada", 1, REJECT), said("Bo", 1, ACCEPT, 5, revision=1)])
    assert report.disagreements == ()
    assert report.pairs[0].shared == 0
    assert report.pairs[0].kappa.value is None


def test_that_an_edit_disagrees_with_who_took_the_trace_as_it_was():
    report = people_report(
        [said("Ada", 1, ACCEPT), said("Bo", 1, ACCEPT, 5, revision=1, base=0), said("Cy", 1, ACCEPT, 9, revision=1)]
    )
    assert [(found.revision, len(found.words)) for found in report.disagreements] == [(0, 2)]
    assert {(pair.first, pair.second): pair.shared for pair in report.pairs} == {
        ("Ada", "Bo"): 1,
        ("Ada", "Cy"): 0,
        ("Bo", "Cy"): 1,
    }


def test_that_ratings_are_compared_as_an_order():
    made = [said("Ada", trace, ACCEPT, rating=trace % 5 + 1) for trace in range(20)]
    made += [said("Bo", trace, ACCEPT, 5, rating=min(5, trace % 5 + 2)) for trace in range(20)]
    report = people_report(made)
    # Four of five pairs are one step apart, which counts .9, and one is equal: .92 of agreement before chance.
    assert report.pairs[0].rating.n == 20
    assert 0.6 < report.pairs[0].rating.value < 0.92
    assert report.rating_alpha.value == pytest.approx(0.6, abs=0.25)
    assert report.alpha.value is None
    assert report.ac1.value == 1.0


def test_that_nobody_has_no_figures():
    report = people_report([])
    assert (report.reviewers, report.pairs, report.disagreements, report.percent.value) == ((), (), (), None)


decisions = st.lists(
    st.builds(
        said,
        st.sampled_from(["Ada", "Bo", "Cy"]),
        st.integers(1, 4),
        st.sampled_from(Verdict),
        st.integers(0, 10_000),
        revision=st.integers(0, 1),
        rating=st.none() | st.integers(1, 5),
    ),
    max_size=25,
    unique_by=lambda decision: decision.at,
)


@settings(max_examples=60, deadline=None)
@given(made=decisions, order=st.randoms(use_true_random=False))
def test_that_the_order_of_the_list_does_not_count_and_the_counts_add_up(made, order):
    report = people_report(made)
    shuffled = list(made)
    order.shuffle(shuffled)
    assert people_report(shuffled) == report
    for found in report.reviewers:
        traces = {decision.trace_id for decision in made if decision.reviewer == found.reviewer}
        assert found.done + found.skipped == len(traces)
        assert found.accepted + found.edited + found.rejected + found.sent_back == found.done
        assert 0 <= found.disagreed <= found.compared
    assert bool(report.disagreements) == any(found.disagreed for found in report.reviewers)
