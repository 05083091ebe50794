# SPDX-License-Identifier: Apache-2.0
"""What a model remembers of the tokens it has read, with room to grow: copying it at every token costs a third."""

from __future__ import annotations

import functools
from typing import Any

_ROOM = 128


def empty_memory(model: Any) -> Any:
    """A fresh memory for a model, with room to grow where its layers keep plain keys and values."""
    from transformers.cache_utils import DynamicCache, DynamicLayer

    memory = DynamicCache(config=model.config)
    memory.layers = [_roomy_layer()() if type(layer) is DynamicLayer else layer for layer in memory.layers]
    return memory


def has_plain_memory(model: Any) -> bool:
    """True where each layer keeps keys and values of all tokens, so that rows can be added and taken away."""
    from transformers.cache_utils import DynamicCache, DynamicLayer

    memory = DynamicCache(config=model.config)
    return len(memory.layers) > 0 and all(type(layer) is DynamicLayer for layer in memory.layers)


@functools.cache
def _roomy_layer() -> type[Any]:
    """The layer class; made here because its base must not be imported before a model is."""
    import torch
    from transformers.cache_utils import DynamicLayer

    class RoomyLayer(DynamicLayer):  # type: ignore[no-untyped-call]
        """A layer that writes new keys and values behind the old ones instead of copying all of them."""

        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self.roomy_keys: torch.Tensor | None = None
            self.roomy_values: torch.Tensor | None = None

        def update(
            self, key_states: torch.Tensor, value_states: torch.Tensor, *args: Any, **kwargs: Any
        ) -> tuple[torch.Tensor, torch.Tensor]:
            """Take in the keys and values of new tokens; returns all of them."""
            if not self.is_initialized:
                self.lazy_initialization(key_states, value_states)
                self.keys, self.values = key_states[:, :, :0], value_states[:, :, :0]
            self.keys, self.roomy_keys = _grown(self.keys, self.roomy_keys, key_states)
            self.values, self.roomy_values = _grown(self.values, self.roomy_values, value_states)
            return self.keys, self.values

    return RoomyLayer


def _grown(old: Any, room: Any, new: Any) -> tuple[Any, Any]:
    """Old and new side by side, and the room that holds them; old may have been replaced since the room was made."""
    import torch

    length = old.shape[2]
    end = length + new.shape[2]
    is_ours = room is not None and room.shape[0] == old.shape[0] and room.data_ptr() == old.data_ptr()
    if not is_ours or room.shape[2] < end:
        room = torch.empty((*new.shape[:2], end + _ROOM, new.shape[3]), dtype=new.dtype, device=new.device)
        room[:, :, :length] = old
    room[:, :, length:end] = new
    return room[:, :, :end], room
