# SPDX-License-Identifier: Apache-2.0
"""The loss of a supervised fine-tuning, computed at the positions that are learned and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_CHUNK = 256
"""Positions projected to the vocabulary at once; bounds the memory, not the result."""


def supervised_loss(hidden: torch.Tensor, labels: torch.Tensor, head: torch.nn.Linear) -> tuple[torch.Tensor, int]:
    """The summed cross-entropy of the next token at learned positions, and how many there are.

    ``hidden`` is the decoder's output (batch, length, width); ``labels`` has -100 where nothing is learned. With a
    frozen head the gradient towards ``hidden`` is taken in the same pass, so that no logits are kept for the way back.
    """
    learned = labels[:, 1:] != -100
    states = hidden[:, :-1][learned]
    targets = labels[:, 1:][learned]
    if targets.numel() == 0:
        return hidden.sum() * 0.0, 0
    if head.weight.requires_grad:
        from torch.nn.functional import cross_entropy

        return cross_entropy(head(states).float(), targets, reduction="sum"), int(targets.numel())
    function = _frozen_head_loss()
    return function.apply(states, targets, head.weight, head.bias), int(targets.numel())


_made: list[Any] = []


def _frozen_head_loss() -> Any:
    """The autograd function, made once, because torch is not imported with this module."""
    if not _made:
        _made.append(_make())
    return _made[0]


def _make() -> Any:
    import torch

    class FrozenHeadLoss(torch.autograd.Function):
        """Cross-entropy behind a frozen projection, forward and backward in one pass over chunks of positions."""

        @staticmethod
        def forward(ctx: Any, states: Any, targets: Any, weight: Any, bias: Any) -> Any:
            needs_gradient = ctx.needs_input_grad[0]
            total = torch.zeros((), dtype=torch.float32, device=states.device)
            dtype = _compute_dtype(states, weight)
            weight = weight.to(dtype)
            gradient = torch.empty_like(states) if needs_gradient else None
            for start in range(0, len(targets), _CHUNK):
                rows = slice(start, start + _CHUNK)
                wanted = targets[rows]
                with torch.autocast(states.device.type, enabled=False):
                    logits = torch.nn.functional.linear(
                        states[rows].to(dtype), weight, None if bias is None else bias.to(dtype)
                    ).float()
                    chosen = logits.gather(1, wanted[:, None])[:, 0]
                    peak = logits.amax(dim=-1, keepdim=True)
                    weights = logits.sub_(peak).exp_()
                    mass = weights.sum(dim=-1, keepdim=True)
                    total += (mass.log() + peak)[:, 0].sub_(chosen).sum()
                    if gradient is None:
                        continue
                    share = weights.div_(mass)
                    share.scatter_add_(1, wanted[:, None], share.new_full((len(wanted), 1), -1.0))
                    gradient[rows] = share.to(dtype) @ weight
            ctx.save_for_backward(*(() if gradient is None else (gradient,)))
            return total

        @staticmethod
        def backward(ctx: Any, *upstream: Any) -> Any:
            (gradient,) = ctx.saved_tensors
            return gradient * upstream[0].to(gradient.dtype), None, None, None

    return FrozenHeadLoss


def _compute_dtype(states: Any, weight: Any) -> Any:
    """The precision of the projection: autocast's where it is on, else that of the weights."""
    import torch

    kind = states.device.type
    return torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else weight.dtype
