# SPDX-License-Identifier: Apache-2.0
"""The arguments of a tool call as fields of a form, by the schema of the tool, and what was typed there as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.domain.json import JsonObject, JsonValue
from core.params import Param, ParamType

_LONGEST_HELP = 200
_MOST_CHOICES = 100
_MOST_FIELDS = 40
_LONGEST_VALUE = 10_000


def params_of_call(schema: JsonObject, arguments: Mapping[str, JsonValue]) -> tuple[Param, ...]:
    """A field for each argument that the schema knows, then one for each further one that the call has.

    What a form cannot show, very long values and very many arguments, has no field and is left to the JSON of the step.
    """
    known = schema.get("properties")
    known = known if isinstance(known, dict) else {}
    needed = schema.get("required")
    needed = needed if isinstance(needed, list) else []
    names = [*known, *(name for name in arguments if name not in known)]
    shown = [name for name in names if _length(arguments.get(name)) <= _LONGEST_VALUE][:_MOST_FIELDS]
    return tuple(_param(name, known.get(name), is_needed=name in needed, given=arguments.get(name)) for name in shown)


def shown_value(spec: Param, value: JsonValue) -> JsonValue:
    """An argument as its field shows it: text as it is, all else as JSON."""
    if value is None or spec.type is ParamType.SWITCH or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def typed_value(schema: JsonObject, name: str, value: JsonValue) -> JsonValue:
    """What was typed as the argument that is meant; text that cannot be read as that stays text, for it may be wanted.

    A field for text gives text. Any other one reads JSON: numbers, true, lists and objects.
    """
    if not isinstance(value, str) or _type_of(schema, name) == "string":
        return value
    try:
        found: JsonValue = json.loads(value, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return value
    return found


def _param(name: str, about: Any, *, is_needed: bool, given: JsonValue) -> Param:
    about = about if isinstance(about, dict) else {}
    choices = _choices(about)
    said = about.get("description")
    kind = ParamType.LONG_TEXT if isinstance(given, str) and "\n" in given else ParamType.TEXT
    if choices and (given is None or given in choices):
        kind = ParamType.CHOICE
    elif about.get("type") == "boolean" and is_needed and (given is None or isinstance(given, bool)):
        kind = ParamType.SWITCH
    return Param(
        name=name,
        type=kind,
        label=name,
        help=said[:_LONGEST_HELP] if isinstance(said, str) else "",
        default=None,
        choices=choices if kind is ParamType.CHOICE else (),
        is_optional=True,
    )


def _length(value: JsonValue) -> int:
    """How many characters a field would have to show."""
    return len(value) if isinstance(value, str) else len(json.dumps(value, ensure_ascii=False))


def _choices(about: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts that an argument may be; nothing where it may be something else, too."""
    offered = about.get("enum")
    is_texts = isinstance(offered, list) and all(isinstance(choice, str) for choice in offered)
    return tuple(offered[:_MOST_CHOICES]) if is_texts and offered else ()


def _type_of(schema: JsonObject, name: str) -> str:
    known = schema.get("properties")
    about = known.get(name) if isinstance(known, dict) else None
    found = about.get("type") if isinstance(about, dict) else None
    has_choices = isinstance(about, dict) and bool(_choices(about))
    return "string" if has_choices else found if isinstance(found, str) else ""


def _refuse(_name: str) -> None:
    raise ValueError("not a finite number")
