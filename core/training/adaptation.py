# SPDX-License-Identifier: Apache-2.0
"""Asked values to used values: what this machine cannot do is replaced, and each change is said in one sentence."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from core.domain.runs import Adaptation
from core.training.hardware import Hardware
from core.training.sft_params import SftParams

_FEWEST_EVALUATIONS = 4
_USUAL_EVALUATIONS = 8
_LORA_RATES = (5e-5, 5e-3)
_FULL_RATE = 5e-4


@dataclass(frozen=True, slots=True)
class Adapted:
    """Values as they will be used on this machine, what was changed, and what a person should know."""

    values: SftParams
    adaptations: tuple[Adaptation, ...] = ()
    warnings: tuple[str, ...] = ()


def adapt(asked: SftParams, *, hardware: Hardware, steps: int) -> Adapted:
    """Values that this machine can use for a training of so many steps."""
    changes: dict[str, tuple[Any, str]] = {
        **_precision(asked, hardware),
        **_optimizer(asked, hardware),
        **_rhythm(asked, steps),
        **_threads(asked, hardware),
    }
    used = dataclasses.replace(asked, **{name: value for name, (value, _reason) in changes.items()})
    said = tuple(
        Adaptation(name=name, asked=_shown(getattr(asked, name)), used=_shown(value), reason=reason)
        for name, (value, reason) in changes.items()
    )
    return Adapted(values=used, adaptations=said, warnings=_warnings(used, steps))


def _precision(asked: SftParams, hardware: Hardware) -> dict[str, tuple[Any, str]]:
    best = "bf16" if hardware.has_bf16 else "fp32"
    where = hardware.device_name
    if asked.precision == "auto":
        gain = "computes faster in bf16 than in fp32" if best == "bf16" else "gains nothing from bf16"
        return {"precision": (best, f"This machine ({where}) {gain}.")}
    if asked.precision == "fp16" and not hardware.has_fp16:
        return {"precision": (best, f"Training in fp16 needs a GPU; this machine ({where}) uses {best} instead.")}
    if asked.precision == "bf16" and not hardware.has_bf16:
        return {"precision": ("fp32", f"This machine ({where}) has no fast bf16, so it computes in fp32.")}
    return {}


def _optimizer(asked: SftParams, hardware: Hardware) -> dict[str, tuple[Any, str]]:
    if asked.optimizer == "adamw_8bit" and not hardware.has_8bit_optimizer:
        reason = "The 8-bit optimiser needs the package bitsandbytes, which is not installed; plain AdamW is its equal."
        return {"optimizer": ("adamw_torch", reason)}
    return {}


def _rhythm(asked: SftParams, steps: int) -> dict[str, tuple[Any, str]]:
    """How often to evaluate and save: at least four points make a curve."""
    derived = max(1, round(steps / _USUAL_EVALUATIONS))
    changes: dict[str, tuple[Any, str]] = {}
    every = asked.eval_every
    if every == 0:
        every = derived
        changes["eval_every"] = (every, f"Chosen for {_steps(steps)}, so that the curve has enough points.")
    elif steps // every < _FEWEST_EVALUATIONS and derived < every:
        reason = f"{_steps(steps).capitalize()} evaluated every {asked.eval_every} would give {_times(steps // every)}."
        every = derived
        changes["eval_every"] = (every, reason)
    if asked.save_every == 0:
        changes["save_every"] = (every, "A checkpoint is saved whenever the student is evaluated.")
    elif steps // asked.save_every < 2 and every < asked.save_every:
        kept = _times(steps // asked.save_every, "checkpoint")
        reason = f"{_steps(steps).capitalize()} saved every {asked.save_every} would keep {kept}."
        changes["save_every"] = (every, reason)
    return changes


def _threads(asked: SftParams, hardware: Hardware) -> dict[str, tuple[Any, str]]:
    if asked.threads == 0:
        return {"threads": (hardware.cores, f"This machine has {_count(hardware.cores, 'core')} for it.")}
    if asked.threads > hardware.cores:
        return {"threads": (hardware.cores, f"More threads than the {_count(hardware.cores, 'core')} here only wait.")}
    return {}


def _warnings(used: SftParams, steps: int) -> tuple[str, ...]:
    rate, found = used.learning_rate, []
    if used.method == "lora" and rate < _LORA_RATES[0]:
        found.append(
            f"A learning rate of {rate:g} is meant for full fine-tuning; with LoRA the student will hardly learn. "
            "Try 1e-4 to 1e-3."
        )
    if used.method == "lora" and rate > _LORA_RATES[1]:
        found.append(f"A learning rate of {rate:g} is high even for LoRA; the loss may not settle.")
    if used.method == "full" and rate > _FULL_RATE:
        found.append(f"A learning rate of {rate:g} is high for full fine-tuning; try 1e-5 to 5e-5.")
    if steps < _FEWEST_EVALUATIONS:
        found.append(f"This is a training of only {_steps(steps)}; add examples or epochs before judging the student.")
    return tuple(found)


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _steps(steps: int) -> str:
    return _count(steps, "step")


def _times(count: int, noun: str = "evaluation") -> str:
    return f"no {noun} before the end" if count == 0 else f"only {_count(count, noun)}"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
