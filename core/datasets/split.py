# SPDX-License-Identifier: Apache-2.0
"""The fence inside a snapshot: which problems are trained on and which measure the loss on the way."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping

from core.errors import InvalidInput


def check_split(split: float) -> None:
    """Raise InvalidInput where the train share is not above 0 and at most 1."""
    if not 0 < split <= 1:
        raise InvalidInput(f"{split} is not a train share.", hint="Use a number above 0 and at most 1, such as 0.9.")


def problem_group(prompt: str) -> str:
    """What makes two problems the same for the split: the words of the prompt, whatever their spacing."""
    return hashlib.sha256(" ".join(prompt.split()).encode()).hexdigest()


def eval_groups(groups: Mapping[str, str], *, split: float, seed: int) -> frozenset[str]:
    """The groups that go to the eval file, from group -> task type.

    Every task type gives its share, and the same groups and seed give the same answer in whatever order they come.
    With a share below 1 and at least two groups, one is always left for each side.
    """
    check_split(split)
    wanted = round(len(groups) * (1 - split))
    if split < 1 and len(groups) > 1:
        wanted = min(max(wanted, 1), len(groups) - 1)
    by_type: dict[str, list[str]] = {}
    for group in sorted(groups):
        by_type.setdefault(groups[group], []).append(group)
    places: list[tuple[float, str]] = []
    for task_type, members in sorted(by_type.items()):
        random.Random(f"{seed}:{task_type}").shuffle(members)
        places += [((place + 0.5) / len(members), group) for place, group in enumerate(members)]
    return frozenset(group for _place, group in sorted(places)[:wanted])
