# SPDX-License-Identifier: Apache-2.0
"""The loss over learned positions: the same value and gradient as the plain one, and as TRL's own trainer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from core.training.loss import supervised_loss

IGNORED = -100


def plain(hidden: torch.Tensor, labels: torch.Tensor, head: torch.nn.Linear) -> torch.Tensor:
    logits = head(hidden[:, :-1]).flatten(0, 1).float()
    return torch.nn.functional.cross_entropy(logits, labels[:, 1:].flatten(), ignore_index=IGNORED, reduction="sum")


def case(*, bias: bool, is_frozen: bool) -> tuple[torch.Tensor, torch.Tensor, torch.nn.Linear]:
    dice = torch.Generator().manual_seed(3)
    hidden = torch.randn(4, 150, 16, generator=dice, requires_grad=True)
    labels = torch.randint(0, 50, (4, 150), generator=dice)
    labels[:, :40] = IGNORED
    labels[2, 90:] = IGNORED
    head = torch.nn.Linear(16, 50, bias=bias)
    head.requires_grad_(not is_frozen)
    return hidden, labels, head


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("is_frozen", [True, False])
def test_that_loss_and_gradient_equal_the_plain_ones(bias: bool, is_frozen: bool) -> None:
    hidden, labels, head = case(bias=bias, is_frozen=is_frozen)
    expected = plain(hidden, labels, head)
    (wanted,) = torch.autograd.grad(expected * 0.25, hidden)
    loss, count = supervised_loss(hidden, labels, head)
    (found,) = torch.autograd.grad(loss * 0.25, hidden)
    assert count == int((labels[:, 1:] != IGNORED).sum())
    torch.testing.assert_close(loss, expected, rtol=1e-5, atol=1e-4)
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-6)


def test_that_a_head_that_is_trained_gets_its_gradient() -> None:
    hidden, labels, head = case(bias=False, is_frozen=False)
    loss, _count = supervised_loss(hidden, labels, head)
    loss.backward()
    assert head.weight.grad is not None
    assert head.weight.grad.abs().sum() > 0


def test_that_a_batch_without_learned_positions_gives_zero_and_no_gradient() -> None:
    hidden, labels, head = case(bias=False, is_frozen=True)
    loss, count = supervised_loss(hidden, torch.full_like(labels, IGNORED), head)
    loss.backward()
    assert (loss.item(), count) == (0.0, 0)
    assert hidden.grad.abs().sum().item() == 0.0


def test_that_no_gradient_is_computed_where_none_is_wanted() -> None:
    hidden, labels, head = case(bias=False, is_frozen=True)
    with torch.no_grad():
        loss, _count = supervised_loss(hidden, labels, head)
    assert not loss.requires_grad
    torch.testing.assert_close(loss, plain(hidden, labels, head).detach(), rtol=1e-5, atol=1e-4)


def test_that_bf16_stays_close_to_fp32() -> None:
    hidden, labels, head = case(bias=False, is_frozen=True)
    exact = plain(hidden, labels, head)
    with torch.autocast("cpu", torch.bfloat16):
        loss, _count = supervised_loss(hidden, labels, head)
    torch.testing.assert_close(loss, exact, rtol=5e-3, atol=0.0)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_that_losses_and_gradient_norms_equal_those_of_trl(tiny_student: Path, tmp_path: Path) -> None:
    ours = history(trainer_class(), tiny_student, tmp_path / "ours")
    from trl import SFTTrainer

    theirs = history(SFTTrainer, tiny_student, tmp_path / "theirs")
    assert len(ours) == 8
    for own, other in zip(ours, theirs, strict=True):
        assert own.keys() == other.keys()
        for name, value in own.items():
            assert value == pytest.approx(other[name], rel=1e-4), name


def trainer_class() -> type[Any]:
    from core.training.sft_trainer import make_trainer_class

    return make_trainer_class()


def history(cls: type[Any], student: Path, out: Path) -> list[dict[str, float]]:
    """Losses of six steps over batches of uneven length and a last evaluation."""
    from datasets import Dataset
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import SFTConfig

    dice = torch.Generator().manual_seed(5)
    rows = [torch.randint(3, 300, (20 + 9 * number,), generator=dice).tolist() for number in range(12)]
    labels = [[IGNORED] * (5 + number) + ids[5 + number :] for number, ids in enumerate(rows)]
    data = Dataset.from_dict({"input_ids": rows, "labels": labels})
    args = SFTConfig(
        str(out),
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        num_train_epochs=2,
        per_device_train_batch_size=2,
        per_device_eval_batch_size=4,
        gradient_accumulation_steps=2,
        learning_rate=1e-2,
        logging_steps=1,
        eval_strategy="epoch",
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        max_length=None,
        seed=1,
        train_sampling_strategy="sequential",
        dataset_kwargs={"skip_prepare_dataset": True},
        prediction_loss_only=True,
    )
    trainer = cls(
        model=AutoModelForCausalLM.from_pretrained(student, dtype=torch.float32),
        args=args,
        train_dataset=data,
        eval_dataset=data,
        processing_class=AutoTokenizer.from_pretrained(student),
        peft_config=LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", task_type="CAUSAL_LM"),
    )
    trainer.train()
    names = ("loss", "grad_norm", "eval_loss")
    found = [{name: entry[name] for name in names if name in entry} for entry in trainer.state.log_history]
    return [entry for entry in found if entry]
