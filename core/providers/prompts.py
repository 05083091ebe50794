# SPDX-License-Identifier: Apache-2.0
"""Prompts as tokens: which of them begin alike, and how a token is chosen by chance."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_LEAST_SHARED = 32


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt as token ids and how to go on from it.

    Attributes:
        limit: most new tokens.
        temperature: None or 0 takes the likeliest token each time.
    """

    ids: tuple[int, ...]
    limit: int
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None


@dataclass(slots=True)
class PromptGroup:
    """Prompts that begin alike, with the tokens that they share."""

    shared: tuple[int, ...]
    places: list[int]


def in_groups(prompts: Sequence[Prompt]) -> deque[PromptGroup]:
    """The prompts in groups that begin alike; inside a group in the order in which they came."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, prompt in enumerate(prompts):
        groups.setdefault(prompt.ids[:_LEAST_SHARED], []).append(place)
    found = deque(PromptGroup((), places) for places in groups.values())
    for group in found:
        group.shared = _shared_beginning([prompts[place].ids for place in group.places])
    return found


def _shared_beginning(many: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The tokens that all share, but never a whole prompt; nothing where it would not pay."""
    first, last = min(many), max(many)
    length = 0
    while length < min(len(first), len(last)) - 1 and first[length] == last[length]:
        length += 1
    length = min(length, min(len(ids) for ids in many) - 1)
    return first[:length] if len(many) > 1 and length >= _LEAST_SHARED else ()


def generator_of(prompt: Prompt) -> Any:
    """The source of chance of one row, so that its answer does not depend on its neighbours; None for greedy rows."""
    import torch

    if not prompt.temperature:
        return None
    generator = torch.Generator()
    if prompt.seed is None:
        generator.seed()
    else:
        generator.manual_seed(prompt.seed)
    return generator


def sampled(logits: torch.Tensor, prompt: Prompt, generator: Any) -> int:
    """A token by chance; temperature above 0."""
    import torch

    chances = (logits.cpu() / (prompt.temperature or 1.0)).softmax(-1)
    if prompt.top_p is not None and prompt.top_p < 1:
        ordered, places = chances.sort(descending=True)
        ordered[ordered.cumsum(-1) - ordered > prompt.top_p] = 0
        return int(places[torch.multinomial(ordered, 1, generator=generator)])
    return int(torch.multinomial(chances, 1, generator=generator))
