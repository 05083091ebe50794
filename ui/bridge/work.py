# SPDX-License-Identifier: Apache-2.0
"""Work off the screen: ask() for queries in a thread, spawn() for awaits on the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from ui.bridge.generators import close_left_generators

log = logging.getLogger(__name__)

T = TypeVar("T")
Then = Callable[[T], object]
Catch = Callable[[BaseException], object]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question and who waits for the answer."""

    number: int
    owner: QObject
    topic: str
    then: Callable[[Any], object]
    failed: Catch | None


class Work(QObject):
    """Runs what the main thread must not wait for; answers always arrive in the main thread.

    A page that asks again about the same topic hears only the newest answer, and an owner that Qt has deleted hears
    nothing. Errors that nobody catches go to ``report``.

    Signals:
        closed: no thread is at anything any more; who has something left to write does it now.
    """

    closed = Signal()
    _answered = Signal(object, object, object)

    def __init__(
        self,
        report: Catch,
        *,
        loop: asyncio.AbstractEventLoop | None = None,
        threads: int = 2,
        parent: QObject | None = None,
    ) -> None:
        """Tell uncaught errors to ``report``; ``loop`` is needed only for spawn()."""
        super().__init__(parent)
        self._report = report
        self._loop = loop
        if loop is not None:
            close_left_generators(loop)
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="stillroom-query")
        self._newest: dict[tuple[int, str], int] = {}
        self._futures: dict[int, Future[Any]] = {}
        self._tasks: dict[int, asyncio.Task[Any]] = {}
        self._number = 0
        self._is_closed = False
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    def ask(self, owner: QObject, topic: str, fn: Callable[[], T], then: Then[T], failed: Catch | None = None) -> None:
        """Call ``fn`` in a thread, then ``then`` with its answer in the main thread.

        An earlier question of this owner about this topic is dropped, whether it waits or runs.
        """
        asked = self._begin(owner, topic, then, failed)
        if asked is None:
            return
        future = self._pool.submit(fn)
        self._futures[asked.number] = future
        future.add_done_callback(lambda done: self._carry(asked, done))

    def spawn(
        self,
        owner: QObject,
        topic: str,
        coroutine: Coroutine[Any, Any, T],
        then: Then[T],
        failed: Catch | None = None,
    ) -> None:
        """Await ``coroutine`` on the event loop, then call ``then`` with its result.

        An earlier one of this owner about this topic is cancelled first.
        """
        asked = self._begin(owner, topic, then, failed)
        if asked is None or self._loop is None:
            coroutine.close()
            if self._loop is None:
                raise RuntimeError("this Work has no event loop to spawn on")
            return
        task = self._loop.create_task(coroutine, name=f"{topic}-{asked.number}")
        self._tasks[asked.number] = task
        task.add_done_callback(lambda done: self._settle(asked, done))

    def cancel(self, owner: QObject, topic: str) -> None:
        """Drop the question of this owner about this topic, if there is one."""
        number = self._newest.pop((id(owner), topic), None)
        if number is None:
            return
        if number in self._futures:
            self._futures[number].cancel()
        if number in self._tasks:
            self._tasks[number].cancel()

    def is_busy(self, owner: QObject, topic: str) -> bool:
        """True while an answer is awaited."""
        return (id(owner), topic) in self._newest

    @property
    def is_idle(self) -> bool:
        """True when no answer is awaited."""
        return not self._newest

    @property
    def is_closed(self) -> bool:
        """True once no answer is wanted any more; a long question asks this now and then and ends. Any thread."""
        return self._is_closed

    def close(self) -> None:
        """Drop every question, wait for the threads to finish what they are at, and take no more."""
        self._is_closed = True
        self._newest.clear()
        for task in list(self._tasks.values()):
            task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self.closed.emit()

    def _begin(self, owner: QObject, topic: str, then: Callable[[Any], object], failed: Catch | None) -> _Asked | None:
        if self._is_closed:
            return None
        self.cancel(owner, topic)
        self._number += 1
        self._newest[(id(owner), topic)] = self._number
        return _Asked(self._number, owner, topic, then, failed)

    def _carry(self, asked: _Asked, future: Future[Any]) -> None:
        """Bring a thread's answer to the main thread. Any thread."""
        if future.cancelled():
            self._futures.pop(asked.number, None)
            return
        error = future.exception()
        if not self._is_closed and shiboken6.isValid(self):
            self._answered.emit(asked, None if error else future.result(), error)

    def _settle(self, asked: _Asked, task: asyncio.Task[Any]) -> None:
        self._tasks.pop(asked.number, None)
        if task.cancelled():
            if self._newest.get((id(asked.owner), asked.topic)) == asked.number:
                del self._newest[(id(asked.owner), asked.topic)]
            return
        error = task.exception()
        self._on_answered(asked, None if error else task.result(), error)

    @Slot(object, object, object)
    def _on_answered(self, asked: _Asked, answer: Any, error: BaseException | None) -> None:
        self._futures.pop(asked.number, None)
        key = (id(asked.owner), asked.topic)
        if self._is_closed or self._newest.get(key) != asked.number:
            return
        del self._newest[key]
        if not shiboken6.isValid(asked.owner):
            return
        if error is None:
            asked.then(answer)
        elif asked.failed is not None:
            asked.failed(error)
        else:
            self._report(error)
