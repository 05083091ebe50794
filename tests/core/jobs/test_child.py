# SPDX-License-Identifier: Apache-2.0
"""Child processes over run folders: every way to end is told in words, and a running child is found again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import psutil
import pytest

from core.domain.jobs import JobId
from core.errors import JobCancelled, OutOfMemory, StudioError
from core.jobs.child import find_child, mind
from core.jobs.reporter import Reporter
from core.jobs.runfolder import RunFolder

MODULE = "tests.core.jobs.children"


@pytest.fixture
def folder(tmp_path):
    return RunFolder(tmp_path / "run")


@pytest.fixture
def cancelled():
    return threading.Event()


@pytest.fixture
def report(cancelled):
    return Reporter(JobId(1), lambda event: None, cancelled)


def wait_for(condition, timeout_s=20.0):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def test_that_a_child_reports_and_returns_its_result(folder, report):
    folder.write_spec({"steps": 3})
    heard = []
    final = mind(folder, MODULE, report, heard.append)
    assert [event.data["done"] for event in heard if event.kind == "progress"] == [1, 2, 3]
    assert final.kind == "done"
    assert find_child(folder) is None


def test_that_secrets_reach_the_child_and_no_file(folder, report):
    folder.write_spec({})
    final = mind(folder, MODULE, report, lambda event: None, secrets={"key": "sk-very-secret-value"})
    assert final.data["result"]["secret_length"] == len("sk-very-secret-value")
    for path in folder.path.iterdir():
        assert b"sk-very-secret-value" not in path.read_bytes()


@pytest.mark.parametrize(
    ("end", "error", "words"),
    [
        ("error", StudioError, "The student is not a model"),
        ("bug", StudioError, "KeyError"),
        ("memory", OutOfMemory, "ran out of memory"),
        ("kill", OutOfMemory, "killed, probably because the computer ran out of memory"),
        ("exit", StudioError, "ended with code 3"),
    ],
)
def test_that_every_way_to_fail_has_its_words(folder, report, end, error, words):
    folder.write_spec({"end": end})
    with pytest.raises(error, match=words) as caught:
        mind(folder, MODULE, report, lambda event: None)
    if end == "exit":
        assert "last words" in caught.value.detail


def test_that_a_stopped_child_ends_by_itself(folder, report, cancelled):
    folder.write_spec({"steps": 10_000, "pause_s": 0.01})
    heard = []

    def on_event(event):
        heard.append(event.kind)
        if event.kind == "progress":
            cancelled.set()

    with pytest.raises(JobCancelled):
        mind(folder, MODULE, report, on_event)
    assert heard[-1] == "stopped"


def test_that_a_deaf_child_is_ended_after_the_grace(folder, report, cancelled):
    folder.write_spec({"steps": 10_000, "pause_s": 0.01, "is_deaf": True})
    pids = []

    def on_event(event):
        pids.append(event.data["pid"])
        cancelled.set()

    with pytest.raises(JobCancelled):
        mind(folder, MODULE, report, on_event, stop_grace_s=0.3)
    assert not psutil.pid_exists(pids[0])


def test_that_a_listener_that_fails_ends_the_child(folder, report):
    folder.write_spec({"steps": 10_000, "pause_s": 0.01})
    pids = []

    def on_event(event):
        pids.append(event.data["pid"])
        raise StudioError("The budget is used up.")

    with pytest.raises(StudioError, match="budget"):
        mind(folder, MODULE, report, on_event)
    assert not psutil.pid_exists(pids[0])


def test_that_a_child_outlives_its_minder_and_is_found_again(folder):
    folder.write_spec({"steps": 60, "pause_s": 0.02})
    leaving, has_heard = threading.Event(), threading.Event()
    first = Reporter(JobId(1), lambda event: None, leaving, may_detach=lambda: True)
    heard_first, ended = [], []

    def on_event(event):
        heard_first.append(event.data)
        has_heard.set()

    def window():
        try:
            mind(folder, MODULE, first, on_event)
        except JobCancelled:
            ended.append(True)

    thread = threading.Thread(target=window)
    thread.start()
    assert has_heard.wait(20)
    leaving.set()
    thread.join(20)
    assert ended == [True]
    child = find_child(folder)
    assert child is not None

    heard = []
    later = Reporter(JobId(1), lambda event: None, threading.Event())
    final = mind(folder, MODULE, later, heard.append)
    assert final.kind == "done"
    assert final.data["result"]["pid"] == heard_first[0]["pid"] != os.getpid()
    assert [event.data["done"] for event in heard if event.kind == "progress"] == list(range(1, 61))


@pytest.fixture
def leave(folder):
    """Start the folder's child and leave it running until its file ``go`` is there; returns its pid."""

    def left():
        folder.write_spec({"waits_for": "go"})
        leaving, pids = threading.Event(), []
        report = Reporter(JobId(1), lambda event: None, leaving, may_detach=lambda: True)

        def on_event(event):
            pids.append(event.data["pid"])
            leaving.set()

        with pytest.raises(JobCancelled):
            mind(folder, MODULE, report, on_event)
        return pids[0]

    return left


def test_that_a_child_that_was_left_and_ended_is_reaped(folder, leave, report, tmp_path):
    pid = leave()
    (folder.path / "go").touch()
    wait_for(lambda: find_child(folder) is None)
    assert psutil.pid_exists(pid)
    other = RunFolder(tmp_path / "other")
    other.write_spec({})
    mind(other, MODULE, report, lambda event: None)
    assert not psutil.pid_exists(pid)


def test_that_a_child_that_was_left_is_reaped_by_who_finds_it(folder, leave, report):
    pid = leave()
    (folder.path / "go").touch()
    assert mind(folder, MODULE, report, lambda event: None).data["result"]["pid"] == pid
    assert not psutil.pid_exists(pid)


def test_that_a_child_left_on_purpose_is_not_warned_of(tmp_path):
    code = (
        "import sys, threading\n"
        "from pathlib import Path\n"
        "from core.errors import JobCancelled\n"
        "from core.jobs.child import mind\n"
        "from core.jobs.reporter import Reporter\n"
        "from core.jobs.runfolder import RunFolder\n"
        "folder, leaving = RunFolder(Path(sys.argv[1])), threading.Event()\n"
        "folder.write_spec({'steps': 100, 'pause_s': 0.02})\n"
        "report = Reporter(1, lambda event: None, leaving, may_detach=lambda: True)\n"
        "try:\n"
        "    mind(folder, sys.argv[2], report, lambda event: leaving.set())\n"
        "except JobCancelled:\n"
        "    print('left')\n"
    )
    command = [sys.executable, "-W", "always", "-c", code, str(tmp_path / "run"), MODULE]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("left\n", "")
    wait_for(lambda: find_child(RunFolder(tmp_path / "run")) is None)


def test_that_a_pid_of_another_process_is_not_taken_for_the_child(folder):
    folder.write_spec({})
    folder.child_path.write_text(f'{{"pid": {os.getpid()}, "started": 1.0}}', encoding="utf-8")
    assert find_child(folder) is None
