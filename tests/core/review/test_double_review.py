# SPDX-License-Identifier: Apache-2.0
"""Double review: what comes of two opinions, what each reviewer may see, and that every act can be taken back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite

from core.datasets.select import selected_ids
from core.domain.datasets import Selection
from core.domain.opinions import Opinion, Outcome, outcome, own_history
from core.domain.reviews import Verdict
from core.domain.traces import WAITING, StepLabel, TraceFilter, TraceOrder, TraceState
from core.errors import InvalidInput
from core.jobs.runner import JobRunner
from core.review.people_service import PeopleService
from core.review.service import ReviewService
from core.store.conditions import filtered_in_order
from core.store.ledger import StoreLedger
from core.store.review_tables import trace_facets
from tests.helpers.review_builders import Clock, add_traces, answer, make_steps, open_store, thought

ACCEPT, REJECT, SKIP = Verdict.ACCEPT, Verdict.REJECT, Verdict.SKIP
PENDING, NEEDS = TraceState.PENDING, TraceState.NEEDS_ADJUDICATION
EDITED = (thought("Budget first."), answer("Answer: Budget"))
OTHER = (thought("Audit, then lunch."), answer("Answer: Audit"))


@pytest.fixture
def people(store, clock):
    return PeopleService(store=store, workspace="Desk", stillroom="test", clock=clock)


@pytest.fixture
def shared(store, people):
    """One trace that Ada and Bo review blind."""
    (trace,) = add_traces(store, 1)
    people.assign(TraceFilter(), ["Ada", "Bo"], share_twice=1.0, reviewer="Lead")
    return trace


def state(review, trace):
    return review.trace(trace).state


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (ACCEPT, ACCEPT, TraceState.ACCEPTED),
        (REJECT, REJECT, TraceState.REJECTED),
        (Verdict.NEEDS_WORK, Verdict.NEEDS_WORK, TraceState.NEEDS_WORK),
        (ACCEPT, REJECT, NEEDS),
        (REJECT, Verdict.NEEDS_WORK, NEEDS),
        (ACCEPT, SKIP, PENDING),
        (SKIP, SKIP, PENDING),
    ],
)
def test_that_two_opinions_make_the_state(review, shared, first, second, expected):
    review.decide([shared], first, reviewer="Ada")
    assert state(review, shared) is PENDING
    review.decide([shared], second, reviewer="Bo")
    assert state(review, shared) is expected


def test_that_one_assigned_reviewer_decides_as_ever(review, store, people):
    (trace,) = add_traces(store, 1)
    people.assign(TraceFilter(), ["Ada"], reviewer="Lead")
    review.decide([trace], REJECT, reasons=("unclear",), reviewer="Ada")
    assert state(review, trace) is TraceState.REJECTED


def test_that_somebody_from_outside_settles_it_at_once(review, shared):
    review.decide([shared], ACCEPT, reviewer="Ada")
    review.decide([shared], REJECT, reviewer="Lead")
    assert state(review, shared) is TraceState.REJECTED


@pytest.mark.parametrize("who", ["Ada", "Lead"])
def test_that_a_verdict_settles_what_needs_adjudication(review, shared, who):
    review.decide([shared], ACCEPT, reviewer="Ada")
    review.decide([shared], REJECT, reviewer="Bo")
    review.decide([shared], SKIP, reviewer=who)
    assert state(review, shared) is NEEDS
    review.decide([shared], ACCEPT, reviewer=who)
    assert state(review, shared) is TraceState.ACCEPTED
    review.undo(who)
    assert state(review, shared) is NEEDS


def test_that_a_word_after_the_settlement_opens_it_again(review, shared):
    review.decide([shared], ACCEPT, reviewer="Ada")
    review.decide([shared], REJECT, reviewer="Bo")
    review.decide([shared], ACCEPT, reviewer="Lead")
    review.decide([shared], REJECT, reviewer="Bo")
    assert state(review, shared) is NEEDS


def test_that_an_edit_is_an_opinion_and_hides_until_the_other_is_in(review, shared):
    revision = review.edit(shared, EDITED, author="Ada")
    held = review.trace(shared)
    assert (held.state, held.head, held.steps) == (PENDING, 0, make_steps())
    review.decide([shared], ACCEPT, reviewer="Bo")
    assert (state(review, shared), review.trace(shared).head) == (NEEDS, 0)
    review.restore(shared, revision.number, author="Lead", accept=True)
    assert (state(review, shared), review.trace(shared).steps) == (TraceState.EDITED, EDITED)


def test_that_the_same_edit_twice_is_agreement(review, shared):
    review.edit(shared, EDITED, author="Ada", accept=True)
    review.edit(shared, EDITED, author="Bo", accept=True)
    held = review.trace(shared)
    assert (held.state, held.head, held.steps) == (TraceState.EDITED, 1, EDITED)
    review.undo("Bo")
    assert (state(review, shared), review.trace(shared).steps) == (PENDING, make_steps())


def test_that_marks_alone_are_refused_because_they_would_tell(review, shared):
    with pytest.raises(InvalidInput, match="two people"):
        review.edit(shared, make_steps(), labels={0: StepLabel.WRONG}, author="Ada")


def test_that_an_edit_of_what_needs_adjudication_leaves_it_there(review, shared):
    review.decide([shared], ACCEPT, reviewer="Ada")
    review.decide([shared], REJECT, reviewer="Bo")
    review.edit(shared, EDITED, author="Lead")
    assert (state(review, shared), review.trace(shared).head) == (NEEDS, 1)


def test_that_each_reviewer_sees_only_their_own_word_until_all_are_in(review, people, shared):
    review.decide([shared], ACCEPT, note="fine", reviewer="Ada")
    double = people.double_review(shared, "Bo")
    assert (double.own, double.given, double.wanted, double.is_blind) == (Opinion("Bo"), 1, 2, True)
    assert own_history(review.history(shared), "Bo") == ()
    assert people.double_review(shared, "Lead") is None
    review.decide([shared], REJECT, reviewer="Bo")
    assert not people.double_review(shared, "Ada").is_blind


def test_that_nothing_leaves_for_a_dataset_before_it_is_settled(review, store, shared):
    def taken():
        with store.read() as unit:
            return selected_ids(unit, Selection())

    review.decide([shared], ACCEPT, reviewer="Ada")
    assert taken() == ()
    review.decide([shared], REJECT, reviewer="Bo")
    assert taken() == ()
    review.decide([shared], ACCEPT, reviewer="Lead")
    assert taken() == (shared,)


def test_that_one_verdict_on_many_waits_differs_and_stands_at_once(review, store, people):
    ids = add_traces(store, 4)
    people.assign(TraceFilter(trace_ids=ids[:2]), ["Ada", "Bo"], share_twice=1.0, reviewer="Lead")
    review.decide([ids[0]], REJECT, reviewer="Bo")
    review.decide(ids, ACCEPT, reviewer="Ada")
    states = [state(review, trace) for trace in ids]
    assert states == [NEEDS, PENDING, TraceState.ACCEPTED, TraceState.ACCEPTED]
    review.undo("Ada")
    assert [state(review, trace) for trace in ids] == [PENDING] * 4


def test_that_undo_takes_the_opinion_back_and_redo_brings_it(review, people, shared):
    review.decide([shared], ACCEPT, reviewer="Ada")
    review.undo("Ada")
    assert people.double_review(shared, "Ada").own.verdict is None
    review.redo("Ada")
    assert people.double_review(shared, "Ada").own == Opinion("Ada", ACCEPT, 0)


def test_that_undo_is_refused_once_the_other_decided(review, shared):
    review.decide([shared], ACCEPT, reviewer="Ada")
    review.decide([shared], ACCEPT, reviewer="Bo")
    with pytest.raises(InvalidInput, match="Bo changed trace"):
        review.undo("Ada")


def test_that_next_offers_what_waits_for_one_and_nothing_of_others(review, store, people):
    ids = add_traces(store, 3)
    people.assign(TraceFilter(trace_ids=ids[1:2]), ["Ada"], reviewer="Lead")
    people.assign(TraceFilter(trace_ids=ids[2:]), ["Ada", "Bo"], share_twice=1.0, reviewer="Lead")
    assert review.next("Ada") == ids[1]
    assert review.next("Cy") == ids[0]
    review.decide([ids[2]], ACCEPT, reviewer="Bo")
    review.decide([ids[0]], ACCEPT, reviewer="Bo")
    assert review.next("Bo") is None


@pytest.mark.parametrize("order", [order for order in TraceOrder if order is not TraceOrder.LONGEST_GAP])
def test_that_the_queue_of_one_does_not_bring_back_what_waits_for_the_other(review, store, people, jobs, order):
    ids = add_traces(store, 4)
    people.assign(TraceFilter(trace_ids=ids[:3]), ["Ada", "Bo"], share_twice=1.0, reviewer="Lead")
    whole = TraceFilter(states=WAITING)

    def queue(reviewer, **more):
        own = review.queue_of(replace(whole, **more), reviewer)
        assert review.count(own) == len(review.ids_of(own))
        parts = [review.queue(part, order=order) for part in review.parts_of(own)]
        return sorted(place.trace_id for part in parts for place in part)

    review.decide(ids[:1], ACCEPT, reviewer="Ada")
    review.decide(ids[1:2], SKIP, reviewer="Ada")
    assert (queue("Ada"), queue("Bo"), queue("Lead")) == (list(ids[1:]), list(ids), list(ids))
    assert queue("Ada", assignees=("Ada",)) == list(ids[1:3])
    assert queue("Ada", task_types=("prioritization",)) == list(ids[1:])
    jobs.wait(review.start_deciding(review.queue_of(whole, "Ada"), REJECT, reviewer="Ada"), timeout_s=30)
    assert people.opinions(ids[0])[0].verdict is ACCEPT
    assert queue("Ada") == []
    review.undo("Ada")
    review.undo("Ada")
    review.undo("Ada")
    assert queue("Ada") == list(ids)


def test_that_what_was_edited_after_both_opinions_comes_back_to_both(review, shared):
    for who in ("Ada", "Bo"):
        review.decide([shared], REJECT, reviewer=who)
    review.edit(shared, EDITED, author="Lead")
    assert state(review, shared) is PENDING
    for who in ("Ada", "Bo"):
        assert review.ids_of(review.queue_of(TraceFilter(states=WAITING), who)) == (shared,)


@pytest.mark.parametrize("order", [TraceOrder.OLDEST, TraceOrder.RANDOM])
def test_that_opinions_are_looked_up_by_key_on_the_way_along_a_queue(store, order):
    key = trace_facets.c.id if order is TraceOrder.OLDEST else trace_facets.c.shuffle
    wanted = TraceFilter(states=WAITING, asked_by="Ada")
    query = filtered_in_order(select(trace_facets.c.id), wanted).order_by(key, trace_facets.c.id).limit(200)
    words = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    with store.read() as unit:
        plan = [row[3] for row in unit.queue._connection.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
    assert any(line.startswith("SEARCH own USING PRIMARY KEY (trace_id=? AND reviewer=?)") for line in plan)
    assert sum(line.startswith("SCAN assignments") for line in plan) == sum("SCAN" in line for line in plan) == 1
    assert not any("TEMP B-TREE" in line for line in plan)


def opinion(who, verdict=None, revision=0):
    return Opinion(who, verdict, revision)


@pytest.mark.parametrize(
    ("state", "who", "verdict", "opinions", "expected"),
    [
        (PENDING, "Ada", ACCEPT, (), Outcome.STANDS),
        (PENDING, "Ada", ACCEPT, (opinion("Ada", ACCEPT),), Outcome.STANDS),
        (PENDING, "Ada", ACCEPT, (opinion("Ada", ACCEPT), opinion("Bo")), Outcome.WAITS),
        (PENDING, "Ada", SKIP, (opinion("Ada"), opinion("Bo", ACCEPT)), Outcome.WAITS),
        (PENDING, "Lead", ACCEPT, (opinion("Ada"), opinion("Bo")), Outcome.STANDS),
        (PENDING, "Bo", ACCEPT, (opinion("Ada", ACCEPT), opinion("Bo", ACCEPT)), Outcome.STANDS),
        (PENDING, "Bo", ACCEPT, (opinion("Ada", ACCEPT, 1), opinion("Bo", ACCEPT)), Outcome.DIFFERS),
        (PENDING, "Bo", REJECT, (opinion("Ada", ACCEPT), opinion("Bo", REJECT)), Outcome.DIFFERS),
        (NEEDS, "Bo", REJECT, (opinion("Ada", ACCEPT), opinion("Bo", REJECT)), Outcome.STANDS),
        (NEEDS, "Bo", SKIP, (opinion("Ada", ACCEPT), opinion("Bo", REJECT)), Outcome.WAITS),
        (TraceState.ACCEPTED, "Bo", REJECT, (opinion("Ada", ACCEPT), opinion("Bo", REJECT)), Outcome.DIFFERS),
    ],
)
def test_that_each_outcome_follows_from_state_and_opinions(state, who, verdict, opinions, expected):
    assert outcome(state, who, verdict, opinions) is expected


NAMES = st.sampled_from(["Ada", "Bo"])
ACTS = st.one_of(
    st.tuples(st.just("decide"), st.integers(0, 2), st.sampled_from(Verdict)),
    st.tuples(st.just("decide all"), st.just(0), st.sampled_from(Verdict)),
    st.tuples(st.just("edit"), st.integers(0, 2), st.sampled_from([EDITED, OTHER, make_steps(5)])),
    st.tuples(st.just("assign"), st.integers(0, 2), st.sampled_from([0.0, 0.5, 1.0])),
    st.tuples(st.just("unassign"), st.integers(0, 2), st.sampled_from([(), ("Ada",), ("Bo",)])),
    st.tuples(st.just("flag"), st.integers(0, 2), st.booleans()),
)


@settings(max_examples=15, deadline=None)
@given(first=st.lists(ACTS, max_size=4), acts=st.lists(ACTS, min_size=1, max_size=7))
def test_that_any_acts_among_opinions_and_as_many_undos_are_the_identity(first, acts):
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        ids = add_traces(store, 3)
        for act in first:
            is_done(store, ids, act, "Bo")
        seen = [shown(store, ids)]
        for act in acts:
            if is_done(store, ids, act, "Ada"):
                seen.append(shown(store, ids))
        review = services(store)[0]
        for expected in reversed(seen[:-1]):
            assert review.undo("Ada") is not None
            assert shown(store, ids) == expected
        assert review.undo("Ada") is None
        for expected in seen[1:]:
            assert review.redo("Ada") is not None
            assert shown(store, ids) == expected
        store.close()


def services(store):
    clock = Clock()
    jobs = JobRunner(StoreLedger(store))
    review = ReviewService(store=store, jobs=jobs, requires_for=lambda task_type: (), clock=clock)
    return review, PeopleService(store=store, workspace="Desk", stillroom="test", clock=clock)


def is_done(store, ids, act, who):
    """Do one thing; False where it is refused."""
    review, people = services(store)
    kind, place, wish = act
    one = TraceFilter(trace_ids=(ids[place],))
    try:
        match kind:
            case "decide" | "decide all":
                review.decide(ids if kind == "decide all" else [ids[place]], wish, reviewer=who)
            case "edit":
                review.edit(ids[place], wish, author=who)
            case "assign":
                people.assign(one if wish < 1 else TraceFilter(), ["Ada", "Bo"], share_twice=wish, reviewer=who)
            case "unassign":
                people.unassign(one, wish, reviewer=who)
            case "flag":
                review.flag([ids[place]], wish, who)
    except InvalidInput:
        return False
    return True


def shown(store, ids):
    """All that the store shows of these traces and of who reviews them."""
    review, people = services(store)
    with store.read() as unit:
        held = (unit.standings.of(ids), unit.assignments.opinions(ids), unit.decisions.of(ids))
    return held, [review.trace(trace) for trace in ids], people.workloads(), people.disputes(), review.counts().by_state


def test_that_the_same_rating_of_both_is_kept_for_both(review, store, shared):
    review.rate([shared], 4, reviewer="Ada")
    review.decide([shared], ACCEPT, reviewer="Ada")
    review.rate([shared], 4, reviewer="Bo")
    review.decide([shared], ACCEPT, reviewer="Bo")
    with store.read() as unit:
        assert [(said.reviewer, said.rating) for said in unit.decisions.of([shared])] == [("Ada", 4), ("Bo", 4)]


def test_that_a_note_waits_until_both_have_decided(review, shared):
    with pytest.raises(InvalidInput, match="would see your note"):
        review.write_note(shared, "I doubt it", reviewer="Ada")
    review.decide([shared], ACCEPT, reviewer="Ada")
    review.decide([shared], REJECT, reviewer="Bo")
    review.write_note(shared, "I doubt it", reviewer="Ada")
    assert review.standing(shared).note == "I doubt it"
