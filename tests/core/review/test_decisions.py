# SPDX-License-Identifier: Apache-2.0
"""Verdicts, flags, the queue and the counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.changes import ChangeKind
from core.domain.reviews import ActKind, Verdict
from core.domain.traces import TraceState
from core.errors import InvalidInput, UnknownName
from tests.helpers.review_builders import Clock, add_trace, add_traces, answer, make_steps, standing_of


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.ACCEPT, "accepted"),
        (Verdict.REJECT, "rejected"),
        (Verdict.NEEDS_WORK, "needs_work"),
        (Verdict.SKIP, "skipped"),
    ],
)
def test_that_a_verdict_gives_its_state(store, review, verdict, state):
    trace = add_trace(store)
    act = review.decide([trace], verdict, reviewer="Ada")
    assert standing_of(store, [trace]) == [(state, 0, False)]
    assert act.trace_ids == (trace,)


def test_that_an_accepted_edit_is_kept_as_edited(store, review):
    trace = add_trace(store)
    review.edit(trace, [answer("Answer: Audit")], author="Ada")
    assert standing_of(store, [trace]) == [("pending", 1, False)]
    review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    assert standing_of(store, [trace]) == [("edited", 1, False)]


def test_that_many_traces_are_decided_as_one_act(store, review):
    ids = add_traces(store, 12)
    act = review.decide([*ids, ids[0]], Verdict.ACCEPT, reviewer="Ada")
    assert act.label == "Accept 12 traces"
    assert {state for state, _head, _flag in standing_of(store, ids)} == {"accepted"}
    assert len(review.history(ids[3])) == 1


def test_that_one_unknown_trace_stops_the_whole_act(store, review):
    trace = add_trace(store)
    with pytest.raises(UnknownName, match="trace named “999”"):
        review.decide([trace, 999], Verdict.ACCEPT, reviewer="Ada")
    assert standing_of(store, [trace]) == [("pending", 0, False)]
    assert review.history(trace) == ()


@pytest.mark.parametrize(
    ("verdict", "reasons", "reviewer", "said"),
    [
        (Verdict.REJECT, ("too blue",), "Ada", "no reason named “too blue”"),
        (Verdict.ACCEPT, ("unclear",), "Ada", "takes no reasons"),
        (Verdict.ACCEPT, (), "  ", "needs a reviewer"),
    ],
)
def test_that_a_wrong_decision_is_refused_in_words(store, review, verdict, reasons, reviewer, said):
    trace = add_trace(store)
    with pytest.raises(InvalidInput, match=said) as caught:
        review.decide([trace], verdict, reasons=reasons, reviewer=reviewer)
    assert caught.value.hint
    assert review.history(trace) == ()


def test_that_no_trace_is_no_decision(review):
    with pytest.raises(InvalidInput, match="No trace is chosen"):
        review.decide([], Verdict.ACCEPT, reviewer="Ada")


def test_that_reasons_and_note_stand_in_the_history(store, review):
    trace = add_trace(store)
    review.decide([trace], Verdict.REJECT, reasons=("unclear", "wrong conclusion"), note="see step 2", reviewer="Ada")
    (entry,) = review.history(trace)
    assert entry.verdict is Verdict.REJECT
    assert entry.reasons == ("wrong conclusion", "unclear")
    assert (entry.note, entry.reviewer, entry.kind) == ("see step 2", "Ada", ActKind.DECIDE)


def test_that_broken_characters_in_a_note_are_replaced(store, review):
    trace = add_trace(store)
    review.decide([trace], Verdict.SKIP, note="a\ud800b\0", reviewer="Ada\udcff")
    (entry,) = review.history(trace)
    assert (entry.note, entry.reviewer) == ("a\ufffdb\ufffd", "Ada\ufffd")


def test_that_a_flag_leaves_the_state_alone(store, review):
    one, other = add_traces(store, 2)
    review.decide([one], Verdict.ACCEPT, reviewer="Ada")
    act = review.flag([one, other], True, "Ada")
    assert standing_of(store, [one, other]) == [("accepted", 0, True), ("pending", 0, True)]
    assert act.label == "Flag 2 traces"
    assert [row.id for row in review.rows(is_flagged=True)] == [one, other]


def test_that_a_flag_that_changes_nothing_is_refused(store, review):
    trace = add_trace(store)
    with pytest.raises(InvalidInput, match="Not flagged"):
        review.flag([trace], False, "Ada")


def test_that_the_queue_goes_round_and_skipped_ones_come_last(store, review):
    one, two, three = add_traces(store, 3)
    assert review.next("Ada") == one
    assert review.next("Ada", after=one) == two
    assert review.next("Ada", after=three) == one
    review.decide([one], Verdict.SKIP, reviewer="Ada")
    review.decide([two], Verdict.SKIP, reviewer="Ben")
    assert review.next("Ada") == three
    review.decide([three], Verdict.ACCEPT, reviewer="Ada")
    assert review.next("Ada") == two
    assert review.next("Ben") == one
    review.decide([one, two], Verdict.REJECT, reviewer="Ada")
    assert review.next("Ada") is None


def test_that_rows_and_ids_are_filtered_alike(store, review):
    planner = add_traces(store, 3)
    other = add_trace(store, 1, sample=1, teacher="Ollama")
    review.decide(planner[:2], Verdict.ACCEPT, reviewer="Ada")
    assert review.ids(states=(TraceState.ACCEPTED,)) == planner[:2]
    assert review.ids(teachers=("Ollama",)) == (other,)
    assert review.teachers() == ("Ollama", "planner")
    assert [row.id for row in review.rows(states=(TraceState.PENDING,))] == [planner[2], other]
    assert [row.id for row in review.rows_of([other, planner[0]])] == [other, planner[0]]


def test_that_search_finds_words_of_the_current_revision(store, review):
    trace = add_trace(store)
    review.edit(trace, [answer("Answer: the zebra")], author="Ada")
    assert [row.id for row in review.search("zebra")] == [trace]
    assert review.search("Budget takes") == ()
    review.undo("Ada")
    assert review.search("zebra") == ()


def test_that_counts_say_how_the_queue_stands(store, review):
    ids = add_traces(store, 5)
    review.decide(ids[:2], Verdict.ACCEPT, reviewer="Ada")
    review.decide([ids[2]], Verdict.SKIP, reviewer="Ada")
    review.flag([ids[4]], True, "Ada")
    counts = review.counts()
    assert counts.total == 5
    assert counts.by_state[TraceState.ACCEPTED] == 2
    assert counts.by_state[TraceState.REJECTED] == 0
    assert (counts.flagged, counts.decided_today) == (1, 2)


def test_that_the_day_is_the_callers_day(store, review, clock):
    clock.now = datetime(2026, 3, 4, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    one, other = add_traces(store, 2)
    review.decide([one], Verdict.ACCEPT, reviewer="Ada")
    assert review.counts().decided_today == 1
    clock.now = datetime(2026, 3, 3, 23, 59, tzinfo=UTC)
    review.decide([other], Verdict.ACCEPT, reviewer="Ada")
    clock.now = datetime(2026, 3, 4, 0, 1, tzinfo=UTC)
    assert review.counts().decided_today == 0


def test_that_the_pace_is_the_median_gap_without_breaks(store, review, clock):
    ids = add_traces(store, 12)
    for trace, gap in zip(ids[:6], (0, 10, 20, 30, 3_600, 20), strict=True):
        clock.forward(gap)
        review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    clock.forward(1)
    review.decide(ids[6:], Verdict.ACCEPT, reviewer="Ada")
    assert review.counts().median_seconds == 20.0


def test_that_an_absence_or_a_few_decisions_are_no_pace(store, review, clock):
    ids = add_traces(store, 5)
    gaps_s = (0, 310, 10, 20)
    for trace, gap in zip(ids[:4], gaps_s, strict=True):
        clock.forward(gap)
        review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    assert review.counts().median_seconds is None
    clock.forward(30)
    review.decide([ids[4]], Verdict.ACCEPT, reviewer="Ada")
    assert review.counts().median_seconds == 20.0


def test_that_two_reviewers_do_not_share_a_pace(store, review, clock):
    ids = add_traces(store, 6)
    for trace, reviewer in zip(ids, ("Ada", "Ben") * 3, strict=True):
        review.decide([trace], Verdict.ACCEPT, reviewer=reviewer)
        clock.forward(30)
    assert review.counts().median_seconds == 60.0


def test_that_a_reviewer_is_told_only_of_what_they_did_today(store, review, clock):
    ids = add_traces(store, 8)
    review.decide(ids[:3], Verdict.ACCEPT, reviewer="demo")
    for trace in ids[3:]:
        review.decide([trace], Verdict.REJECT, reviewer="Ada")
        clock.forward(20)
    review.undo("Ada")
    mine, all_of_us = review.counts(reviewer="Ada"), review.counts()
    assert (mine.decided_today, all_of_us.decided_today) == (4, 7)
    assert mine.median_seconds == 20.0
    assert mine.by_state == all_of_us.by_state
    assert review.counts(reviewer="Ben").decided_today == 0


def test_that_an_undone_decision_does_not_count(store, review):
    ids = add_traces(store, 2)
    review.decide([ids[0]], Verdict.ACCEPT, reviewer="Ada")
    review.decide([ids[1]], Verdict.ACCEPT, reviewer="Ada")
    review.undo("Ada")
    assert review.counts().decided_today == 1


def test_that_the_news_of_a_decision_names_the_trace(store, review):
    heard = []
    trace = add_trace(store)
    store._changes.subscribe(heard.append)
    review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    assert {(change.kind, change.ids) for change in heard} == {
        (ChangeKind.TRACES, (trace,)),
        (ChangeKind.REVIEWS, (1,)),
    }


def test_that_a_day_in_summer_time_begins_at_midnight():
    from core.review.pace import start_of_day

    moment = Clock(datetime(2026, 7, 1, 13, 5, tzinfo=timezone(timedelta(hours=2)))).now
    assert start_of_day(moment).isoformat() == "2026-07-01T00:00:00+02:00"


def test_that_the_original_never_changes(store, review):
    trace = add_trace(store)
    review.edit(trace, [answer("Answer: Budget")], author="Ada", accept=True)
    assert review.trace(trace).original.steps == make_steps(0)
    assert review.trace(trace).steps == (answer("Answer: Budget"),)
