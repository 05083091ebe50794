# SPDX-License-Identifier: Apache-2.0
"""What a machine changes about a recipe, and how it says so."""

from __future__ import annotations

import dataclasses

import pytest

from core.training.adaptation import Adapted, adapt
from core.training.hardware import Hardware, child_environment, glance
from core.training.recipes import shipped_recipes, with_overrides
from core.training.sft_params import SftParams

LAPTOP = Hardware(
    device="cpu",
    device_name="a laptop",
    cores=2,
    memory_bytes=16 * 2**30,
    free_memory_bytes=12 * 2**30,
    has_bf16=False,
    has_fp16=False,
    has_8bit_optimizer=False,
)
SERVER = dataclasses.replace(
    LAPTOP, device="cuda", device_name="a GPU", cores=16, has_bf16=True, has_fp16=True, has_8bit_optimizer=True
)
MODERN = dataclasses.replace(LAPTOP, has_bf16=True)


def changed(adapted: Adapted) -> dict[str, tuple[str, str]]:
    return {item.name: (item.asked, item.used) for item in adapted.adaptations}


def source() -> SftParams:
    return SftParams(**shipped_recipes()["source"].values)


def test_that_the_source_recipe_on_a_laptop_says_each_of_its_changes() -> None:
    adapted = adapt(source(), hardware=LAPTOP, steps=125)
    assert changed(adapted) == {
        "precision": ("fp16", "fp32"),
        "optimizer": ("adamw_8bit", "adamw_torch"),
        "eval_every": ("100", "16"),
        "save_every": ("100", "16"),
        "threads": ("0", "2"),
    }
    assert all(item.reason.endswith(".") and len(item.reason) > 30 for item in adapted.adaptations)
    assert adapted.values.eval_every == 16


def test_that_the_learning_rate_is_warned_about_and_left_alone() -> None:
    adapted = adapt(source(), hardware=LAPTOP, steps=125)
    assert adapted.values.learning_rate == 1e-5
    (warning,) = adapted.warnings
    assert warning.startswith("A learning rate of 1e-05 is meant for full fine-tuning")


def test_that_the_source_recipe_on_a_gpu_with_many_rows_is_taken_as_it_is() -> None:
    adapted = adapt(source(), hardware=SERVER, steps=2000)
    assert changed(adapted) == {"threads": ("0", "16")}


@pytest.mark.parametrize(
    ("asked", "hardware", "used"),
    [
        ("auto", LAPTOP, "fp32"),
        ("auto", MODERN, "bf16"),
        ("auto", SERVER, "bf16"),
        ("fp16", LAPTOP, "fp32"),
        ("fp16", MODERN, "bf16"),
        ("fp16", SERVER, "fp16"),
        ("bf16", LAPTOP, "fp32"),
        ("bf16", MODERN, "bf16"),
        ("fp32", SERVER, "fp32"),
    ],
)
def test_that_precision_follows_the_machine(asked: str, hardware: Hardware, used: str) -> None:
    adapted = adapt(SftParams(precision=asked), hardware=hardware, steps=100)
    assert adapted.values.precision == used
    assert ("precision" in changed(adapted)) is (asked != used)


@pytest.mark.parametrize("steps", [1, 3, 5, 8, 13, 40, 125, 1000, 12345])
def test_that_a_run_is_evaluated_four_to_ten_times(steps: int) -> None:
    every = adapt(SftParams(), hardware=LAPTOP, steps=steps).values.eval_every
    evaluations = -(-steps // every)
    assert min(steps, 4) <= evaluations <= 10


def test_that_a_rhythm_that_fits_is_kept() -> None:
    adapted = adapt(SftParams(eval_every=20, save_every=40), hardware=LAPTOP, steps=100)
    assert (adapted.values.eval_every, adapted.values.save_every) == (20, 40)
    assert not {"eval_every", "save_every"} & set(changed(adapted))


def test_that_more_threads_than_cores_are_cut_down() -> None:
    assert adapt(SftParams(threads=64), hardware=LAPTOP, steps=100).values.threads == 2


def test_that_a_run_of_a_few_steps_is_warned_about() -> None:
    (warning,) = adapt(SftParams(), hardware=LAPTOP, steps=1).warnings
    assert "only 1 step;" in warning


def test_that_every_recipe_fits_its_trainer() -> None:
    for recipe in shipped_recipes():
        assert with_overrides(recipe, {}) == dict(recipe.values), recipe.name


def test_that_the_machine_is_read_without_torch() -> None:
    seen = glance()
    assert seen.cores >= 1
    assert 0 < seen.free_memory_bytes <= seen.memory_bytes
    assert not seen.is_measured


def test_that_a_child_is_offline_and_has_its_threads() -> None:
    environment = child_environment(threads=3, free_memory_bytes=0)
    assert environment["OMP_NUM_THREADS"] == "3"
    assert environment["HF_HUB_OFFLINE"] == "1"
    assert "GLIBC_TUNABLES" not in environment
