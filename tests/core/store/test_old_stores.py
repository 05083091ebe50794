# SPDX-License-Identifier: Apache-2.0
"""Every schema that was ever used opens in today's store, with what people made in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.changes import ChangeFeed
from core.domain.traces import TraceFilter, TraceState
from core.store.schema import SCHEMA_VERSION
from core.store.store import Store

OLD = sorted((Path(__file__).parents[2] / "stores").glob("schema*.db"))


def test_that_every_schema_left_a_store():
    assert [path.stem for path in OLD] == [f"schema{number}" for number in range(1, SCHEMA_VERSION + 1)]


@pytest.mark.parametrize("old", OLD, ids=lambda path: path.stem)
def test_that_an_old_store_opens_with_everything_in_it(old, tmp_path):
    shutil.copy(old, tmp_path / "studio.db")
    store = Store(tmp_path / "studio.db", ChangeFeed())
    with store.read() as unit:
        assert unit.queue.count_by_state(TraceFilter()) == {TraceState.ACCEPTED: 3, TraceState.PENDING: 1}
        ids = unit.queue.ids(TraceFilter())
        assert all(trace.steps for trace in unit.traces.many(ids))
        assert len(unit.problems.ids()) == 4
        assert unit.jobs.recent()[0].result["kept"] == 4
    store.close()
