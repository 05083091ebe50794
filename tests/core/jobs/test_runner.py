# SPDX-License-Identifier: Apache-2.0
"""The job runner: lanes, events, stopping and what is kept of a job."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import pytest

from core.changes import ChangeFeed
from core.domain.jobs import JobState, Lane
from core.errors import StudioError
from core.jobs.events import Cancelled, Done, Failed, Progress, Queued, Started
from core.jobs.runner import JobRunner
from core.store.ledger import StoreLedger
from core.store.store import Store


@dataclass
class FunctionJob:
    """A job around a function."""

    body: Any
    lane: Lane = Lane.DISK
    kind: str = "test.job"
    title: str = "A job"
    spec: dict = field(default_factory=dict)

    def run(self, report):
        return self.body(report)


@pytest.fixture
def runner(tmp_path):
    store = Store(tmp_path / "studio.db", ChangeFeed())
    made = JobRunner(StoreLedger(store))
    yield made
    made.close(timeout_s=10)
    store.close()


def test_that_a_job_tells_its_story_in_order(runner):
    heard = []
    runner.subscribe(heard.append)

    def body(report):
        report.progress(1, 1, "one")
        return {"answer": 42}

    job = runner.submit(FunctionJob(body))
    record = runner.wait(job, timeout_s=10)
    assert heard == [
        Queued(job, "test.job", "A job"),
        Started(job),
        Progress(job, 1, 1, "one"),
        Done(job, {"answer": 42}),
    ]
    assert (record.state, record.result, record.done) == (JobState.DONE, {"answer": 42}, 1)


def test_that_an_expected_error_is_kept_in_its_own_words(runner):
    def body(report):
        raise StudioError("The teacher is away.", hint="Try tomorrow.")

    heard = []
    runner.subscribe(heard.append)
    job = runner.submit(FunctionJob(body))
    record = runner.wait(job, timeout_s=10)
    assert (record.state, record.error, record.hint) == (JobState.FAILED, "The teacher is away.", "Try tomorrow.")
    assert Failed(job, "The teacher is away.", "Try tomorrow.") in heard


def test_that_a_bug_fails_the_job_and_not_the_runner(runner, caplog):
    job = runner.submit(FunctionJob(lambda report: 1 / 0))
    assert runner.wait(job, timeout_s=10).state is JobState.FAILED
    after = runner.submit(FunctionJob(lambda report: {}))
    assert runner.wait(after, timeout_s=10).state is JobState.DONE
    assert "ZeroDivisionError" in caplog.text


def test_that_a_running_job_stops_when_it_is_cancelled(runner):
    is_running = threading.Event()

    def body(report):
        is_running.set()
        report.wait(60)
        return {}

    heard = []
    runner.subscribe(heard.append)
    job = runner.submit(FunctionJob(body))
    assert is_running.wait(10)
    runner.cancel(job)
    assert runner.wait(job, timeout_s=10).state is JobState.CANCELLED
    assert Cancelled(job) in heard


def test_that_a_queued_job_that_is_cancelled_never_starts(runner):
    is_running, go_on, ran = threading.Event(), threading.Event(), []

    def first(report):
        is_running.set()
        go_on.wait(10)
        return {}

    running = runner.submit(FunctionJob(first))
    assert is_running.wait(10)
    waiting = runner.submit(FunctionJob(lambda report: ran.append(1) or {}))
    runner.cancel(waiting)
    go_on.set()
    assert runner.wait(waiting, timeout_s=10).state is JobState.CANCELLED
    assert runner.wait(running, timeout_s=10).state is JobState.DONE
    assert ran == []


def test_that_the_gpu_lane_runs_one_job_at_a_time(runner):
    at_once, most, lock = [0], [0], threading.Lock()

    def body(report):
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        report.wait(0.05)
        with lock:
            at_once[0] -= 1
        return {}

    jobs = [runner.submit(FunctionJob(body, lane=Lane.GPU)) for _ in range(4)]
    for job in jobs:
        assert runner.wait(job, timeout_s=10).state is JobState.DONE
    assert most[0] == 1


def test_that_closing_stops_every_job_and_ends_the_threads(tmp_path):
    before = set(threading.enumerate())
    store = Store(tmp_path / "other.db", ChangeFeed())
    runner = JobRunner(StoreLedger(store))
    job = runner.submit(FunctionJob(lambda report: report.wait(60) or {}))
    runner.close(timeout_s=10)
    with store.read() as unit:
        assert unit.jobs.get(job).state is JobState.CANCELLED
    store.close()
    assert set(threading.enumerate()) <= before
    with pytest.raises(StudioError, match="closing"):
        runner.submit(FunctionJob(lambda report: {}))


def test_that_a_failing_subscriber_does_not_stop_the_others(runner, caplog):
    heard = []

    def broken(event):
        raise RuntimeError("broken subscriber")

    runner.subscribe(broken)
    runner.subscribe(heard.append)
    job = runner.submit(FunctionJob(lambda report: {}))
    runner.wait(job, timeout_s=10)
    assert Done(job, {}) in heard
    assert "broken subscriber" in caplog.text
