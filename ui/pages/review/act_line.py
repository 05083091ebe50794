# SPDX-License-Identifier: Apache-2.0
"""What a reviewer did, carried out one after another off the main thread and in the order of the keys."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from ui.bridge.work import Work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Waiting:
    run: Callable[[], Any]
    then: Callable[[Any], object]
    failed: Callable[[BaseException], object]


class ActLine(QObject):
    """A line of acts; the next one begins when the one before is in the store, and none is ever dropped."""

    def __init__(self, work: Work, parent: QObject) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._work = work
        self._waiting: deque[_Waiting] = deque()
        self._is_busy = False

    @property
    def is_idle(self) -> bool:
        """True when everything is in the store."""
        return not self._is_busy and not self._waiting

    def add(self, run: Callable[[], T], then: Callable[[T], object], failed: Callable[[BaseException], object]) -> None:
        """Call ``run`` in a thread once all earlier acts are done, then ``then`` or ``failed`` in the main thread."""
        self._waiting.append(_Waiting(run, then, failed))
        self._begin()

    def _begin(self) -> None:
        if self._is_busy or not self._waiting:
            return
        self._is_busy = True
        act = self._waiting.popleft()
        self._work.ask(
            self,
            "act",
            act.run,
            lambda answer: self._end(act.then, answer),
            lambda error: self._end(act.failed, error),
        )

    def _end(self, tell: Callable[[Any], object], answer: object) -> None:
        self._is_busy = False
        try:
            tell(answer)
        finally:
            self._begin()
