# SPDX-License-Identifier: Apache-2.0
"""The sizes of the demo: how much is sampled, trained and asked in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.catalog import Catalog
from core.domain.json import JsonValue

ALL_TYPES = ("prioritization", "scheduling", "decomposition", "conflict_resolution")


@dataclass(frozen=True, slots=True)
class DemoSize:
    """One size of the demo.

    Attributes:
        types: the task types that are taught and asked.
        train_count: training problems over all types; held_out_count and ood_count: cases that are asked.
        is_meaningful: False where the student is a random tiny model, whose figures say nothing.
        values: recipe values that differ from the CPU recipe's.
    """

    name: str
    help: str
    types: tuple[str, ...]
    train_count: int
    held_out_count: int
    ood_count: int
    max_tokens: int
    is_meaningful: bool = True
    values: Mapping[str, JsonValue] = field(default_factory=dict)


SIZES: Catalog[DemoSize] = Catalog(
    "demo size",
    [
        DemoSize(
            name="tiny",
            help="under a minute, on a tiny random model; its figures mean nothing",
            types=ALL_TYPES,
            train_count=24,
            held_out_count=8,
            ood_count=0,
            max_tokens=48,
            is_meaningful=False,
        ),
        DemoSize(
            name="quick",
            help="about 6 minutes on two idle cores: one category on the real student",
            types=("prioritization",),
            train_count=360,
            held_out_count=60,
            ood_count=0,
            max_tokens=280,
            values={"epochs": 1, "accumulation": 1},
        ),
        DemoSize(
            name="standard",
            help="about 20 minutes on two idle cores: all four categories on the real student",
            types=ALL_TYPES,
            train_count=1800,
            held_out_count=80,
            ood_count=60,
            max_tokens=520,
            values={"epochs": 1, "accumulation": 1},
        ),
        DemoSize(
            name="full",
            help="about an hour on two idle cores: all four categories to the best result",
            types=ALL_TYPES,
            train_count=4800,
            held_out_count=160,
            ood_count=80,
            max_tokens=520,
            values={"epochs": 1, "accumulation": 1},
        ),
    ],
)
