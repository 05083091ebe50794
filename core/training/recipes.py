# SPDX-License-Identifier: Apache-2.0
"""Recipes: named values for a trainer, kept as data files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.catalog import Catalog
from core.domain.json import JsonObject, JsonValue
from core.errors import InvalidInput
from core.params import check_param, params_of
from core.training.trainers.catalog import TRAINERS
from resources import resource_names, resource_text


@dataclass(frozen=True, slots=True)
class Recipe:
    """Values that belong together, under a name that scripts and people use."""

    name: str
    label: str
    help: str
    trainer: str
    values: JsonObject


@cache
def shipped_recipes() -> Catalog[Recipe]:
    """The recipes that come with Stillroom, in the order in which people are offered them."""
    read = [_read(resource_text("recipes", name)) for name in resource_names("recipes", ".toml")]
    return Catalog("recipe", [recipe for _order, recipe in sorted(read, key=lambda pair: pair[0])])


def with_overrides(recipe: Recipe, overrides: Mapping[str, JsonValue]) -> dict[str, Any]:
    """The recipe's values with some replaced; raises InvalidInput for an unknown name or a value that does not fit."""
    specs = {spec.name: spec for spec in params_of(TRAINERS[recipe.trainer].Params)}
    for name in overrides:
        if name not in specs:
            raise InvalidInput(f"There is no training setting named “{name}”.", hint=f"Known: {', '.join(specs)}.")
    asked = {**recipe.values, **overrides}
    return {name: check_param(specs[name], value) for name, value in asked.items()}


def _read(text: str) -> tuple[int, Recipe]:
    data = tomllib.loads(text)
    return data["order"], Recipe(
        name=data["name"], label=data["label"], help=data["help"], trainer=data["trainer"], values=data["values"]
    )
