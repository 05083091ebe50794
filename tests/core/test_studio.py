# SPDX-License-Identifier: Apache-2.0
"""The studio: opens, closes without leaving a thread, and takes up what an earlier one left."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest

from core.domain.jobs import JobState, Lane
from core.domain.providers import ProviderProfile
from core.errors import InvalidInput, StoreTooNew, WorkspaceBusy, WorkspaceUnusable
from core.studio import Studio
from tests.helpers.chat_server import chat_server


def open_new(tmp_path):
    return Studio.open(tmp_path / "ws", create=True)


def test_that_closing_leaves_no_thread_and_no_lock(tmp_path):
    before = set(threading.enumerate())
    studio = open_new(tmp_path)
    ids = studio.tasks.sample(n=2, seed=1)
    studio.jobs.wait(studio.generation.start(ids, teacher="planner"), timeout_s=60)
    studio.close()
    assert set(threading.enumerate()) <= before
    Studio.open(tmp_path / "ws").close()


def test_that_a_second_studio_on_the_workspace_is_refused(tmp_path):
    studio = open_new(tmp_path)
    with pytest.raises(WorkspaceBusy):
        Studio.open(tmp_path / "ws")
    studio.close()


def test_that_a_refused_workspace_is_given_back(tmp_path):
    open_new(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "ws" / "studio.db")) as database:
        database.execute("PRAGMA user_version=999")
    for _ in range(2):
        with pytest.raises(StoreTooNew):
            Studio.open(tmp_path / "ws")


def test_that_a_missing_workspace_is_said(tmp_path):
    with pytest.raises(WorkspaceUnusable, match="no workspace"):
        Studio.open(tmp_path / "none")


def test_that_a_job_of_a_crashed_studio_is_lost_and_can_be_resumed(tmp_path):
    studio = open_new(tmp_path)
    ids = studio.tasks.sample(n=2, seed=1)
    done = studio.generation.start(ids, teacher="planner")
    spec = dict(studio.jobs.wait(done, timeout_s=60).spec)
    with studio.store.begin() as unit:
        left = unit.jobs.insert(
            kind="generation.generate", title="left", lane=Lane.NET, spec=spec | {"folder": "runs/generate-77"}
        )
    studio.close()
    again = Studio.open(tmp_path / "ws")
    record = again.job(left)
    assert record.state is JobState.LOST
    assert record.hint
    resumed = again.jobs.wait(again.resume(left), timeout_s=60)
    assert (resumed.state, resumed.result["requested"]) == (JobState.DONE, 0)
    with pytest.raises(InvalidInput, match="cannot be resumed"):
        with again.store.begin() as unit:
            odd = unit.jobs.insert(kind="odd.job", title="odd", lane=Lane.DISK, spec={})
            unit.jobs.end(odd, JobState.FAILED)
        again.resume(odd)
    again.close()


def test_that_a_generation_outlives_its_studio_and_is_found_again(tmp_path):
    studio = open_new(tmp_path)
    ids = studio.tasks.sample(n=4, seed=1)
    has_been_asked = threading.Event()

    def answer(body):
        has_been_asked.set()
        return "1. It is due.\nAnswer: the first"

    with chat_server(answer) as server:
        server.gate.clear()
        profile = ProviderProfile(name="loop", kind="openai_compatible", model="m", base_url=server.base_url)
        studio.generation.save_profile(profile)
        job = studio.generation.start(ids, teacher="loop", concurrency=2)
        while len(server.asked) < 2:
            has_been_asked.wait(0.05)
        studio.close(keep_children=True)
        server.gate.set()
        again = Studio.open(tmp_path / "ws")
        record = again.jobs.wait(job, timeout_s=60)
        assert (record.state, record.result["kept"]) == (JobState.DONE, 4)
        assert len(server.asked) == 4
        assert len(again.review.ids()) == 4
        again.close()
