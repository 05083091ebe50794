# SPDX-License-Identifier: Apache-2.0
"""Domain values to plain JSON and back, for files and the store; one way for every dataclass of the domain."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, cast

from core.domain.json import JsonValue
from core.domain.messages import Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from core.errors import InvalidInput

T = TypeVar("T")

_PART_TYPES: dict[type, str] = {
    TextPart: "text",
    ReasoningPart: "reasoning",
    ToolCallPart: "tool_call",
    ToolResultPart: "tool_result",
}
_PART_NAMES = {name: cls for cls, name in _PART_TYPES.items()}


def to_json(value: Any) -> Any:
    """Plain JSON for a domain value: dataclasses as objects, enums as their values, times as ISO 8601.

    Fields that hold their default are left out, so that files stay small and old readers keep working.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found: dict[str, JsonValue] = {}
        if type(value) in _PART_TYPES:
            found["type"] = _PART_TYPES[type(value)]
        for field in dataclasses.fields(value):
            held = getattr(value, field.name)
            if field.default is dataclasses.MISSING or held != field.default:
                found[field.name] = to_json(held)
        return found
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(held) for key, held in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_json(held) for held in value]
    return value


def from_json(cls: type[T], data: Any) -> T:
    """A domain value from plain JSON. Raises InvalidInput where the data does not have the form of ``cls``."""
    try:
        return cast(T, _read(cls, data))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"This is not a {cls.__name__}.", detail=f"{type(error).__name__}: {error}") from error


def _read(hint: Any, data: Any) -> Any:
    if hint is Any:
        return data
    if isinstance(hint, typing.NewType):
        return hint.__supertype__(data)
    origin = typing.get_origin(hint)
    if origin is typing.Union or isinstance(hint, types.UnionType):
        return _read_union(hint, data)
    if origin is tuple:
        (inner, *_rest) = typing.get_args(hint)
        return tuple(_read(inner, held) for held in _sequence(data))
    if origin is dict:
        key_hint, value_hint = typing.get_args(hint)
        return {_read(key_hint, key): _read(value_hint, held) for key, held in data.items()}
    if isinstance(hint, type):
        return _read_plain(hint, data)
    return data


def _read_union(hint: Any, data: Any) -> Any:
    if hint == Part:
        return _read_dataclass(_PART_NAMES[data["type"]], data)
    options = [arg for arg in typing.get_args(hint) if arg is not type(None)]
    if data is None or len(options) != 1:
        return data
    return _read(options[0], data)


def _read_plain(cls: type, data: Any) -> Any:
    if dataclasses.is_dataclass(cls):
        return _read_dataclass(cls, data)
    if issubclass(cls, Enum):
        return cls(data)
    if cls is datetime:
        return datetime.fromisoformat(data)
    if cls is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if cls in (str, int, float, bool) and (not isinstance(data, cls) or (cls is int and isinstance(data, bool))):
        raise TypeError(f"expected {cls.__name__}, found {type(data).__name__}")
    return data


def _read_dataclass(cls: type, data: Any) -> Any:
    if not isinstance(data, Mapping):
        raise TypeError(f"expected an object for {cls.__name__}, found {type(data).__name__}")
    return cls(**{name: _read(hint, data[name]) for name, hint in _field_hints(cls) if name in data})


@lru_cache(maxsize=256)
def _field_hints(cls: type) -> tuple[tuple[str, Any], ...]:
    """Names and types of a dataclass's fields; working them out takes longer than all the rest of reading."""
    hints = typing.get_type_hints(cls)
    return tuple((field.name, hints[field.name]) for field in dataclasses.fields(cls))


def _sequence(data: Any) -> Sequence[Any]:
    if isinstance(data, str) or not isinstance(data, Sequence):
        raise TypeError(f"expected a list, found {type(data).__name__}")
    return data
