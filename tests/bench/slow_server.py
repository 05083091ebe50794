# SPDX-License-Identifier: Apache-2.0
"""A chat server with a set latency and set faults, in a process of its own: ``python -m tests.bench.slow_server``.

It speaks the Chat Completions format as a stream over kept connections. What it did is asked for at ``/stats``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.bench.installed import as_installed
from tests.bench.many import ROOT

ANSWER = "1. The report is due first.\n2. So it comes first.\nAnswer: the report"
_GARBAGE = b"data: {nonsense\n\n"


@dataclass(frozen=True, slots=True)
class Faults:
    """Shares of the requests that go wrong, each from 0 to 1; ``pause_s`` goes with a refusal for too many requests."""

    refused: float = 0.0
    pause_s: float = 0.0
    failed: float = 0.0
    cut: float = 0.0
    garbage: float = 0.0


@dataclass(slots=True)
class Behaviour:
    """How the server answers, and what it did so far."""

    latency_s: float
    faults: Faults
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    done: Counter[str] = field(default_factory=Counter)

    def outcome(self) -> str:
        """What happens to the next request."""
        drawn, faults = self.chance.random(), self.faults
        for name in ("refused", "failed", "cut", "garbage"):
            drawn -= getattr(faults, name)
            if drawn < 0:
                return name
        return "answered"


def _events(text: str) -> bytes:
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "slow-1"}
    half = len(text) // 2
    usage = {"prompt_tokens": 300, "completion_tokens": 24, "total_tokens": 324}
    chunks = [
        {"choices": [{"index": 0, "delta": {"role": "assistant", "content": text[:half]}, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {"content": text[half:]}, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {"choices": [], "usage": usage},
    ]
    return b"".join(f"data: {json.dumps(head | chunk)}\n\n".encode() for chunk in chunks) + b"data: [DONE]\n\n"


_WHOLE = _events(ANSWER)


class _Connection(asyncio.Protocol):
    """One kept connection; requests on it come one after the other."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._rest = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while (end := self._rest.find(b"\r\n\r\n")) >= 0:
            head = self._rest[:end].decode("latin-1").lower()
            length = next((int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
            if len(self._rest) < end + 4 + length:
                return
            self._rest = self._rest[end + 4 + length :]
            if head.startswith("get /stats"):
                self._send(200, "application/json", json.dumps(self._behaviour.done).encode())
            else:
                asyncio.get_running_loop().call_later(self._behaviour.latency_s, self._answer)

    def _answer(self) -> None:
        outcome = self._behaviour.outcome()
        self._behaviour.done[outcome] += 1
        match outcome:
            case "refused":
                pause = self._behaviour.faults.pause_s
                self._send(429, "application/json", b'{"error": {"message": "slow down"}}', f"retry-after: {pause:g}")
            case "failed":
                self._send(500, "application/json", b'{"error": {"message": "oops"}}')
            case "cut":
                self._send(200, "text/event-stream", _WHOLE[: len(_WHOLE) // 3], is_cut=True)
            case "garbage":
                self._send(200, "text/event-stream", _GARBAGE)
            case _:
                self._send(200, "text/event-stream", _WHOLE)

    def _send(self, status: int, kind: str, body: bytes, *headers: str, is_cut: bool = False) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        length = len(body) + is_cut
        lines = (f"HTTP/1.1 {status} so", f"content-type: {kind}", f"content-length: {length}", *headers, "", "")
        self._transport.write("\r\n".join(lines).encode() + body)
        if is_cut:
            self._transport.close()


async def _serve(behaviour: Behaviour) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(behaviour), "127.0.0.1", 0, backlog=1_024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def slow_server(latency_s: float, faults: Faults | None = None) -> Iterator[str]:
    """The base URL of a server that runs beside."""
    chosen = faults or Faults()
    command = [sys.executable, "-m", "tests.bench.slow_server", str(latency_s)]
    command += [str(getattr(chosen, name)) for name in Faults.__slots__]
    with subprocess.Popen(command, cwd=ROOT, env=as_installed(), stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            yield f"http://127.0.0.1:{int(child.stdout.readline())}/v1"
        finally:
            child.kill()


def stats_of(base_url: str) -> Counter[str]:
    """How many requests ended in which way."""
    with urllib.request.urlopen(base_url.removesuffix("/v1") + "/stats", timeout=10) as answer:
        return Counter(json.load(answer))


def main() -> None:
    """Serve until somebody ends the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("latency_s", type=float)
    for name in Faults.__slots__:
        parser.add_argument(name, type=float)
    asked = vars(parser.parse_args())
    latency_s = asked.pop("latency_s")
    asyncio.run(_serve(Behaviour(latency_s, Faults(**asked))))


if __name__ == "__main__":
    main()
