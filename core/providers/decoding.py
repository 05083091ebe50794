# SPDX-License-Identifier: Apache-2.0
"""Decoding of many prompts side by side: shared beginnings are read once and finished rows make room at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import JobCancelled
from core.providers.model_memory import empty_memory, has_plain_memory
from core.providers.prompts import Prompt, PromptGroup, generator_of, in_groups, sampled


@dataclass(slots=True)
class _Row:
    """A prompt that is being answered."""

    place: int
    prompt: Prompt
    generator: Any
    made: list[int] = field(default_factory=list)


OnDone = Callable[[int, list[int], bool], None]
"""Gets the place, the new tokens without the stop token, and whether the model stopped by itself."""

OnToken = Callable[[int, list[int]], None]
"""Gets the place and all its tokens so far, each time that there is one more."""


class Decoder:
    """Answers prompts with one model; one thread at a time."""

    def __init__(self, model: Any, *, stop_ids: frozenset[int], pad_id: int, batch_size: int) -> None:
        """Use a causal language model that is loaded and in evaluation mode."""
        self._model = model
        self._stop_ids = stop_ids
        self._pad_id = pad_id
        self._batch_size = batch_size

    def run(
        self,
        prompts: Sequence[Prompt],
        on_done: OnDone,
        is_cancelled: Callable[[], bool],
        on_token: OnToken | None = None,
    ) -> None:
        """Answer all prompts. Raises JobCancelled between two tokens when ``is_cancelled`` says so."""
        import torch

        with torch.inference_mode():
            for batch in self._batches(prompts):
                batch.run(on_done, is_cancelled, on_token)

    def _batches(self, prompts: Sequence[Prompt]) -> Iterator[_Batch]:
        """One batch that is refilled, where the model's memory allows it; else one after the other."""
        queue = in_groups(prompts)
        if has_plain_memory(self._model):
            yield _Batch(self._model, queue, prompts, self._stop_ids, self._pad_id, self._batch_size)
            return
        places = [place for group in queue for place in group.places]
        for start in range(0, len(places), self._batch_size):
            part = deque([PromptGroup((), places[start : start + self._batch_size])])
            yield _Batch(self._model, part, prompts, self._stop_ids, self._pad_id, self._batch_size, is_fixed=True)


class _Batch:
    """The rows in hand: what the model remembers of them, and which columns of it count for which row."""

    def __init__(
        self,
        model: Any,
        queue: deque[PromptGroup],
        prompts: Sequence[Prompt],
        stop_ids: frozenset[int],
        pad_id: int,
        batch_size: int,
        *,
        is_fixed: bool = False,
    ) -> None:
        """``is_fixed`` keeps finished rows in the memory until all are done."""
        self._model = model
        self._queue = queue
        self._prompts = prompts
        self._stop_ids = stop_ids
        self._pad_id = pad_id
        self._batch_size = batch_size
        self._is_fixed = is_fixed
        self._rows: list[_Row | None] = []
        self._shared: dict[tuple[int, ...], Any] = {}
        self._memory: Any = None
        self._mask: Any = None
        self._logits: Any = None

    def run(self, on_done: OnDone, is_cancelled: Callable[[], bool], on_token: OnToken | None) -> None:
        """Go on until nothing is left."""
        while True:
            if is_cancelled():
                raise JobCancelled
            self._refill(is_cancelled)
            if not any(row is not None for row in self._rows):
                return
            tokens = self._pick()
            tokens = self._retire(tokens, on_done, on_token)
            if tokens and any(row is not None for row in self._rows):
                self._step(tokens)

    def _refill(self, is_cancelled: Callable[[], bool]) -> None:
        """Read new prompts when enough places are free; reading one alone would cost as much as reading several."""
        live = sum(row is not None for row in self._rows)
        while self._queue and not is_cancelled():
            free = self._batch_size - live
            if free < 1 or (live and (self._is_fixed or free < max(1, self._batch_size // 4))):
                return
            group = self._queue[0]
            places, group.places = group.places[:free], group.places[free:]
            if not group.places:
                self._queue.popleft()
            self._read(group.shared, places)
            live += len(places)

    def _read(self, shared: tuple[int, ...], places: list[int]) -> None:
        """Read prompts into the model's memory beside the rows that are there."""
        import torch

        device = self._model.device
        rows = [_Row(place, self._prompts[place], generator_of(self._prompts[place])) for place in places]
        rests = [row.prompt.ids[len(shared) :] for row in rows]
        width = max(len(rest) for rest in rests)
        ids = torch.tensor([[self._pad_id] * (width - len(rest)) + list(rest) for rest in rests], device=device)
        own = torch.tensor([[0] * (width - len(rest)) + [1] * len(rest) for rest in rests], device=device)
        before = torch.ones((len(rows), len(shared)), dtype=own.dtype, device=device)
        mask = torch.cat([before, own], dim=1)
        memory = self._memory_of(shared, len(rows))
        positions = (mask.cumsum(1) - 1).clamp(min=0)[:, len(shared) :]
        logits = self._forward(ids, mask, positions, memory)
        self._join(rows, memory, mask, logits)

    def _memory_of(self, shared: tuple[int, ...], count: int) -> Any:
        """The memory of a shared beginning for so many rows; read once, copied for each use."""
        import copy

        import torch

        if not shared:
            return empty_memory(self._model)
        if shared not in self._shared:
            self._shared.clear()
            ids = torch.tensor([shared], device=self._model.device)
            positions = torch.arange(len(shared), device=self._model.device)[None]
            self._shared[shared] = empty_memory(self._model)
            self._forward(ids, torch.ones_like(ids), positions, self._shared[shared])
        memory = copy.deepcopy(self._shared[shared])
        memory.batch_repeat_interleave(count)
        return memory

    def _join(self, rows: list[_Row], memory: Any, mask: Any, logits: Any) -> None:
        """Put new rows beside the old ones; the shorter memory is padded on its left."""
        import torch

        if self._memory is None or not self._rows:
            self._rows, self._memory, self._mask, self._logits = list(rows), memory, mask, logits
            return
        width = max(self._mask.shape[1], mask.shape[1])
        for layer, new in zip(self._memory.layers, memory.layers, strict=True):
            layer.keys = torch.cat([_padded(layer.keys, width, 2), _padded(new.keys, width, 2)])
            layer.values = torch.cat([_padded(layer.values, width, 2), _padded(new.values, width, 2)])
        self._mask = torch.cat([_padded(self._mask, width, 1), _padded(mask, width, 1)])
        self._logits = torch.cat([self._logits, logits])
        self._rows = [*self._rows, *rows]

    def _pick(self) -> list[int]:
        """The next token of every row."""
        tokens: list[int] = self._logits.argmax(-1).tolist()
        for place, row in enumerate(self._rows):
            if row is not None and row.prompt.temperature:
                tokens[place] = sampled(self._logits[place], row.prompt, row.generator)
        return tokens

    def _retire(self, tokens: list[int], on_done: OnDone, on_token: OnToken | None) -> list[int]:
        """Take in the new tokens, hand out the rows that are done and forget them; returns the tokens that remain."""
        for place, (row, token) in enumerate(zip(self._rows, tokens, strict=True)):
            if row is None:
                continue
            has_stopped = token in self._stop_ids
            if not has_stopped:
                row.made.append(token)
                if on_token is not None:
                    on_token(row.place, row.made)
            if has_stopped or len(row.made) >= row.prompt.limit:
                self._rows[place] = None
                on_done(row.place, row.made, has_stopped)
        kept = [place for place, row in enumerate(self._rows) if row is not None]
        if self._is_fixed or len(kept) == len(self._rows):
            return tokens
        self._keep(kept)
        return [tokens[place] for place in kept]

    def _keep(self, kept: list[int]) -> None:
        """Forget all other rows, and the columns that no row needs any more."""
        import torch

        self._rows = [self._rows[place] for place in kept]
        if not kept:
            self._memory = self._mask = self._logits = None
            return
        index = torch.tensor(kept, device=self._mask.device)
        mask = self._mask[index]
        first = int(mask.any(0).int().argmax())
        for layer in self._memory.layers:
            layer.keys = layer.keys[index, :, first:]
            layer.values = layer.values[index, :, first:]
        self._mask, self._logits = mask[:, first:], self._logits[index]

    def _step(self, tokens: list[int]) -> None:
        """Read one new token of every row."""
        import torch

        ids = torch.tensor(tokens, device=self._mask.device)[:, None]
        positions = self._mask.sum(1, keepdim=True)
        self._mask = torch.cat([self._mask, torch.ones_like(ids)], dim=1)
        self._logits = self._forward(ids, self._mask, positions, self._memory)

    def _forward(self, ids: Any, mask: Any, positions: Any, memory: Any) -> Any:
        """Read tokens into the memory; returns the logits of each row's last one."""
        output = self._model(
            input_ids=ids,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=memory,
            use_cache=True,
            logits_to_keep=1,
        )
        return output.logits[:, -1].float()


def _padded(tensor: Any, width: int, dim: int) -> Any:
    """A tensor with zeros on the left of one dimension, up to a width."""
    import torch

    missing = width - tensor.shape[dim]
    if missing == 0:
        return tensor
    shape = list(tensor.shape)
    shape[dim] = missing
    return torch.cat([torch.zeros(shape, dtype=tensor.dtype, device=tensor.device), tensor], dim=dim)
