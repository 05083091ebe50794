# SPDX-License-Identifier: Apache-2.0
"""Whether the arguments of a tool call fit the JSON schema of the tool, in words for people.

A schema may come from a file that somebody else made, so nothing in it is fetched or run: one that points elsewhere or
brings regular expressions is only read for the names of its arguments.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

import orjson

from core.domain.json import JsonObject
from core.review.checks.marking import shortened

_NOT_RUN = (b'"$ref"', b'"$dynamicRef"', b'"$recursiveRef"', b'"pattern"', b'"patternProperties"', b'"unevaluated')
_SLOW = (b'"uniqueItems"', b'"contains"')
_LONGEST_SCHEMA = 50_000
_MOST_FAULTS = 10

EFFORT = 4_000_000
"""Bytes of schema times bytes of arguments: what all calls of a trace together may take, about a second."""


def faults_in(arguments: Any, schema: Any, *, effort: int = EFFORT) -> Iterator[str]:
    """What does not fit, one sentence each; nothing about values for a schema that is broken or takes too long."""
    return (sentence for _argument, sentence in placed_faults_in(arguments, schema, effort=effort))


def placed_faults_in(arguments: Any, schema: Any, *, effort: int = EFFORT) -> Iterator[tuple[str, str]]:
    """The same with the name of the argument before each; it is empty where the sentence is about all of them."""
    if not isinstance(arguments, dict):
        yield "", "the arguments are not an object."
    elif isinstance(schema, dict):
        yield from islice(_names_at_fault(arguments, schema), _MOST_FAULTS)
        yield from islice(_values_at_fault(arguments, schema, effort), _MOST_FAULTS)


def _names_at_fault(arguments: JsonObject, schema: JsonObject) -> Iterator[tuple[str, str]]:
    """Missing and further arguments; a further one is a fault, because a tool does not know what to do with it."""
    required, known = schema.get("required"), schema.get("properties")
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str) and name not in arguments:
            yield name, f"the argument “{shortened(name)}” is missing."
    is_open = schema.get("additionalProperties") not in (None, False) or "patternProperties" in schema
    if isinstance(known, dict) and known and not is_open:
        for name in arguments:
            if name not in known:
                yield str(name), f"there is no argument “{shortened(str(name))}”. Known: {shortened(', '.join(known))}."


def _values_at_fault(arguments: JsonObject, schema: JsonObject, effort: int) -> Iterator[tuple[str, str]]:
    """Values of a wrong type or out of what is allowed."""
    written, given = _written(schema), _written(arguments)
    validator = _validator(written) if written and len(written) * len(given) <= effort else None
    if validator is None:
        return
    try:
        errors = sorted(validator.iter_errors(arguments), key=lambda error: [str(part) for part in error.path])
    except RecursionError:
        return
    for error in errors:
        if error.path or error.validator not in ("required", "additionalProperties"):
            where = " → ".join(shortened(str(part)) for part in error.path)
            what = f"the argument “{where}” does not fit" if where else "the arguments do not fit"
            yield (
                str(error.path[0]) if error.path else "",
                f"{what}: {_reason(error.validator, error.validator_value)}.",
            )


def _written(value: Any) -> bytes:
    """As JSON; nothing where it cannot be written."""
    try:
        return orjson.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return b""


@lru_cache(maxsize=64)
def _validator(written: bytes) -> Any | None:
    """What applies a schema; None for a broken one, and for one that would run, fetch or take long."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    if len(written) > _LONGEST_SCHEMA or any(mark in written for mark in (*_NOT_RUN, *_SLOW)):
        return None
    schema = orjson.loads(written)
    try:
        Draft202012Validator.check_schema(schema)
    except (SchemaError, RecursionError):
        return None
    return Draft202012Validator(schema)


def _reason(keyword: str, wanted: Any) -> str:
    """What the schema asks for at that place, without the value that was given."""
    match keyword:
        case "type":
            return f"it must be of type {' or '.join(wanted) if isinstance(wanted, list) else wanted}"
        case "enum":
            return f"it must be one of {', '.join(shortened(str(option)) for option in wanted[:_MOST_FAULTS])}"
        case "required":
            return f"it needs {', '.join(map(str, wanted[:_MOST_FAULTS]))}"
        case "additionalProperties":
            return "it has parts that are not known"
        case _:
            return f"it must keep to {keyword} {shortened(str(wanted))}"
