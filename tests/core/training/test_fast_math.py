# SPDX-License-Identifier: Apache-2.0
"""The quicker attention and adapter give what the usual ones give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from core.training.adapter import fuse_adapters
from core.training.attention import register_short_attention, short_attention

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")
"""PEFT 0.21 asks transformers 5.23 by a name that it gave up."""


class Layer(torch.nn.Module):
    """What transformers passes an attention function as its module."""

    num_key_value_groups = 3
    is_causal = True


def heads(length: int = 70, *, groups: int = 2) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    dice = torch.Generator().manual_seed(2)
    shapes = ((2, 3 * groups, length, 16), (2, groups, length, 16), (2, groups, length, 16))
    query, key, value = (torch.randn(shape, generator=dice, requires_grad=True) for shape in shapes)
    return query, key, value


def exact(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    key, value = key.repeat_interleave(3, 1), value.repeat_interleave(3, 1)
    scores = (query @ key.transpose(2, 3)) / 4.0
    future = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
    return (scores.masked_fill(future, -torch.inf).softmax(-1) @ value).transpose(1, 2)


def test_that_attention_and_its_gradients_equal_the_textbook() -> None:
    inputs = heads()
    expected = exact(*inputs)
    found, _none = short_attention(Layer().eval(), *inputs, None)
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-5)
    weights = torch.linspace(-1, 1, expected.numel()).view_as(expected)
    wanted = torch.autograd.grad((expected * weights).sum(), inputs)
    got = torch.autograd.grad((found * weights).sum(), inputs)
    for one, other in zip(got, wanted, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_that_a_mask_or_a_long_sequence_goes_to_the_usual_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    query, key, value = heads()
    expected = exact(query, key, value)
    mask = torch.ones(70, 70, dtype=torch.bool).tril()[None, None]
    masked, _none = short_attention(Layer().eval(), query, key, value, mask)
    torch.testing.assert_close(masked, expected, rtol=1e-4, atol=1e-5)
    monkeypatch.setattr("core.training.attention._LARGEST_SCORES", 10)
    long, _none = short_attention(Layer().eval(), query, key, value, None)
    torch.testing.assert_close(long, expected, rtol=1e-4, atol=1e-5)


@pytest.fixture
def adapted(tiny_student: Path) -> Any:
    return adapt(tiny_student, dropout=0.0)


def adapt(student: Path, *, dropout: float) -> Any:
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(
        student, dtype=torch.float32, attn_implementation=register_short_attention()
    )
    config = LoraConfig(r=4, lora_alpha=12, lora_dropout=dropout, target_modules="all-linear", task_type="CAUSAL_LM")
    found = get_peft_model(model, config)
    dice = torch.Generator().manual_seed(1)
    for name, parameter in found.named_parameters():
        if "lora_B" in name:
            parameter.data = torch.randn(parameter.shape, generator=dice) * 0.1
    return found.train()


def answer(model: Any) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    ids = torch.arange(3, 203).view(2, 100)
    model.zero_grad()
    loss = model(input_ids=ids, labels=ids, use_cache=False).loss
    loss.backward()
    return loss.detach(), {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


def test_that_fused_adapters_give_the_same_loss_and_gradients(adapted: Any) -> None:
    loss, gradients = answer(adapted)
    assert fuse_adapters(adapted) == 14
    fused_loss, fused = answer(adapted)
    torch.testing.assert_close(fused_loss, loss, rtol=1e-6, atol=1e-6)
    assert fused.keys() == gradients.keys()
    for name, gradient in gradients.items():
        torch.testing.assert_close(fused[name], gradient, rtol=1e-4, atol=1e-6, msg=name)


def test_that_fused_adapters_stay_close_in_bf16(adapted: Any) -> None:
    loss, _gradients = answer(adapted)
    fuse_adapters(adapted)
    with torch.autocast("cpu", torch.bfloat16):
        half, gradients = answer(adapted)
    torch.testing.assert_close(half, loss, rtol=1e-2, atol=0.0)
    assert all(gradient.dtype == torch.float32 for gradient in gradients.values())


def test_that_switched_off_adapters_are_really_off(adapted: Any) -> None:
    with adapted.disable_adapter():
        plain = evaluate(adapted)
    fuse_adapters(adapted)
    with adapted.disable_adapter():
        off = evaluate(adapted)
    on = evaluate(adapted)
    assert off == plain != on


def evaluate(model: Any) -> float:
    ids = torch.arange(3, 103)[None]
    with torch.no_grad():
        return model(input_ids=ids, labels=ids, use_cache=False).loss.item()


def test_that_adapters_with_dropout_are_left_alone(tiny_student: Path) -> None:
    assert fuse_adapters(adapt(tiny_student, dropout=0.1)) == 0
