# SPDX-License-Identifier: Apache-2.0
"""The child process that asks a provider many requests: ``python -m core.providers.worker FOLDER``."""

from __future__ import annotations

import asyncio
import heapq
import math
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from core.domain.codec import from_json, to_json
from core.domain.json import JsonObject
from core.domain.messages import Completion
from core.domain.providers import ProviderProfile
from core.errors import JobCancelled, ProviderRefused
from core.jobs.childmain import child_main
from core.jobs.runfolder import EventWriter, RunFolder, Wish
from core.providers import catalog
from core.providers.answered import answered_keys, requests_in
from core.providers.base import ChatProvider, ChatRequest, RowProvider
from core.providers.pace import Pace
from core.providers.pieces import AnswerPiece
from core.providers.retries import Patience, RetryRules

T = TypeVar("T")

KEY = "key"
"""Name of the API key among the secrets."""

_LOOK_EVERY_S = 0.1
_PROGRESS_EVERY_S = 0.5


@dataclass(slots=True)
class Voice:
    """Says each result once, and now and then how far it is."""

    events: EventWriter
    total: int
    done: int = 0
    failed: int = 0
    retried: int = 0
    said_at: float = 0.0

    def log(self, text: str) -> None:
        """Say a line for the log of the job."""
        self.events.say("log", text=text)

    def tell(self, key: str, piece: AnswerPiece) -> None:
        """Say what an answer goes on with."""
        self.events.say("piece", key=key, of=piece.kind.value, text=piece.text)

    def say(self, key: str, outcome: Completion | ProviderRefused) -> None:
        """Say one final outcome."""
        self.done += 1
        if isinstance(outcome, ProviderRefused):
            self.failed += 1
            self.events.say("result", key=key, error=error_to_json(outcome))
        else:
            self.events.say("result", key=key, completion=to_json(outcome))
        if self.done == self.total or time.monotonic() - self.said_at > _PROGRESS_EVERY_S:
            self.said_at = time.monotonic()
            self.events.say("progress", done=self.done, total=self.total)


@dataclass(order=True, slots=True)
class _Waiting:
    """A request that waits for a free place; the one that is due first goes first."""

    due_at: float
    order: int
    request: ChatRequest = field(compare=False)
    attempt: int = field(default=0, compare=False)


class Asking:
    """Keeps a number of requests in flight; a refused one gives its place back and comes again when it is due."""

    def __init__(self, provider: ChatProvider, voice: Voice, *, concurrency: int, rules: RetryRules) -> None:
        """Nothing is sent yet."""
        self._provider = provider
        self._voice = voice
        self._pace = Pace(concurrency)
        self._looked_at = -math.inf
        self._rules = rules
        self._patience = Patience()
        self._waiting: list[_Waiting] = []
        self._running: dict[asyncio.Task[Completion], _Waiting] = {}

    async def run(self, requests: Sequence[ChatRequest], folder: RunFolder) -> None:
        """Ask all of them. Raises JobCancelled when the parent asked to stop or to finish what is in flight."""
        self._waiting = [_Waiting(0.0, order, request) for order, request in enumerate(requests)]
        wish = Wish.GO_ON
        try:
            while self._waiting or self._running:
                if time.monotonic() - self._looked_at >= _LOOK_EVERY_S:
                    self._looked_at = time.monotonic()
                    wish = folder.read_wish()
                    self._pace.allow(folder.read_concurrency() or self._pace.most)
                if wish is Wish.STOP or (wish is Wish.PAUSE and not self._running):
                    raise JobCancelled
                if wish is Wish.GO_ON:
                    self._fill()
                await self._settle()
        finally:
            await _cancelled(self._running)

    def _fill(self) -> None:
        """Start what is due while there is room."""
        verdict = self._patience.verdict
        if verdict is not None and not self._running:
            for waiting in self._waiting:
                self._voice.say(waiting.request.key, verdict)
            self._waiting.clear()
        while self._waiting and verdict is None and len(self._running) < self._pace.now:
            if self._waiting[0].due_at > time.monotonic():
                break
            waiting = heapq.heappop(self._waiting)
            self._running[asyncio.create_task(self._provider.complete(waiting.request))] = waiting

    async def _settle(self) -> None:
        """Wait for the next answer or the next look at the parent's wish."""
        if not self._running:
            await asyncio.sleep(_LOOK_EVERY_S if self._waiting else 0)
            return
        done, _ = await asyncio.wait(self._running, timeout=_LOOK_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            self._take(self._running.pop(task), task)

    def _take(self, waiting: _Waiting, task: asyncio.Task[Completion]) -> None:
        error = task.exception()
        if error is not None and not isinstance(error, ProviderRefused):
            raise error
        if self._pace.note(error):
            self._voice.log(f"{self._pace.now} requests at once now, of {self._pace.most}.")
        if error is None:
            self._patience.note(None)
            self._voice.say(waiting.request.key, task.result())
            return
        attempt = waiting.attempt + 1
        pause_s = None if self._patience.verdict is not None else self._rules.pause_s(error, attempt=attempt)
        if pause_s is None:
            self._patience.note(error)
            self._voice.say(waiting.request.key, error)
            return
        self._voice.retried += 1
        again = _Waiting(time.monotonic() + pause_s, waiting.order, waiting.request, attempt)
        heapq.heappush(self._waiting, again)


async def ask_rows(provider: RowProvider, requests: Sequence[ChatRequest], voice: Voice, folder: RunFolder) -> None:
    """Let a provider that computes side by side answer all; the longest go first, so that memory is tried early."""
    ordered = sorted(requests, key=_length, reverse=True)

    def on_row(place: int, outcome: Completion | ProviderRefused) -> None:
        voice.say(ordered[place].key, outcome)

    await _while_wanted(asyncio.create_task(provider.complete_rows(ordered, on_row)), folder)


async def ask_told(provider: ChatProvider, requests: Sequence[ChatRequest], voice: Voice, folder: RunFolder) -> None:
    """Ask one after the other, and say what comes while it comes; a person waits, so nothing is tried again."""
    for request in requests:
        telling = asyncio.create_task(provider.stream(request, partial(voice.tell, request.key)))
        try:
            voice.say(request.key, await _while_wanted(telling, folder))
        except ProviderRefused as refused:
            voice.say(request.key, refused)


async def _while_wanted(task: asyncio.Task[T], folder: RunFolder) -> T:
    """Wait for a task for as long as the parent wants it. Raises JobCancelled."""
    try:
        while not task.done():
            if folder.read_wish() is not Wish.GO_ON:
                raise JobCancelled
            await asyncio.wait((task,), timeout=_LOOK_EVERY_S)
        return task.result()
    finally:
        task.cancel()


def error_to_json(refused: ProviderRefused) -> JsonObject:
    """A refusal as plain JSON; the detail stays out, because it quotes what the server said."""
    return {
        "reason": refused.reason,
        "message": refused.message,
        "hint": refused.hint,
        "is_transient": refused.is_transient,
        "retry_after_s": refused.retry_after_s,
    }


def work(folder: RunFolder, events: EventWriter, secrets: Mapping[str, str]) -> JsonObject:
    """Ask what the spec says and is not answered yet; the result counts what was done."""
    spec = folder.read_spec()
    profile = from_json(ProviderProfile, spec["profile"])
    answered = answered_keys(folder)
    requests = [request for request in requests_in(spec) if request.key not in answered]
    events.say("started", total=len(requests), answered=len(answered))
    voice = Voice(events, total=len(requests))
    asyncio.run(_ask(profile, secrets.get(KEY), requests, voice, folder, spec))
    return {"asked": voice.total, "failed": voice.failed, "retried": voice.retried}


async def _ask(
    profile: ProviderProfile,
    key: str | None,
    requests: Sequence[ChatRequest],
    voice: Voice,
    folder: RunFolder,
    spec: Mapping[str, Any],
) -> None:
    provider = catalog.build(profile, key=key)
    try:
        if spec.get("is_told"):
            await ask_told(provider, requests, voice, folder)
        elif isinstance(provider, RowProvider):
            await ask_rows(provider, requests, voice, folder)
        else:
            concurrency = int(spec["concurrency"])
            await Asking(provider, voice, concurrency=concurrency, rules=RetryRules()).run(requests, folder)
    finally:
        await provider.aclose()


async def _cancelled(tasks: Mapping[asyncio.Task[Completion], Any]) -> None:
    """End the tasks and wait until they are gone."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _length(request: ChatRequest) -> int:
    return sum(len(message.text) for message in request.messages)


if __name__ == "__main__":
    code = child_main(work)
    sys.stdout.flush()
    sys.stderr.flush()
    # A computation that nobody waits for may still hold a thread; everything that counts is written by now.
    os._exit(code)
