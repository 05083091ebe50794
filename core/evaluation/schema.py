# SPDX-License-Identifier: Apache-2.0
"""Whether the arguments of a tool call fit the tool's JSON schema, in the part of the standard that tools use."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from core.domain.json import JsonObject, JsonValue


def fits_schema(value: JsonValue, schema: JsonObject) -> bool:
    """True when the value fits: type, enum, const, properties, required, additionalProperties, items and bounds.

    Keywords outside that part, such as ``$ref``, are not looked at.
    """
    if "const" in schema and not _same(value, schema["const"]):
        return False
    if "enum" in schema and not any(_same(value, option) for option in schema["enum"]):
        return False
    if "anyOf" in schema and not any(fits_schema(value, option) for option in schema["anyOf"]):
        return False
    types = schema.get("type")
    names = [types] if isinstance(types, str) else list(types or ())
    if names and not any(_TYPES[name](value) for name in names if name in _TYPES):
        return False
    if isinstance(value, Mapping):
        return _object_fits(value, schema)
    if isinstance(value, str):
        return _text_fits(value, schema)
    if isinstance(value, Sequence):
        return _list_fits(value, schema)
    return not _is_number(value) or _number_fits(value, schema)


def _object_fits(value: Mapping[str, JsonValue], schema: JsonObject) -> bool:
    known: Mapping[str, JsonValue] = schema.get("properties", {})
    if any(name not in value for name in schema.get("required", ())):
        return False
    others = schema.get("additionalProperties", True)
    for name, held in value.items():
        own: JsonValue = known.get(name, others)
        if own is False or (isinstance(own, Mapping) and not fits_schema(held, own)):
            return False
    return True


def _list_fits(value: Sequence[JsonValue], schema: JsonObject) -> bool:
    inner = schema.get("items")
    if isinstance(inner, Mapping) and not all(fits_schema(held, inner) for held in value):
        return False
    return bool(schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", math.inf))


def _text_fits(value: str, schema: JsonObject) -> bool:
    pattern = schema.get("pattern")
    if pattern is not None and re.search(pattern, value) is None:
        return False
    return bool(schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", math.inf))


def _number_fits(value: float, schema: JsonObject) -> bool:
    return bool(schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf))


def _same(one: JsonValue, other: JsonValue) -> bool:
    """Equality as JSON has it: true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: Mapping[str, Callable[[JsonValue], bool]] = {
    "object": lambda value: isinstance(value, Mapping),
    "array": lambda value: isinstance(value, Sequence) and not isinstance(value, str),
    "string": lambda value: isinstance(value, str),
    "number": _is_number,
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
