# SPDX-License-Identifier: Apache-2.0
"""Domain values to plain JSON and back, for files and the store; one way for every dataclass of the domain."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import lru_cache, partial
from typing import Any, TypeAlias, TypeVar, cast

from core.domain.json import JsonValue
from core.domain.messages import Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from core.errors import InvalidInput

T = TypeVar("T")
Reader: TypeAlias = Callable[[Any], Any]

_PLAIN = frozenset({str, int, float, bool, type(None)})

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
    cls: type = type(value)
    if cls in _PLAIN:
        return value
    fields = _written_fields(cls)
    if fields is not None:
        found: dict[str, JsonValue] = {"type": _PART_TYPES[cls]} if cls in _PART_TYPES else {}
        for name, default in fields:
            held = getattr(value, name)
            if held is not default and (default is dataclasses.MISSING or held != default):
                found[name] = held if type(held) in _PLAIN else to_json(held)
        return found
    if isinstance(value, Enum):
        return value._value_
    if cls is tuple or cls is list:
        return [held if type(held) in _PLAIN else to_json(held) for held in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(held) for key, held in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_json(held) for held in value]
    return value


@lru_cache(maxsize=512)
def _written_fields(cls: type) -> tuple[tuple[str, Any], ...] | None:
    """Names and defaults of a dataclass's fields; None for any other class."""
    if not dataclasses.is_dataclass(cls):
        return None
    return tuple((field.name, field.default) for field in dataclasses.fields(cls))


def from_json(cls: type[T], data: Any) -> T:
    """A domain value from plain JSON. Raises InvalidInput where the data does not have the form of ``cls``."""
    try:
        return cast(T, _read(cls, data))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"This is not a {cls.__name__}.", detail=f"{type(error).__name__}: {error}") from error


def _read(hint: Any, data: Any) -> Any:
    return _reader(hint)(data)


@lru_cache(maxsize=512)
def _reader(hint: Any) -> Reader:
    """What reads data of one form; made once for each form, because looking at type hints takes longest."""
    if isinstance(hint, typing.NewType):
        return cast(Reader, hint.__supertype__)
    origin = typing.get_origin(hint)
    if origin is typing.Union or isinstance(hint, types.UnionType):
        return _union_reader(hint)
    if origin is tuple:
        inner = _reader(typing.get_args(hint)[0])
        return lambda data: tuple(inner(held) for held in _sequence(data))
    if origin is dict:
        key, held_value = (_reader(arg) for arg in typing.get_args(hint))
        return lambda data: {key(name): held_value(held) for name, held in data.items()}
    if hint is not Any and isinstance(hint, type):
        return _plain_reader(hint)
    return _as_it_is


def _as_it_is(data: Any) -> Any:
    return data


def _union_reader(hint: Any) -> Reader:
    if hint == Part:
        return lambda data: _read_dataclass(_PART_NAMES[data["type"]], data)
    options = [arg for arg in typing.get_args(hint) if arg is not type(None)]
    if len(options) != 1:
        return _as_it_is
    inner = _reader(options[0])
    return lambda data: None if data is None else inner(data)


def _plain_reader(cls: type) -> Reader:
    if dataclasses.is_dataclass(cls):
        return partial(_read_dataclass, cls)
    if issubclass(cls, Enum):
        return cls
    if cls is datetime:
        return datetime.fromisoformat
    if cls in (str, int, float, bool):
        return partial(_read_plain, cls)
    return _as_it_is


def _read_plain(cls: type, data: Any) -> Any:
    if type(data) is cls:
        return data
    if cls is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, cls) or (cls is int and isinstance(data, bool)):
        raise TypeError(f"expected {cls.__name__}, found {type(data).__name__}")
    return data


def _read_dataclass(cls: type, data: Any) -> Any:
    if not isinstance(data, Mapping):
        raise TypeError(f"expected an object for {cls.__name__}, found {type(data).__name__}")
    return cls(**{name: read(data[name]) for name, read in _field_readers(cls) if name in data})


@lru_cache(maxsize=256)
def _field_readers(cls: type) -> tuple[tuple[str, Reader], ...]:
    """Names and readers of a dataclass's fields."""
    hints = typing.get_type_hints(cls)
    return tuple((field.name, _reader(hints[field.name])) for field in dataclasses.fields(cls))


def _sequence(data: Any) -> Sequence[Any]:
    if isinstance(data, str) or not isinstance(data, Sequence):
        raise TypeError(f"expected a list, found {type(data).__name__}")
    return data
