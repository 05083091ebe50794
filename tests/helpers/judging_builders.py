# SPDX-License-Identifier: Apache-2.0
"""A judge behind a loopback server, and what it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from core.domain.providers import ProviderProfile
from core.domain.traces import TraceFilter, TraceId
from core.studio import Studio
from tests.helpers.chat_server import ChatServer, chat_server

PRICED = {"usd_per_million_input": 100.0, "usd_per_million_output": 1000.0}
"""An answer of the server has 10 tokens in and 20 out: with these prices it costs 0.021 USD."""
COST = 0.021


def reply_to(body: dict[str, Any], *, score: int = 4, verdict: str = "accept") -> str:
    """A judgement that finds every element which the request asks for."""
    names = re.findall(r"^- (\w+): ", str(body["messages"][0]["content"]), flags=re.MULTILINE)
    elements = {name: {"present": 1, "reason": f"It shows {name}."} for name in names}
    return json.dumps({"elements": elements, "reason": "It follows.", "score": score, "verdict": verdict})


@contextmanager
def judge(
    studio: Studio, answer: Callable[[dict[str, Any]], str | int] = reply_to, *, name: str = "loop", **options: Any
) -> Iterator[ChatServer]:
    """A provider of this name whose server answers so."""
    with chat_server(answer) as server:
        profile = ProviderProfile(name, "openai_compatible", "loop-1", base_url=server.base_url, options=options)
        studio.generation.save_profile(profile)
        yield server


def judge_all(studio: Studio, ids: tuple[TraceId, ...] = (), **settings: Any) -> Any:
    """Let the judge score these traces, or all; the record of the job."""
    job = studio.judging.start(TraceFilter(trace_ids=ids), "loop", **settings)
    return studio.jobs.wait(job, timeout_s=120)
