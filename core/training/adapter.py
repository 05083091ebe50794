# SPDX-License-Identifier: Apache-2.0
"""LoRA beside a frozen linear layer as one step forward and one back: the same mathematics, fewer passes of memory."""

from __future__ import annotations

import types
from typing import Any


def fuse_adapters(model: Any) -> int:
    """Give every plain LoRA layer of ``model`` the fused way; returns how many. Child process only."""
    from peft.tuners.lora.layer import Linear

    count = 0
    function = _make()
    for module in model.modules():
        if isinstance(module, Linear) and _is_plain(module):
            module.forward = types.MethodType(_forward_of(function, module.forward), module)
            count += 1
    return count


def _is_plain(module: Any) -> bool:
    """True for one adapter without dropout, bias or variants beside a frozen, unquantised linear layer."""
    import torch

    names = list(module.active_adapters)
    base = module.get_base_layer()
    if len(names) != 1 or type(base) is not torch.nn.Linear or base.weight.requires_grad:
        return False
    name = names[0]
    return (
        isinstance(module.lora_dropout[name], torch.nn.Identity)
        and not module.lora_variant
        and module.lora_A[name].bias is None
        and module.lora_B[name].bias is None
    )


def _forward_of(function: Any, usual: Any) -> Any:
    def forward(self: Any, x: Any, *args: Any, **rest: Any) -> Any:
        if args or rest or self.disable_adapters or self.merged:
            return usual(x, *args, **rest)
        base, name = self.get_base_layer(), self.active_adapters[0]
        return function.apply(
            x, base.weight, base.bias, self.lora_A[name].weight, self.lora_B[name].weight, self.scaling[name]
        )

    return forward


def _make() -> Any:
    import torch

    class AdaptedLinear(torch.autograd.Function):
        """y = x W' + (x A') (s B)', with the gradients of x, A and B."""

        @staticmethod
        def forward(ctx: Any, x: Any, weight: Any, bias: Any, a: Any, b: Any, scale: float) -> Any:
            kind = x.device.type
            dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else x.dtype
            with torch.autocast(kind, enabled=False):
                flat, weight = x.reshape(-1, x.shape[-1]).to(dtype), weight.to(dtype)
                low_a, low_b = a.to(dtype), (b * scale).to(dtype)
                low = flat @ low_a.t()
                y = torch.nn.functional.linear(flat, weight, None if bias is None else bias.to(dtype))
                y.addmm_(low, low_b.t())
            ctx.save_for_backward(flat, low, weight, low_a, low_b)
            ctx.scale, ctx.shape, ctx.dtypes = scale, x.shape, (x.dtype, a.dtype, b.dtype)
            return y.view(*x.shape[:-1], -1)

        @staticmethod
        def backward(ctx: Any, *upstream: Any) -> Any:
            flat, low, weight, low_a, low_b = ctx.saved_tensors
            x_dtype, a_dtype, b_dtype = ctx.dtypes
            dy = upstream[0].reshape(-1, upstream[0].shape[-1]).to(flat.dtype)
            d_low = dy @ low_b
            d_a = (d_low.t() @ flat).to(a_dtype)
            d_b = (dy.t() @ low).to(b_dtype).mul_(ctx.scale)
            dx = None
            if ctx.needs_input_grad[0]:
                dx = (dy @ weight).addmm_(d_low, low_a).to(x_dtype).view(ctx.shape)
            return dx, None, None, d_a, d_b, None

    return AdaptedLinear
