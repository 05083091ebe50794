# SPDX-License-Identifier: Apache-2.0
"""Params: fields that describe themselves, and values that are checked in words."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from core.errors import InvalidInput
from core.params import ParamType, param, params_of, plain_params, read_params


@dataclass(frozen=True)
class Example:
    rate: float = param(0.5, "Rate", "How fast.", minimum=0.0, maximum=1.0, unit="1/s")
    count: int = param(3, "Count", "How many.", minimum=1)
    style: str = param("light", "Style", "Which.", choices=("light", "full"))
    limit: int | None = param(None, "Limit", "At most.", minimum=1)
    is_on: bool = param(False, "On", "Whether.")
    token: str = param("", "Token", "Secret.", type=ParamType.SECRET)
    hidden: int = 7


def test_that_params_describe_themselves_in_order():
    found = params_of(Example)
    assert [spec.name for spec in found] == ["rate", "count", "style", "limit", "is_on", "token"]
    assert [spec.type for spec in found] == [
        ParamType.NUMBER,
        ParamType.WHOLE,
        ParamType.CHOICE,
        ParamType.WHOLE,
        ParamType.SWITCH,
        ParamType.SECRET,
    ]
    assert (found[0].unit, found[0].maximum, found[3].is_optional) == ("1/s", 1.0, True)


def test_that_text_is_read_as_a_shell_gives_it():
    made = read_params(Example, {"rate": "0.25", "count": "4", "style": "full", "limit": "", "is_on": "yes"})
    assert made == Example(rate=0.25, count=4, style="full", limit=None, is_on=True)


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("rate", "1.5", "at least 0 and at most 1"),
        ("rate", "nan", "a number"),
        ("rate", "inf", "a number"),
        ("count", "0", "at least 1"),
        ("count", "2.5", "a whole number"),
        ("count", True, "a whole number"),
        ("style", "loud", "light, full"),
        ("is_on", "perhaps", "on or off"),
    ],
)
def test_that_a_value_that_does_not_fit_is_refused_with_what_would(name, value, hint):
    with pytest.raises(InvalidInput, match="does not fit") as caught:
        read_params(Example, {name: value})
    assert hint in caught.value.hint


def test_that_an_unknown_name_lists_the_known_ones():
    with pytest.raises(InvalidInput, match="no setting named") as caught:
        read_params(Example, {"speed": 1})
    assert "rate, count" in caught.value.hint


def test_that_a_missing_value_is_refused_unless_it_is_optional():
    assert read_params(Example, {"limit": None}).limit is None
    with pytest.raises(InvalidInput, match="needs a value"):
        read_params(Example, {"count": None})


def test_that_secrets_stay_out_of_plain_values():
    assert "token" not in plain_params(Example(token="sk-secret"))
