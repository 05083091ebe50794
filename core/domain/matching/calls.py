# SPDX-License-Identifier: Apache-2.0
"""Whether a tool call is the expected one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.domain.json import JsonValue
from core.domain.matching.times import times_in
from core.domain.messages import ToolCallPart
from core.domain.tasks import ExpectedCall


def check_call(expected: ExpectedCall, call: ToolCallPart | None) -> bool:
    """True when the call has the expected name and every expected argument; further arguments are free."""
    if call is None or call.name != expected.name or not isinstance(call.arguments, Mapping):
        return False
    return all(
        name in call.arguments and _is_one_of(wanted, call.arguments[name])
        for name, wanted in expected.arguments.items()
    )


def _is_one_of(wanted: JsonValue, given: JsonValue) -> bool:
    """Equality; a list of wanted values means any one of them."""
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        return any(_is_same(option, given) for option in wanted)
    return _is_same(wanted, given)


def _is_same(wanted: JsonValue, given: JsonValue) -> bool:
    """Equal values; texts without regard to case and outer space, times in any spelling."""
    if not isinstance(wanted, str) or not isinstance(given, str):
        return type(wanted) is type(given) and bool(wanted == given)
    if wanted.strip().casefold() == given.strip().casefold():
        return True
    one, other = times_in(wanted), times_in(given)
    if len(one) != 1 or len(other) != 1 or one[0].span.of(wanted) != wanted or other[0].span.of(given) != given:
        return False
    return bool(set(one[0].clocks) & set(other[0].clocks))
