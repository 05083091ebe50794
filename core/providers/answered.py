# SPDX-License-Identifier: Apache-2.0
"""What a run folder of requests holds: what was to be asked, and what was answered; for both sides of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.domain.codec import from_json
from core.domain.json import JsonObject
from core.domain.messages import Completion
from core.jobs.runfolder import EventTail, RunFolder
from core.providers.base import ChatRequest


def requests_in(spec: Mapping[str, Any]) -> list[ChatRequest]:
    """The requests of a run folder's spec. Raises InvalidInput."""
    return [from_json(ChatRequest, held) for held in spec["requests"]]


def answered_keys(folder: RunFolder) -> frozenset[str]:
    """The keys of the requests whose answers the folder holds; they are not paid for again."""
    return frozenset(str(data["key"]) for data in _answers(folder))


def answers_in(folder: RunFolder) -> dict[str, Completion]:
    """The answers that the folder holds, by the keys of their requests."""
    return {str(data["key"]): from_json(Completion, data["completion"]) for data in _answers(folder)}


def told_keys(folder: RunFolder) -> frozenset[str]:
    """The keys of all that children of this folder were told to ask or have answered; none in a new folder."""
    if not folder.spec_path.exists():
        return frozenset()
    return answered_keys(folder).union(str(request["key"]) for request in folder.read_spec()["requests"])


def _answers(folder: RunFolder) -> Iterator[JsonObject]:
    results = (event.data for event in EventTail(folder).read() if event.kind == "result")
    return (data for data in results if "completion" in data)
