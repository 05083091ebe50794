# SPDX-License-Identifier: Apache-2.0
"""Causal attention for short sequences on processors: plain matrix products beat the fused kernel's way back there."""

from __future__ import annotations

import math
from typing import Any

NAME = "stillroom_short"
_LARGEST_SCORES = 2**25
"""Values of the attention matrix above which the fused kernel is used: they are kept for the way back."""


def register_short_attention() -> str:
    """Make the attention known to transformers and return its name. Child process only."""
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.masking_utils import sdpa_mask

    AttentionInterface.register(NAME, short_attention)
    AttentionMaskInterface.register(NAME, sdpa_mask)
    return NAME


def short_attention(
    module: Any,
    query: Any,
    key: Any,
    value: Any,
    attention_mask: Any,
    dropout: float = 0.0,
    scaling: float | None = None,
    **rest: Any,
) -> tuple[Any, None]:
    """Attention in the form that transformers calls it; anything but plain causal attention goes to torch's own.

    Query heads that share a key head are folded into one long matrix, so that no key is copied.
    """
    import torch
    from transformers.integrations.sdpa_attention import sdpa_attention_forward

    batch, heads, length, width = query.shape
    groups = key.shape[1]
    is_plain = attention_mask is None and key.shape[2] == length and length > 1 and getattr(module, "is_causal", True)
    if not is_plain or batch * heads * length * length > _LARGEST_SCORES:
        output, _none = sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **rest
        )
        return output, None
    folded = (query * (1 / math.sqrt(width) if scaling is None else scaling)).reshape(batch, groups, -1, width)
    scores = torch.matmul(folded, key.transpose(2, 3)).view(batch, groups, -1, length, length)
    future = torch.full((length, length), -math.inf, dtype=scores.dtype, device=query.device).triu_(1)
    shares = torch.softmax(scores.add_(future), dim=-1)
    shares = torch.nn.functional.dropout(shares, p=dropout, training=module.training)
    mixed = torch.matmul(shares.view(batch, groups, -1, length), value)
    return mixed.view(batch, heads, length, -1).transpose(1, 2).contiguous(), None
