# SPDX-License-Identifier: Apache-2.0
"""Edits, and undo and redo that restore exactly what was, as acts of their own."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.datasets.importers.catalog import IMPORTERS
from core.domain.messages import ToolCallPart
from core.domain.reviews import ActKind, Verdict
from core.domain.traces import Step, StepKind
from core.errors import InvalidInput, UnknownName
from core.jobs.runner import JobRunner
from core.review.service import ReviewService
from core.store import reviews_repo
from core.store.ledger import StoreLedger
from tests.helpers.review_builders import (
    add_trace,
    add_traces,
    answer,
    call,
    make_steps,
    open_store,
    standing_of,
    thought,
)

EDITED = (thought("Audit is due 15:00."), answer("Answer: Audit"), call())


def test_that_a_revision_is_a_diff_that_gives_the_edit_again(store, review):
    trace = add_trace(store)
    first = review.edit(trace, EDITED, author="Ada", note="shorter")
    second = review.edit(trace, [*EDITED[:1], answer("Answer: Budget")], author="Ben")
    assert (first.number, second.number) == (1, 2)
    assert review.steps_at(trace, 0) == make_steps()
    assert review.steps_at(trace, 1) == EDITED
    assert review.steps_at(trace, 2) == (EDITED[0], answer("Answer: Budget"))
    assert [(found.author, found.note) for found in review.revisions(trace)] == [("Ada", "shorter"), ("Ben", "")]
    with pytest.raises(UnknownName, match="revision"):
        review.steps_at(trace, 3)


def test_that_a_list_tells_the_conclusion_of_the_current_revision(store, review):
    trace, other = add_traces(store, 2)
    before = [row.conclusion for row in review.rows_of([trace, other])]
    review.edit(trace, [thought("Budget first."), answer("Answer: Budget, as it is shorter\nSee above.")], author="Ada")
    assert [row.conclusion for row in review.rows_of([trace, other])] == ["Budget, as it is shorter", before[1]]
    review.edit(trace, [thought("Budget first."), call("Budget")], author="Ada")
    assert [row.conclusion for row in review.rows_of([trace])] == ["set_priority(task=Budget)"]
    review.undo("Ada")
    review.undo("Ada")
    assert [row.conclusion for row in review.rows_of([trace, other])] == before


def test_that_an_edit_can_accept_by_the_same_act(store, review):
    trace = add_trace(store)
    review.edit(trace, EDITED, author="Ada", accept=True)
    assert standing_of(store, [trace]) == [("edited", 1, False)]
    (entry,) = review.history(trace)
    assert (entry.kind, entry.verdict, entry.label) == (ActKind.EDIT, Verdict.ACCEPT, f"Edit and accept trace {trace}")


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.ACCEPT, "edited"),
        (Verdict.REJECT, "pending"),
        (Verdict.NEEDS_WORK, "pending"),
        (Verdict.SKIP, "pending"),
    ],
)
def test_that_only_a_kept_trace_stays_kept_when_it_is_edited(store, review, verdict, state):
    trace = add_trace(store)
    review.decide([trace], verdict, reviewer="Ada")
    review.edit(trace, EDITED, author="Ada")
    assert standing_of(store, [trace]) == [(state, 1, False)]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (make_steps(), "Nothing was changed"),
        ((), "cannot be empty"),
        ((thought("   "),), "cannot be empty"),
        ((thought("a"), answer(" ")), "Step 2 is empty"),
        ((thought("a"), Step(StepKind.TOOL_CALL)), "without a tool"),
        ((Step(StepKind.TOOL_CALL, call=ToolCallPart("1", "f", [1])),), "not a JSON object"),  # type: ignore[arg-type]
        ((Step(StepKind.TOOL_CALL, call=ToolCallPart("1", "f", {"a": float("nan")})),), "cannot be stored"),
        ((Step(StepKind.TOOL_CALL, call=ToolCallPart("1", "f", {"a": 2**70})),), "cannot be stored"),
        ((thought("a\ud800"),), "cannot be stored"),
        ((Step(StepKind.ANSWER, "a", call=ToolCallPart("1", "f", {})),), "cannot hold a tool call"),
        ((thought("a"), Step(StepKind.TOOL_RESULT)), "without a result"),
    ],
)
def test_that_an_edit_that_makes_no_trace_is_refused(store, review, steps, said):
    trace = add_trace(store)
    with pytest.raises(InvalidInput, match=said) as caught:
        review.edit(trace, steps, author="Ada")
    assert caught.value.hint
    assert review.revisions(trace) == ()


def test_that_an_edit_over_somebody_elses_is_refused(store, review):
    trace = add_trace(store)
    review.edit(trace, EDITED, author="Ada", base=0)
    with pytest.raises(InvalidInput, match="edited by somebody else"):
        review.edit(trace, [answer("Answer: Budget")], author="Ben", base=0)
    assert review.trace(trace).steps == EDITED


def test_that_undo_and_redo_restore_state_revision_and_flag(store, review):
    trace = add_trace(store)
    seen = [standing_of(store, [trace])]
    review.flag([trace], True, "Ada")
    seen.append(standing_of(store, [trace]))
    review.decide([trace], Verdict.REJECT, reviewer="Ada")
    seen.append(standing_of(store, [trace]))
    review.edit(trace, EDITED, author="Ada", accept=True)
    seen.append(standing_of(store, [trace]))
    for expected in reversed(seen[:-1]):
        assert review.undo("Ada") is not None
        assert standing_of(store, [trace]) == expected
    assert review.undo("Ada") is None
    assert review.trace(trace).steps == make_steps()
    for expected in seen[1:]:
        assert review.redo("Ada") is not None
        assert standing_of(store, [trace]) == expected
    assert review.redo("Ada") is None
    assert review.trace(trace).steps == EDITED


def test_that_undo_of_many_is_one_act_and_nothing_is_deleted(store, review):
    ids = add_traces(store, 7)
    review.decide(ids[:1], Verdict.REJECT, reviewer="Ada")
    act = review.decide(ids, Verdict.ACCEPT, reviewer="Ada")
    undone = review.undo("Ada")
    assert undone is not None
    assert (undone.kind, undone.undoes, undone.label) == (ActKind.UNDO, act.id, "Undo: Accept 7 traces")
    assert [state for state, _head, _flag in standing_of(store, ids)] == ["rejected"] + ["pending"] * 6
    assert [(entry.kind, entry.is_undone) for entry in review.history(ids[0])] == [
        (ActKind.DECIDE, False),
        (ActKind.DECIDE, True),
        (ActKind.UNDO, False),
    ]


def test_that_the_menu_shows_what_undo_and_redo_would_do(store, review):
    trace = add_trace(store)
    assert (review.undoable("Ada"), review.redoable("Ada")) == (None, None)
    review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    assert (review.undoable("Ada"), review.redoable("Ada")) == (f"Accept trace {trace}", None)
    review.undo("Ada")
    assert (review.undoable("Ada"), review.redoable("Ada")) == (None, f"Accept trace {trace}")


def test_that_a_new_act_ends_redo(store, review):
    one, other = add_traces(store, 2)
    review.decide([one], Verdict.ACCEPT, reviewer="Ada")
    review.undo("Ada")
    review.decide([other], Verdict.ACCEPT, reviewer="Ada")
    assert review.redo("Ada") is None
    assert standing_of(store, [one]) == [("pending", 0, False)]
    review.undo("Ada")
    assert review.undo("Ada") is None


def test_that_undo_is_each_reviewers_own(store, review):
    one, other = add_traces(store, 2)
    review.decide([one], Verdict.ACCEPT, reviewer="Ada")
    review.decide([other], Verdict.ACCEPT, reviewer="Ben")
    review.undo("Ada")
    assert [state for state, *_rest in standing_of(store, [one, other])] == ["pending", "accepted"]


def test_that_undo_never_takes_away_what_another_did_since(store, review):
    one, other = add_traces(store, 2)
    review.decide([one, other], Verdict.ACCEPT, reviewer="Ada")
    review.decide([other], Verdict.REJECT, reviewer="Ben")
    with pytest.raises(InvalidInput, match=f"Ben changed trace {other} since"):
        review.undo("Ada")
    assert [state for state, *_rest in standing_of(store, [one, other])] == ["accepted", "rejected"]
    review.undo("Ben")
    assert review.undo("Ada") is not None
    assert [state for state, *_rest in standing_of(store, [one, other])] == ["pending", "pending"]


def test_that_redo_never_takes_away_what_another_did_since(store, review):
    trace = add_trace(store)
    review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    review.undo("Ada")
    review.decide([trace], Verdict.REJECT, reviewer="Ben")
    with pytest.raises(InvalidInput, match="cannot be redone"):
        review.redo("Ada")
    assert standing_of(store, [trace]) == [("rejected", 0, False)]


def test_that_the_same_verdict_by_another_is_theirs_to_undo(store, review):
    trace = add_trace(store)
    review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    review.decide([trace], Verdict.ACCEPT, reviewer="Ben")
    with pytest.raises(InvalidInput, match="Ben changed trace"):
        review.undo("Ada")


def test_that_revision_numbers_are_never_used_twice(store, review):
    trace = add_trace(store)
    review.edit(trace, EDITED, author="Ada")
    review.undo("Ada")
    again = review.edit(trace, [answer("Answer: Budget")], author="Ada")
    assert again.number == 2
    assert review.steps_at(trace, 1) == EDITED
    assert review.trace(trace).steps == (answer("Answer: Budget"),)


def test_that_undo_survives_a_restart(tmp_path, clock):
    def service(opened):
        jobs = JobRunner(StoreLedger(opened))
        return ReviewService(
            store=opened, jobs=jobs, requires_for=lambda task_type: (), importers=IMPORTERS, clock=clock
        )

    store = open_store(tmp_path)
    ids = add_traces(store, 3)
    service(store).decide(ids, Verdict.ACCEPT, reviewer="Ada")
    service(store).edit(ids[1], EDITED, author="Ada")
    service(store).undo("Ada")
    store.close()
    store = open_store(tmp_path)
    assert service(store).redoable("Ada") == f"Edit trace {ids[1]}"
    service(store).redo("Ada")
    assert service(store).trace(ids[1]).steps == EDITED
    service(store).undo("Ada")
    service(store).undo("Ada")
    assert {state for state, *_rest in standing_of(store, ids)} == {"pending"}
    store.close()


def test_that_a_long_row_of_undos_goes_back_through_all_pages(store, review, monkeypatch):
    monkeypatch.setattr(reviews_repo, "_PAGE", 4)
    trace = add_trace(store)
    for number in range(20):
        review.flag([trace], number % 2 == 0, "Ada")
    for _number in range(19):
        review.undo("Ada")
    assert standing_of(store, [trace]) == [("pending", 0, True)]
    assert review.undo("Ada") is not None
    assert review.undo("Ada") is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(["accept", "reject", "skip", "flag", "edit", "undo", "redo"]), max_size=25))
def test_that_undo_and_redo_agree_with_a_plain_stack(store, review, moves):
    number = len(review.ids())
    trace, reviewer = add_trace(store, number), f"Ada {number}"
    state = standing_of(store, [trace])
    done, undone = [], []
    for turn, move in enumerate(moves):
        if move == "undo":
            assert (review.undo(reviewer) is None) == (not done)
            if done:
                undone.append(state)
                state = done.pop()
        elif move == "redo":
            assert (review.redo(reviewer) is None) == (not undone)
            if undone:
                done.append(state)
                state = undone.pop()
        else:
            _do(review, trace, move, turn, reviewer, is_flagged=state[0][2])
            done.append(state)
            undone.clear()
            state = standing_of(store, [trace])
        assert standing_of(store, [trace]) == state
    assert review.trace(trace).steps == review.steps_at(trace, state[0][1])


def _do(review, trace, move, turn, reviewer, *, is_flagged):
    if move == "flag":
        review.flag([trace], not is_flagged, reviewer)
    elif move == "edit":
        review.edit(trace, [answer(f"Answer: {turn}")], author=reviewer)
    else:
        review.decide([trace], Verdict(move), reviewer=reviewer)
