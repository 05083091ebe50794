# SPDX-License-Identifier: Apache-2.0
"""The order in which examples are learned: shuffled by seed and epoch, so that a resumed run takes the same way."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

_POOL_BATCHES = 50


class EpochOrder:
    """A sampler that gives the same order for the same seed and epoch, in this process or a later one."""

    def __init__(self, lengths: Sequence[int], *, batch_size: int, seed: int, group_by_length: bool) -> None:
        """Order ``len(lengths)`` examples; grouped ones share a batch with others of like length."""
        self._lengths = lengths
        self._batch_size = batch_size
        self._seed = seed
        self._is_grouped = group_by_length
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Choose the order of an epoch; called by the training loop."""
        self._epoch = epoch

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self._lengths)

    def __iter__(self) -> Iterator[int]:
        """Indices in the order of the epoch."""
        dice = random.Random(f"{self._seed}/{self._epoch}")
        indices = list(range(len(self._lengths)))
        dice.shuffle(indices)
        return iter(self._grouped(indices, dice) if self._is_grouped else indices)

    def _grouped(self, indices: list[int], dice: random.Random) -> list[int]:
        """Sort within large pools, cut into batches, shuffle the batches; a batch that is not full stays last."""
        size = self._batch_size
        pool = size * _POOL_BATCHES
        whole = len(indices) - len(indices) % size
        batches = []
        for start in range(0, whole, pool):
            chunk = sorted(indices[start : min(start + pool, whole)], key=self._lengths.__getitem__)
            batches += [chunk[at : at + size] for at in range(0, len(chunk), size)]
        dice.shuffle(batches)
        return [index for batch in batches for index in batch] + indices[whole:]
