# SPDX-License-Identifier: Apache-2.0
"""Whatever reviewers do, as many undos bring back all that the store shows, and as many redos all of it again."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.judgements import Judgement, Opinion
from core.domain.reviews import SkipTo, Verdict
from core.domain.traces import WAITING, Bounds, TraceFilter, TraceOrder
from core.errors import InvalidInput, UnknownName
from core.jobs.runner import JobRunner
from core.review.service import ReviewService
from core.store.ledger import StoreLedger
from tests.helpers.review_builders import Clock, add_traces, open_store
from tests.helpers.step_strategies import OPERATIONS, attempt

TRACES = st.integers(0, 2)
ACTS = st.one_of(
    st.tuples(st.just("decide"), TRACES, st.sampled_from(Verdict)),
    st.tuples(st.just("decide all"), st.just(0), st.sampled_from(Verdict)),
    st.tuples(st.just("skip"), TRACES, st.sampled_from(SkipTo)),
    st.tuples(st.just("flag"), TRACES, st.booleans()),
    st.tuples(st.just("flag all"), st.just(0), st.booleans()),
    st.tuples(st.just("surgery"), TRACES, st.lists(OPERATIONS, min_size=1, max_size=3)),
    st.tuples(st.just("surgery"), TRACES, st.lists(OPERATIONS, min_size=1, max_size=3)),
    st.tuples(st.just("edit"), TRACES, st.lists(OPERATIONS, min_size=1, max_size=3)),
    st.tuples(st.just("accept"), TRACES, st.lists(OPERATIONS, min_size=1, max_size=2)),
    st.tuples(st.just("restore"), TRACES, st.integers(0, 3)),
)


@settings(max_examples=12, deadline=None)
@given(acts=st.lists(ACTS, min_size=1, max_size=8))
def test_that_any_acts_and_as_many_undos_are_the_identity_across_a_reopened_store(acts):
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        ids = add_traces(store, 3)
        judge(store, ids)
        seen = [shown(store, ids)]
        for act in acts:
            if is_done(service(store), ids, act):
                seen.append(shown(store, ids))
        store = reopened(store, folder)
        assert shown(store, ids) == seen[-1]
        for expected in reversed(seen[:-1]):
            assert service(store).undo("Ada") is not None
            assert shown(store, ids) == expected
        assert service(store).undo("Ada") is None
        store = reopened(store, folder)
        assert shown(store, ids) == seen[0]
        for expected in seen[1:]:
            assert service(store).redo("Ada") is not None
            assert shown(store, ids) == expected
        assert service(store).redo("Ada") is None
        store.close()


def judge(store, ids):
    """Two judges with scores and verdicts that people can be apart from."""
    with store.begin() as unit:
        for trace, score in zip((*ids, ids[0]), (5, 3, 1, 2), strict=True):
            verdict, name = (Verdict.ACCEPT if score > 2 else Verdict.REJECT), ("loop" if score != 2 else "other")
            unit.judgements.put(Judgement(trace, name, 0, Opinion(score, verdict, ()), Clock().now))


def service(store):
    return ReviewService(
        store=store, jobs=JobRunner(StoreLedger(store)), requires_for=lambda task_type: (), clock=Clock()
    )


def reopened(store, folder):
    store.close()
    return open_store(Path(folder))


def is_done(review, ids, act):
    """Do one thing; False where it is refused, as it is where nothing would change."""
    kind, place, wish = act
    trace = ids[place]
    try:
        match kind:
            case "decide" | "decide all":
                review.decide(ids if kind == "decide all" else [trace], wish, reviewer="Ada")
            case "skip":
                review.decide([trace], Verdict.SKIP, reviewer="Ada", skip_to=wish)
            case "flag" | "flag all":
                review.flag(ids if kind == "flag all" else [trace], wish, "Ada")
            case "restore":
                review.restore(trace, wish, author="Ada")
            case _:
                draft = review.marked(trace)
                for operation in wish:
                    draft = attempt(draft, operation)
                labels = None if kind == "edit" else draft.labels
                review.edit(trace, draft.steps, labels=labels, author="Ada", accept=kind == "accept")
    except (InvalidInput, UnknownName):
        return False
    return True


def shown(store, ids):
    """All that the store shows of these traces: standing, steps, marks, lists, counts, what search finds."""
    review = service(store)
    counts = review.counts()
    with store.read() as unit:
        standing = unit.standings.of(ids)
        found = {word: unit.queue.ids(TraceFilter(text=word)) for word in ("Budget", "Go")}
        disputed = unit.queue.page(TraceFilter(), order=TraceOrder.MOST_DISPUTED, limit=9)
        scored = [unit.queue.ids(TraceFilter(judge_score=Bounds(least=least))) for least in (1, 3, 5)]
    return (
        standing,
        [review.trace(trace) for trace in ids],
        [review.marked(trace) for trace in ids],
        review.rows(),
        (counts.by_state, counts.flagged, counts.decided_today, counts.kept_away),
        found,
        (disputed, scored),
        [review.next(reviewer) for reviewer in ("Ada", "Bo")],
        [review.queue(review.queue_of(TraceFilter(states=WAITING), reviewer)) for reviewer in ("Ada", "Bo")],
    )
