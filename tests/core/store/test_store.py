# SPDX-License-Identifier: Apache-2.0
"""The store: what is acknowledged is kept, news goes out after the commit, and faults come in plain words."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from core.changes import Change, ChangeFeed, ChangeKind
from core.domain.jobs import Lane
from core.domain.providers import ProviderProfile
from core.errors import StoreTooNew, UnknownName, WorkspaceUnusable
from core.store.engine import open_engine
from core.store.schema import SCHEMA_VERSION
from core.store.store import Store
from core.store.tables import metadata

PROFILE = ProviderProfile(name="mine", kind="openai_compatible", model="m", base_url="http://127.0.0.1:1/v1")


@pytest.fixture
def feed():
    return ChangeFeed()


@pytest.fixture
def store(tmp_path, feed):
    opened = Store(tmp_path / "studio.db", feed)
    yield opened
    opened.close()


def test_that_a_new_store_has_the_schema_of_the_tables(store):
    engine = open_engine(store.path)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    ours = [d for d in differences if not (d[0] == "remove_table" and d[1].name.startswith("trace_search"))]
    assert ours == []


def test_that_a_commit_survives_reopening(tmp_path, feed, store):
    with store.begin() as unit:
        unit.providers.save(PROFILE)
    store.close()
    again = Store(tmp_path / "studio.db", feed)
    with again.read() as unit:
        assert unit.providers.get("mine") == ProviderProfile(
            name="mine", kind="openai_compatible", model="m", base_url="http://127.0.0.1:1/v1", options={}
        )
    again.close()


def test_that_an_error_rolls_the_whole_unit_back_and_tells_nobody(store, feed):
    heard: list[Change] = []
    feed.subscribe(heard.append)
    with pytest.raises(ZeroDivisionError), store.begin() as unit:
        unit.providers.save(PROFILE)
        _ = 1 / 0
    with store.read() as unit:
        assert unit.providers.all() == ()
    assert heard == []


def test_that_news_goes_out_after_the_commit(store, feed):
    seen_by_listener: list[int] = []

    def listen(change: Change) -> None:
        if change.kind is ChangeKind.PROVIDERS:
            with store.read() as unit:
                seen_by_listener.append(len(unit.providers.all()))

    feed.subscribe(listen)
    with store.begin() as unit:
        unit.providers.save(PROFILE)
    assert seen_by_listener == [1]


def test_that_one_change_carries_all_ids_of_a_unit(store, feed):
    heard: list[Change] = []
    feed.subscribe(heard.append)
    with store.begin() as unit:
        ids = [unit.jobs.insert(kind="k", title="t", lane=Lane.DISK, spec={}) for _ in range(3)]
    assert heard == [Change(ChangeKind.JOBS, tuple(ids))]


def test_that_a_newer_workspace_is_refused_in_plain_words(tmp_path, store, feed):
    store.close()
    with closing(sqlite3.connect(store.path)) as raw:
        raw.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    with pytest.raises(StoreTooNew, match="newer Stillroom"):
        Store(store.path, feed)


def test_that_a_foreign_database_is_refused_and_left_alone(tmp_path, feed):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE theirs (a)")
        raw.commit()
    with pytest.raises(WorkspaceUnusable, match="another program"):
        Store(path, feed)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


def test_that_a_file_which_is_no_database_is_refused(tmp_path, feed):
    path = tmp_path / "studio.db"
    path.write_bytes(b"this is not a database, whatever its name says" * 50)
    with pytest.raises(WorkspaceUnusable, match="not a Stillroom workspace"):
        Store(path, feed)


def test_that_a_full_disk_is_said_and_nothing_is_half_written(store):
    with store.begin() as unit:
        unit.providers.save(PROFILE)
    with pytest.raises(WorkspaceUnusable, match="disk is full"), store.begin() as unit:
        unit.providers._connection.exec_driver_sql("PRAGMA max_page_count=1")
        for number in range(2000):
            unit.jobs.insert(kind="k", title="t" * 500, lane=Lane.DISK, spec={"n": number})
    with store.read() as unit:
        assert unit.jobs.recent() == ()
        assert len(unit.providers.all()) == 1


def test_that_an_unknown_provider_names_the_known_ones(store):
    with store.begin() as unit:
        unit.providers.save(PROFILE)
    with store.read() as unit, pytest.raises(UnknownName, match="Known: mine"):
        unit.providers.get("yours")


def test_that_every_acknowledged_commit_is_synced(store):
    with store.read() as unit:
        pragma = unit.providers._connection.exec_driver_sql
        assert pragma("PRAGMA synchronous").scalar() == 2
        assert pragma("PRAGMA journal_mode").scalar() == "wal"
        assert pragma("PRAGMA foreign_keys").scalar() == 1
