# SPDX-License-Identifier: Apache-2.0
"""How fast answers come in and are kept, from a server on the loopback with a set latency, without and with faults."""

from __future__ import annotations

import asyncio
import importlib
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from core.domain.jobs import JobRecord
from core.domain.providers import ProviderProfile
from core.studio import Studio
from tests.bench.row import Row
from tests.bench.slow_server import Faults, slow_server, stats_of
from tests.helpers.killed_run import prepare, survive

PROBLEMS = 250
_FAULTS = Faults(refused=0.10, failed=0.02, cut=0.01, garbage=0.01)
_PAUSES = Faults(refused=0.10, pause_s=1.0, failed=0.02)


@dataclass(frozen=True, slots=True)
class Ran:
    """One generation job: how long it took, what it kept, and what the server did."""

    record: JobRecord
    seconds: float
    cpu_s: float
    answered: int

    @property
    def kept(self) -> int:
        """Traces in the store."""
        return int(self.record.result["kept"])


def run() -> list[Row]:
    """All figures, each in a workspace of its own."""
    return [*_fast_rows(), _slow_row(), _fault_row(), _pause_row(), _kill_row()]


def _fast_rows() -> list[Row]:
    narrow = generated(1_000, concurrency=64, latency_s=0.2)
    wide = generated(2_000, concurrency=256, latency_s=0.2)
    bare_s = _bare_cpu_s(500, concurrency=64) * 2
    cpu_s = narrow.cpu_s
    note = "1,000 calls of 200 ms, 64 in flight, ideal 320; start of the child and every commit within"
    return [
        Row("answers kept", narrow.kept / narrow.seconds, "a second", "at least 288", _rate(narrow) >= 288, note),
        Row(
            "answers kept, 256 in flight",
            _rate(wide),
            "a second",
            "at least 600",
            _rate(wide) >= 600,
            "2,000 calls, ideal 1,280",
        ),
        Row(
            "processor for 1,000 calls",
            cpu_s,
            "s",
            f"at most {bare_s:.2f}",
            cpu_s <= bare_s,
            "store and child within; against a bare loop over the SDK, which keeps nothing",
        ),
    ]


def _slow_row() -> Row:
    ran = generated(200, concurrency=16, latency_s=4.66)
    note = f"200 calls of 4.66 s, 16 in flight, floor 60.6 s; {ran.kept} kept"
    return Row("200 traces", ran.seconds, "s", "at most 66", ran.seconds <= 66 and ran.kept == 200, note)


def _fault_row() -> Row:
    ran = generated(1_000, concurrency=64, latency_s=0.2, faults=_FAULTS)
    note = (
        f"10 % refused, 2 % failed, 1 % cut, 1 % garbage; {ran.answered:,} answers were sent, {_rate(ran):.0f} a second"
    )
    is_right = ran.kept == 1_000 and ran.answered == 1_000
    return Row("kept of 1,000 under faults", ran.kept, "", "1,000, none asked for twice", is_right, note)


def _pause_row() -> Row:
    ran = generated(3_000, concurrency=64, latency_s=0.2, faults=_PAUSES)
    note = f"3,000 calls, 10 % refused for 1 s, 2 % failed, 64 in flight, ideal 282; {ran.kept:,} kept"
    return Row("answers kept under refusals", _rate(ran), "a second", "at least 205", _rate(ran) >= 205, note)


def _kill_row() -> Row:
    """Kill the studio and its child at twenty moments of a run of a thousand."""
    kills, at_once = 20, 16
    with tempfile.TemporaryDirectory() as scratch, slow_server(0.2) as base_url:
        folder = Path(scratch) / "new"
        prepare(folder, base_url, problems=PROBLEMS)
        found = survive(folder, samples=4, concurrency=at_once, kills=kills, between_s=(1.0, 2.0))
        answered = stats_of(base_url)["answered"]
    twice = answered - found.kept
    is_right = found.kept == 1_000 and twice <= found.kills * at_once
    note = (
        f"killed {found.kills} times; {twice} answers were asked for again, at most {found.kills * at_once} in flight"
    )
    return Row("kept of 1,000 under kill -9", found.kept, "", "1,000, none lost", is_right, note)


def generated(count: int, *, concurrency: int, latency_s: float, faults: Faults | None = None) -> Ran:
    """Let a teacher on the loopback answer so many requests, and keep its answers."""
    with tempfile.TemporaryDirectory() as scratch, slow_server(latency_s, faults) as base_url:
        studio = Studio.open(Path(scratch) / "new", create=True)
        ids = studio.tasks.sample(n=min(count, PROBLEMS), seed=1)
        studio.generation.save_profile(ProviderProfile("slow", "openai_compatible", model="slow-1", base_url=base_url))
        began, spent = time.perf_counter(), _spent_s()
        job = studio.generation.start(ids, teacher="slow", samples=-(-count // len(ids)), concurrency=concurrency)
        record = studio.jobs.wait(job, timeout_s=280)
        seconds, cpu_s = time.perf_counter() - began, _spent_s() - spent
        answered = stats_of(base_url)["answered"]
        studio.close()
    return Ran(record, seconds, cpu_s, answered)


def _rate(ran: Ran) -> float:
    return ran.kept / ran.seconds


def _spent_s() -> float:
    """Processor seconds of this process and of its children that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _bare_cpu_s(count: int, *, concurrency: int) -> float:
    """Processor seconds of the SDK in a bare loop with its default transport, each answer read to its end."""
    importlib.import_module("openai")
    with slow_server(0.2) as base_url:
        began = time.process_time()
        asyncio.run(_ask_bare(base_url, count, concurrency))
        return time.process_time() - began


async def _ask_bare(base_url: str, count: int, concurrency: int) -> None:
    from openai import AsyncOpenAI

    places = asyncio.Semaphore(concurrency)
    async with AsyncOpenAI(api_key="none", base_url=base_url, max_retries=0) as client:

        async def ask() -> None:
            async with places:
                stream = await client.chat.completions.create(
                    model="slow-1",
                    messages=[
                        {"role": "system", "content": "You plan."},
                        {"role": "user", "content": "What is first?"},
                    ],
                    stream=True,
                    stream_options={"include_usage": True},
                )
                async for _chunk in stream:
                    pass

        await asyncio.gather(*(ask() for _ in range(count)))
