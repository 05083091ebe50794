# SPDX-License-Identifier: Apache-2.0
"""A multiplied workspace is what the store itself would have written."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing

import pytest

from core.studio import Studio
from tests.bench.very_many import NAME, SEEDS, fill

OWN = {"id", "request_key", "created_at", "shuffle", "trace_id", "rowid", "looked_by"}
"""What is never the same of two, and what a look of the checks leaves behind, which the bench plays."""


def _rows(database, trace_id):
    """What every table holds of a trace, without what is never the same of two."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        found = [
            connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", (trace_id,)).fetchall()
            for table, key in (("traces", "id"), ("trace_facets", "id"), ("trace_marks", "trace_id"))
        ]
        found.append(connection.execute("SELECT * FROM trace_search WHERE rowid = ?", (trace_id,)).fetchall())
    return [[{name: row[name] for name in row.keys() if name not in OWN} for row in rows] for rows in found]  # noqa: SIM118


@pytest.mark.slow
def test_that_a_copied_trace_is_written_as_one_that_was_kept(tmp_path):
    fill(tmp_path / NAME, 3 * SEEDS)
    studio = Studio.open(tmp_path / NAME)
    waiting = studio.review.ids(teachers=("batch",))
    (row,) = studio.review.rows_of(waiting[-1:])
    with studio.store.begin() as unit:
        made = unit.traces.get(row.id).original
        (again,) = unit.traces.insert_many([(dataclasses.replace(made, request_key="again"), row.title)])
    studio.close()
    assert row.id > 2 * SEEDS
    assert _rows(tmp_path / NAME / "studio.db", row.id) == _rows(tmp_path / NAME / "studio.db", again)
    with closing(sqlite3.connect(tmp_path / NAME / "studio.db")) as connection:
        shuffles = dict(connection.execute("SELECT id, shuffle FROM trace_facets WHERE id > ?", (2 * SEEDS,)))
        counts = connection.execute("SELECT sum(count) FROM state_counts").fetchone()
    assert all(shuffle == trace_id * 2_654_435_761 % 2**32 for trace_id, shuffle in shuffles.items())
    assert counts == (3 * SEEDS + 1,)
