# SPDX-License-Identifier: Apache-2.0
"""What crosses into the main thread: batches, the newest answer only, and no error lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
import qasync
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.changes import Change, ChangeFeed, ChangeKind
from core.domain.jobs import JobId, JobState
from core.errors import InvalidInput
from core.jobs.events import Cancelled, Done, Failed, JobEvent, Log, Metric, Progress, Queued, Started
from ui.bridge.changes import ChangesBridge
from ui.bridge.jobs import JobsBridge
from ui.bridge.work import Work

ONE, TWO = JobId(1), JobId(2)


class Feed:
    """A feed that anybody may speak through, from any thread."""

    def __init__(self) -> None:
        self.subscribers: list[Callable[[JobEvent], None]] = []

    def subscribe(self, subscriber: Callable[[JobEvent], None], /) -> Callable[[], None]:
        self.subscribers.append(subscriber)
        return lambda: self.subscribers.remove(subscriber) if subscriber in self.subscribers else None

    def say(self, *events: JobEvent) -> None:
        for event in events:
            for subscriber in tuple(self.subscribers):
                subscriber(event)


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
def jobs(qapp: QApplication, feed: Feed) -> Iterator[JobsBridge]:
    bridge = JobsBridge(feed)
    yield bridge
    bridge.close()
    bridge.deleteLater()


def test_that_ten_thousand_events_from_a_thread_arrive_in_few_batches(
    qtbot: QtBot, feed: Feed, jobs: JobsBridge
) -> None:
    told, threads = [], set()
    points: list[Metric] = []
    jobs.changed.connect(lambda: told.append(1))
    jobs.changed.connect(lambda: threads.add(QThread.currentThread()))
    jobs.metrics_arrived.connect(lambda _job, said: points.extend(said))

    def speak() -> None:
        feed.say(Queued(ONE, "training.train", "Train"), Started(ONE))
        for step in range(5_000):
            feed.say(Metric(ONE, "loss", step, 1.0), Progress(ONE, step, 5_000))
        feed.say(Done(ONE, {}))

    thread = threading.Thread(target=speak)
    with qtbot.waitSignal(jobs.ended):
        thread.start()
    thread.join()
    assert [point.step for point in points] == list(range(5_000))
    assert len(told) < 200
    assert threads == {QApplication.instance().thread()}


def test_that_a_status_follows_the_life_of_a_job(qtbot: QtBot, feed: Feed, jobs: JobsBridge) -> None:
    with qtbot.waitSignal(jobs.progressed):
        feed.say(Queued(ONE, "training.train", "Train"), Started(ONE), Progress(ONE, 3, 12, "loss 1.2"))
    status = jobs.status(ONE)
    assert status is not None
    assert (status.state, status.fraction, status.message) == (JobState.RUNNING, 0.25, "loss 1.2")
    assert jobs.running() == (status,)
    with qtbot.waitSignal(jobs.ended):
        feed.say(Failed(ONE, "The disk is full.", "Make room."))
    status = jobs.status(ONE)
    assert status is not None
    assert (status.state, status.message, status.hint) == (JobState.FAILED, "The disk is full.", "Make room.")
    assert jobs.running() == ()


def test_that_a_stopped_job_is_over(qtbot: QtBot, feed: Feed, jobs: JobsBridge) -> None:
    with qtbot.waitSignal(jobs.ended):
        feed.say(Started(ONE), Cancelled(ONE))
    assert jobs.result(ONE) is JobState.CANCELLED


def test_that_the_log_tail_keeps_the_last_lines_of_each_job(qtbot: QtBot, feed: Feed, jobs: JobsBridge) -> None:
    with qtbot.waitSignals([jobs.logged, jobs.logged]):
        feed.say(*(Log(ONE, f"line {number}") for number in range(700)), Log(TWO, "other"))
    assert len(jobs.log_tail(ONE)) == 500
    assert jobs.log_tail(ONE)[-1] == "line 699"
    assert jobs.log_tail(TWO) == ("other",)


def test_that_a_closed_bridge_hears_nothing(qtbot: QtBot, feed: Feed, jobs: JobsBridge) -> None:
    jobs.close()
    assert feed.subscribers == []
    with qtbot.assertNotEmitted(jobs.changed, wait=80):
        feed.say(Started(ONE))


def test_that_changes_of_one_kind_are_told_once(qtbot: QtBot) -> None:
    feed = ChangeFeed()
    bridge = ChangesBridge(feed)
    heard: list[Change] = []
    bridge.changed.connect(heard.append)
    with qtbot.waitSignals([bridge.changed, bridge.changed]):
        for number in (1, 2, 2, 3):
            feed.emit(Change(ChangeKind.TRACES, (number,)))
        feed.emit(Change(ChangeKind.RUNS, (9,), origin="train"))
    assert heard == [Change(ChangeKind.TRACES, (1, 2, 3)), Change(ChangeKind.RUNS, (9,), "train")]
    bridge.close()
    bridge.deleteLater()


def test_that_any_row_swallows_single_rows(qtbot: QtBot) -> None:
    feed = ChangeFeed()
    bridge = ChangesBridge(feed)
    with qtbot.waitSignal(bridge.changed) as told:
        feed.emit(Change(ChangeKind.TRACES, (1,)))
        feed.emit(Change(ChangeKind.TRACES))
        feed.emit(Change(ChangeKind.TRACES, (2,)))
    assert told.args == [Change(ChangeKind.TRACES)]
    bridge.close()
    bridge.deleteLater()


@pytest.fixture
def errors() -> list[BaseException]:
    return []


@pytest.fixture
def work(qapp: QApplication, errors: list[BaseException]) -> Iterator[Work]:
    work = Work(errors.append)
    yield work
    work.close()
    work.deleteLater()


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[QObject]:
    owner = QObject()
    yield owner
    owner.deleteLater()


def test_that_an_answer_is_made_in_a_thread_and_told_in_the_main_one(qtbot: QtBot, work: Work, owner: QObject) -> None:
    answers: list[tuple[bool, bool]] = []
    main = threading.main_thread()
    work.ask(
        owner,
        "where",
        lambda: threading.current_thread() is main,
        lambda was_main: answers.append((was_main, threading.current_thread() is main)),
    )
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [(False, True)]


def test_that_only_the_newest_answer_of_a_topic_is_heard(qtbot: QtBot, work: Work, owner: QObject) -> None:
    may_end = threading.Event()
    answers: list[str] = []

    def slow() -> str:
        may_end.wait(5)
        return "old"

    work.ask(owner, "rows", slow, answers.append)
    work.ask(owner, "rows", lambda: "new", answers.append)
    work.ask(owner, "other", lambda: "other", answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)
    may_end.set()
    work.ask(owner, "last", lambda: "last", answers.append)
    qtbot.waitUntil(lambda: "last" in answers)
    assert sorted(answers) == ["last", "new", "other"]
    assert not work.is_busy(owner, "rows")


def test_that_a_deleted_owner_is_not_called(qtbot: QtBot, work: Work) -> None:
    gone, stays = QObject(), QObject()
    answers: list[str] = []
    may_end = threading.Event()
    work.ask(gone, "rows", lambda: may_end.wait(5), lambda _answer: answers.append("gone"))
    gone.deleteLater()
    QApplication.sendPostedEvents(gone, 52)
    may_end.set()
    work.ask(stays, "rows", lambda: 1, lambda _answer: answers.append("stays"))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["stays"]
    stays.deleteLater()


def test_that_an_error_reaches_its_catcher_else_the_report(
    qtbot: QtBot, work: Work, owner: QObject, errors: list[BaseException]
) -> None:
    caught: list[BaseException] = []

    def fail() -> None:
        raise InvalidInput("That is not a number.")

    work.ask(owner, "caught", fail, lambda _answer: None, caught.append)
    work.ask(owner, "loose", fail, lambda _answer: None)
    qtbot.waitUntil(lambda: bool(caught) and bool(errors))
    assert str(caught[0]) == str(errors[0]) == "That is not a number."


async def until(is_so: Callable[[], bool], *, limit_s: float = 5) -> None:
    async with asyncio.timeout(limit_s):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def test_that_spawn_runs_on_the_loop_and_cancels_the_one_before(
    qtbot: QtBot, qapp: QApplication, owner: QObject, errors: list[BaseException]
) -> None:
    loop = qasync.QEventLoop(qapp)
    work = Work(errors.append, loop=loop)
    answers: list[str] = []
    began: list[str] = []
    ended: list[str] = []

    async def speak(words: str, pause_s: float) -> str:
        began.append(words)
        try:
            await asyncio.sleep(pause_s)
        except asyncio.CancelledError:
            ended.append(words)
            raise
        return words

    async def fail() -> None:
        raise InvalidInput("No such model.")

    async def story() -> None:
        work.spawn(owner, "try", speak("old", 30), answers.append)
        await until(lambda: began == ["old"])
        work.spawn(owner, "try", speak("new", 0.01), answers.append)
        work.spawn(owner, "fail", fail(), lambda _answer: None)
        await until(lambda: answers == ["new"] and bool(errors))

    with loop:
        loop.run_until_complete(story())
        work.close()
    assert ended == ["old"]
    assert str(errors[0]) == "No such model."
    assert not work.is_busy(owner, "fail")
    work.deleteLater()


def test_that_a_closed_work_takes_nothing_more(qtbot: QtBot, work: Work, owner: QObject) -> None:
    work.close()
    answers: list[int] = []
    work.ask(owner, "rows", lambda: 1, answers.append)
    qtbot.wait(30)
    assert answers == []
    assert [thread for thread in threading.enumerate() if thread.name.startswith("stillroom-query")] == []
