# SPDX-License-Identifier: Apache-2.0
"""Params: dataclass fields that describe themselves, so that one form widget can draw any of them."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from core.domain.json import JsonObject, JsonValue
from core.errors import InvalidInput

_KEY = "stillroom"
P = TypeVar("P")


class ParamType(StrEnum):
    """How a value is typed in and checked."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    WHOLE = "whole"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    FOLDER = "folder"
    SECRET = "secret"


@dataclass(frozen=True, slots=True)
class Param:
    """One value that a person can set.

    Attributes:
        minimum, maximum: inclusive bounds of numbers.
        unit: shown behind the value, such as ``s`` or ``tokens``.
        is_optional: None is a value; it means that the maker of the thing chooses.
        is_advanced: shown only on request.
    """

    name: str
    type: ParamType
    label: str
    help: str
    default: JsonValue
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    is_optional: bool = False
    is_advanced: bool = False


def param(
    default: Any,
    label: str,
    help: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    unit: str = "",
    choices: tuple[str, ...] = (),
    type: ParamType | None = None,
    is_advanced: bool = False,
) -> Any:
    """A dataclass field that carries its label, help and bounds."""
    words = {
        "label": label,
        "help": help,
        "minimum": minimum,
        "maximum": maximum,
        "unit": unit,
        "choices": choices,
        "type": type,
        "is_advanced": is_advanced,
    }
    return dataclasses.field(default=default, metadata={_KEY: words})


def params_of(cls: type) -> tuple[Param, ...]:
    """The params of a dataclass in the order of its fields; fields without ``param()`` are left out."""
    hints = typing.get_type_hints(cls)
    found = []
    for field in dataclasses.fields(cls):
        words = field.metadata.get(_KEY)
        if words is None:
            continue
        base, is_optional = _base_type(hints[field.name])
        kind = words["type"] or (ParamType.CHOICE if words["choices"] else _TYPES[base])
        rest = {key: value for key, value in words.items() if key != "type"}
        found.append(Param(name=field.name, type=kind, default=field.default, is_optional=is_optional, **rest))
    return tuple(found)


def read_params(cls: type[P], values: Mapping[str, JsonValue]) -> P:
    """An instance of a params dataclass from plain values.

    Raises:
        InvalidInput: an unknown name, a value of the wrong type or out of bounds; names the param.
    """
    known = {spec.name: spec for spec in params_of(cls)}
    for name in values:
        if name not in known:
            raise InvalidInput(f"There is no setting named “{name}”.", hint=f"Known: {', '.join(known)}.")
    checked = {name: check_param(known[name], value) for name, value in values.items()}
    return cls(**checked)


def plain_params(instance: object) -> JsonObject:
    """The values of a params dataclass as plain JSON; secrets are left out."""
    secret = {spec.name for spec in params_of(type(instance)) if spec.type is ParamType.SECRET}
    return {spec.name: getattr(instance, spec.name) for spec in params_of(type(instance)) if spec.name not in secret}


def check_param(spec: Param, value: JsonValue) -> Any:
    """The value in the param's own type; text is read as a shell or a form gives it. Raises InvalidInput."""
    if value is None or (value == "" and spec.is_optional):
        if spec.is_optional:
            return None
        raise InvalidInput(f"“{spec.label}” needs a value.")
    try:
        typed: Any = _READERS[spec.type](value)
    except (ValueError, TypeError):
        raise InvalidInput(f"“{value}” does not fit “{spec.label}”.", hint=_expected(spec)) from None
    is_below = spec.minimum is not None and isinstance(typed, (int, float)) and typed < spec.minimum
    is_above = spec.maximum is not None and isinstance(typed, (int, float)) and typed > spec.maximum
    is_strange = spec.type is ParamType.CHOICE and typed not in spec.choices
    if is_below or is_above or is_strange:
        raise InvalidInput(f"“{value}” does not fit “{spec.label}”.", hint=_expected(spec))
    return typed


def _base_type(hint: Any) -> tuple[type, bool]:
    """The plain type behind ``X | None``, and whether None is allowed."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return inner[0], True
    return hint, False


def _read_switch(value: JsonValue) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    return words[str(value).strip().lower()] if str(value).strip().lower() in words else _refuse()


def _refuse() -> bool:
    raise ValueError("not a switch")


def _read_whole(value: JsonValue) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError("not a whole number")
    return int(value)


def _read_number(value: JsonValue) -> float:
    number = float(value)
    if isinstance(value, bool) or number != number or number in (float("inf"), float("-inf")):
        raise ValueError("not a number")
    return number


def _expected(spec: Param) -> str:
    """One sentence about what would fit."""
    if spec.choices:
        return f"Choose one of: {', '.join(spec.choices)}."
    if spec.type is ParamType.SWITCH:
        return "Use on or off."
    bounds = [f"at least {spec.minimum:g}" if spec.minimum is not None else ""]
    bounds.append(f"at most {spec.maximum:g}" if spec.maximum is not None else "")
    said = " and ".join(bound for bound in bounds if bound)
    noun = "a whole number" if spec.type is ParamType.WHOLE else "a number"
    return f"Use {noun}{', ' + said if said else ''}."


_TYPES = {str: ParamType.TEXT, int: ParamType.WHOLE, float: ParamType.NUMBER, bool: ParamType.SWITCH}
_READERS: dict[ParamType, Callable[[JsonValue], Any]] = {
    ParamType.TEXT: str,
    ParamType.LONG_TEXT: str,
    ParamType.FOLDER: str,
    ParamType.SECRET: str,
    ParamType.CHOICE: str,
    ParamType.WHOLE: _read_whole,
    ParamType.NUMBER: _read_number,
    ParamType.SWITCH: _read_switch,
}
