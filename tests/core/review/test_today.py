# SPDX-License-Identifier: Apache-2.0
"""The counts of a day are carried on by what is new, and are what counting anew would give."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.changes import ChangeFeed
from core.domain.reviews import Verdict
from core.errors import InvalidInput
from core.review.service import ReviewService
from core.store.store import Store
from tests.helpers.review_builders import Clock, add_traces

DECIDING = st.tuples(st.sampled_from(list(Verdict)), st.sets(st.integers(0, 5), min_size=1), st.sampled_from("AB"))
TAKING_BACK = st.tuples(st.sampled_from(["undo", "redo"]), st.none(), st.sampled_from("AB"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("today")


def _do(review, ids, what):
    kind, places, reviewer = what
    if places is None:
        getattr(review, kind)(reviewer)
    else:
        review.decide([ids[place] for place in sorted(places)], kind, reviewer=reviewer)


@given(acts=st.lists(st.one_of(DECIDING, DECIDING, TAKING_BACK), max_size=12))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_counts_that_were_carried_on_are_those_that_are_counted_anew(folder, acts):
    path = folder / "studio.db"
    path.unlink(missing_ok=True)
    store, clock = Store(path, ChangeFeed()), Clock()
    parts = {"store": store, "jobs": None, "requires_for": lambda _type: (), "clock": clock}
    review, ids = ReviewService(**parts), add_traces(store, 6)
    for what in acts:
        clock.forward(7)
        try:
            _do(review, ids, what)
        except InvalidInput as error:
            assert "changed" in str(error)
        anew = ReviewService(**parts)
        for reviewer in (None, "A", "B"):
            assert review.counts(reviewer=reviewer) == anew.counts(reviewer=reviewer)
    store.close()
