# SPDX-License-Identifier: Apache-2.0
"""Assignment: traces are dealt out evenly and the same everywhere, filters find them, and undo takes them back."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite

from core.domain.people import Workload
from core.domain.reviews import Verdict
from core.domain.traces import TraceFilter, TraceOrder, TraceState
from core.errors import InvalidInput
from core.review import assigning
from core.review.assigning import dealt
from core.review.people_service import PeopleService
from core.store.conditions import filtered, id_of
from core.store.review_tables import trace_facets
from tests.helpers.review_builders import add_traces, standing_of

PEOPLE = ("Ada", "Bo", "Cy")


@pytest.fixture
def people(store, clock):
    return PeopleService(store=store, workspace="Desk", stillroom="test", clock=clock)


def test_that_traces_are_dealt_evenly_and_every_pair_comes_up():
    given = dealt(range(60), PEOPLE, share_twice=0.5, seed=7)
    readers = {}
    for trace, who in given:
        readers.setdefault(trace, []).append(who)
    assert len(given) == 90
    assert set(Counter(who for _trace, who in given).values()) == {30}
    pairs = Counter(frozenset(names) for names in readers.values() if len(names) == 2)
    assert pairs == {frozenset(pair): 10 for pair in combinations(PEOPLE, 2)}


def test_that_the_same_seed_deals_the_same():
    assert dealt(range(9), PEOPLE, share_twice=0.3, seed=1) == dealt(range(9), PEOPLE, share_twice=0.3, seed=1)
    assert dealt(range(9), PEOPLE, share_twice=0.3, seed=1) != dealt(range(9), PEOPLE, share_twice=0.3, seed=2)


def test_that_only_waiting_traces_of_nobody_are_assigned(store, review, people):
    ids = add_traces(store, 5)
    review.decide(ids[:1], Verdict.ACCEPT, reviewer="Ada")
    people.assign(TraceFilter(trace_ids=ids[:2]), ["Ada"], reviewer="Lead")
    act = people.assign(TraceFilter(), ["Bo"], reviewer="Lead")
    assert act.trace_ids == ids[2:]
    assert act.label == "Assign 3 traces"
    with pytest.raises(InvalidInput, match="assigned to nobody"):
        people.assign(TraceFilter(), ["Bo"], reviewer="Lead")
    with pytest.raises(InvalidInput, match="assigned to nobody"):
        people.assign(TraceFilter(states=(TraceState.ACCEPTED,)), ["Bo"], reviewer="Lead")


@pytest.mark.parametrize(
    ("names", "share", "words"),
    [([" "], 0.0, "Nobody"), (["Ada", "Ada"], 0.5, "two people"), (["Ada", "Bo"], 1.5, "no share")],
)
def test_that_a_wrong_wish_is_refused_and_assigns_nothing(store, people, names, share, words):
    add_traces(store, 1)
    with pytest.raises(InvalidInput, match=words):
        people.assign(TraceFilter(), names, share_twice=share, reviewer="Lead")
    assert people.workloads() == ()


def test_that_others_write_between_the_parts_of_one_assignment_which_is_one_act(store, review, people, monkeypatch):
    monkeypatch.setattr(assigning, "PART", 2)
    ids = add_traces(store, 6)
    before, reviewers = standing_of(store, ids), ["Ada", "Bo"]
    expected = {(trace, who) for trace, who in dealt(ids, reviewers, share_twice=0.5, seed=0) if trace != ids[4]}

    def decide_once(change):
        stop()
        review.decide(ids[4:5], Verdict.ACCEPT, reviewer="Cy")

    stop = store._changes.subscribe(decide_once)
    act = people.assign(TraceFilter(), reviewers, share_twice=0.5, reviewer="Lead")
    assert (act.label, act.trace_ids) == ("Assign 5 traces", (*ids[:4], ids[5]))
    assert {(trace, told.reviewer) for trace in ids for told in people.opinions(trace)} == expected
    assert review.undoable("Lead") == "Assign 5 traces"
    review.undo("Lead")
    assert people.workloads() == ()
    review.redo("Lead")
    taken = people.unassign(TraceFilter(), reviewer="Lead")
    assert (len(taken.trace_ids), people.workloads()) == (5, ())
    review.undo("Lead")
    assert {(trace, told.reviewer) for trace in ids for told in people.opinions(trace)} == expected
    review.undo("Lead")
    review.undo("Cy")
    assert (people.workloads(), standing_of(store, ids)) == ((), before)


def test_that_undo_of_an_assignment_and_of_taking_it_back_restores_what_was(store, review, people):
    ids = add_traces(store, 4)
    people.assign(TraceFilter(), ["Ada", "Bo"], share_twice=0.5, reviewer="Lead")
    review.decide([ids[0]], Verdict.ACCEPT, reviewer="Ada")
    before = people.workloads()
    people.unassign(TraceFilter(), ["Ada"], reviewer="Lead")
    assert [load.reviewer for load in people.workloads()] == ["Bo"]
    review.undo("Lead")
    assert people.workloads() == before


def test_that_an_assignment_on_which_somebody_decided_is_not_undone(store, review, people):
    ids = add_traces(store, 1)
    people.assign(TraceFilter(), ["Ada"], reviewer="Lead")
    review.decide(ids, Verdict.ACCEPT, reviewer="Ada")
    with pytest.raises(InvalidInput, match="Ada changed trace"):
        review.undo("Lead")
    people.unassign(TraceFilter(), reviewer="Lead")
    review.undo("Ada")
    assert review.trace(ids[0]).state is TraceState.PENDING


@pytest.mark.parametrize("order", [order for order in TraceOrder if order is not TraceOrder.LONGEST_GAP])
def test_that_filters_find_what_is_whose_in_every_order(store, review, people, order):
    ids = add_traces(store, 6)
    people.assign(TraceFilter(trace_ids=ids[:4]), ["Ada"], reviewer="Lead")
    people.assign(TraceFilter(trace_ids=ids[4:]), ["Bo"], reviewer="Lead")
    review.decide([ids[1]], Verdict.ACCEPT, reviewer="Ada")

    def found(**wanted):
        return sorted(place.trace_id for place in review.queue(TraceFilter(**wanted), order=order))

    assert found(assignees=("Ada",)) == list(ids[:4])
    assert found(assignees=("Ada", "Bo")) == list(ids)
    assert found(assignees=("Ada",), is_opinion_missing=True) == [ids[0], ids[2], ids[3]]
    assert found(assignees=("Ada",), states=(TraceState.ACCEPTED,)) == [ids[1]]
    assert review.count(TraceFilter(assignees=("Ada",), is_opinion_missing=True)) == 3


@pytest.mark.parametrize(
    ("is_missing", "index"), [(True, "ix_assignments_open"), (False, "ix_assignments_reviewer_trace_id")]
)
def test_that_the_queue_of_one_reviewer_is_read_from_an_index(store, is_missing, index):
    wanted = TraceFilter(
        states=(TraceState.PENDING, TraceState.SKIPPED), assignees=("Ada",), is_opinion_missing=is_missing
    )
    query = filtered(select(trace_facets.c.id), wanted).order_by(id_of(wanted)).limit(200)
    words = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    with store.read() as unit:
        plan = [row[3] for row in unit.queue._connection.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
    assert any(index in line for line in plan)
    assert not any("TEMP B-TREE" in line for line in plan)


def test_that_workloads_say_what_waits(store, review, people):
    ids = add_traces(store, 3)
    people.assign(TraceFilter(), ["Ada"], reviewer="Lead")
    review.decide(ids[:1], Verdict.REJECT, reasons=("unclear",), reviewer="Ada")
    assert people.workloads() == (Workload("Ada", 3, 2),)
    assert people.reasons() == {"unclear": 1}


def test_that_the_report_leaves_out_what_was_undone_and_what_settled(store, review, people, clock):
    ids = add_traces(store, 4)
    people.assign(TraceFilter(), ["Ada", "Bo"], share_twice=1.0, reviewer="Lead")
    for who, verdicts in (("Ada", "aaar"), ("Bo", "aara")):
        for trace, verdict in zip(ids, verdicts, strict=True):
            clock.forward(20)
            review.decide([trace], Verdict.ACCEPT if verdict == "a" else Verdict.REJECT, reviewer=who)
    review.undo("Bo")
    clock.forward(20)
    review.decide([ids[2]], Verdict.ACCEPT, reviewer="Lead")
    report = people.report()
    assert [(found.reviewer, found.done) for found in report.reviewers] == [("Ada", 4), ("Bo", 3)]
    assert [(pair.shared, pair.percent.value) for pair in report.pairs] == [(3, pytest.approx(2 / 3))]
    assert report.disagreements == ()
    assert report.reviewers[0].median_seconds == 20


def test_that_the_figures_rest_on_the_newest_decisions(store, review, people, monkeypatch):

    ids = add_traces(store, 4)
    for trace in ids:
        review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    monkeypatch.setattr(assigning, "MOST_DECISIONS", 3)
    assert [found.done for found in people.report().reviewers] == [3]


def test_that_an_empty_workspace_has_figures_of_nobody(people):
    report = people.report()
    assert (report.reviewers, report.percent.value) == ((), None)
    assert people.disputes() == ()


def test_that_next_passes_over_what_is_assigned_to_others(store, review, people):
    ids = add_traces(store, 4)
    people.assign(TraceFilter(trace_ids=ids[:3]), ["Ada"], reviewer="Lead")
    assert review.next("Bo") == ids[3]
    assert review.next("Bo", after=ids[3]) == ids[3]
    people.assign(TraceFilter(), ["Ada"], reviewer="Lead")
    assert review.next("Bo") is None
    assert review.next("Ada", after=ids[1]) == ids[2]
