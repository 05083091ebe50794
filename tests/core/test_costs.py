# SPDX-License-Identifier: Apache-2.0
"""Costs: prices that are known, unknown or nothing at all, budgets, and from which volume on a student pays."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.costs import (
    PriceReason,
    break_even,
    cost_per_accepted,
    estimate_tokens,
    estimate_usd,
    price_of,
    price_usd,
)
from core.domain.messages import Usage
from core.domain.providers import ProviderProfile
from core.errors import InvalidInput

USAGE = Usage(input_tokens=1_000_000, output_tokens=1_000_000)


def test_that_a_listed_model_has_its_price():
    price = price_of(USAGE, kind="openai", model="gpt-4o")
    assert price.reason is PriceReason.LISTED
    assert price.usd == pytest.approx(12.5)


def test_that_cached_input_is_cheaper():
    cached = Usage(input_tokens=1_000_000, output_tokens=1_000_000, cached_tokens=1_000_000)
    assert price_of(cached, kind="openai", model="gpt-4o").usd < price_of(USAGE, kind="openai", model="gpt-4o").usd


def test_that_an_unknown_price_is_not_zero():
    price = price_of(USAGE, kind="openai_compatible", model="nobody/knows-this", base_url="https://api.example.com/v1")
    assert (price.usd, price.reason) == (None, PriceReason.UNKNOWN)
    assert price_of(USAGE, kind="openai", model="no-such-model").usd is None


def test_that_uncounted_tokens_have_no_price():
    assert price_of(Usage(), kind="openai", model="gpt-4o").reason is PriceReason.UNCOUNTED


@pytest.mark.parametrize("kind", ["planner", "local"])
def test_that_what_runs_here_costs_nothing_per_token(kind):
    price = price_of(Usage(), kind=kind, model="any")
    assert (price.usd, price.reason) == (0.0, PriceReason.LOCAL)


def test_that_a_server_on_this_machine_is_free_unless_it_passes_on_a_vendors_model():
    url = "http://127.0.0.1:4000/v1"
    assert price_of(USAGE, kind="openai_compatible", model="qwen3-8b-q4", base_url=url).usd == 0.0
    assert price_of(USAGE, kind="openai_compatible", model="gpt-4o", base_url=url).usd == pytest.approx(12.5)


def test_that_a_known_host_has_its_own_price():
    url = "https://openrouter.ai/api/v1"
    price = price_of(USAGE, kind="openai_compatible", model="deepseek/deepseek-r1", base_url=url)
    assert price.reason is PriceReason.LISTED
    assert price.usd > 0


def test_that_a_profiles_own_prices_go_first():
    options = {"usd_per_million_input": 0.5, "usd_per_million_output": 2}
    profile = ProviderProfile("t", "openai_compatible", "m", "https://api.example.com/v1", options=options)
    assert price_usd(profile, "m-2027", Usage(input_tokens=2_000_000, output_tokens=500_000)) == pytest.approx(2.0)


def test_that_the_models_asked_for_stands_in_for_an_unknown_returned_name():
    profile = ProviderProfile("t", "openai", "gpt-4o")
    assert price_usd(profile, "internal-name-7", USAGE) == pytest.approx(12.5)


def test_that_prices_never_ask_the_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a price asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert price_of(USAGE, kind="anthropic", model="claude-opus-5-5").usd > 0
    assert price_of(USAGE, kind="anthropic", model="claude-nonsense").usd is None


def test_that_an_estimate_prices_each_request_and_adds_up():
    profile = ProviderProfile("t", "openai", "gpt-4o")
    whole = estimate_usd(profile, input_tokens=100_000, output_tokens=40_000, requests=100)
    assert whole == pytest.approx(100 * price_usd(profile, "gpt-4o", Usage(input_tokens=1000, output_tokens=400)))
    assert estimate_usd(ProviderProfile("t", "openai", "nope"), input_tokens=1, output_tokens=1) is None


def test_that_tokens_are_estimated_at_four_characters():
    assert [estimate_tokens(text) for text in ("", "abc", "abcd", "abcde")] == [0, 1, 1, 2]


def test_that_rejected_traces_count_in_the_cost_of_accepted_ones():
    assert cost_per_accepted(3.0, 60) == pytest.approx(0.05)
    assert cost_per_accepted(3.0, 0) is None
    assert cost_per_accepted(None, 60) is None


def pays_from(**changes):
    figures = {
        "examples": 200,
        "usd_per_example": 0.01,
        "gpu_hours": 2,
        "usd_per_gpu_hour": 2,
        "usd_per_teacher_call": 0.01,
        "usd_per_student_call": 0.001,
    }
    return break_even(**{**figures, **changes})


def test_that_the_worked_example_breaks_even_at_667_requests():
    found = pays_from()
    assert found.fixed_usd == pytest.approx(6.0)
    assert found.saved_usd_per_request == pytest.approx(0.009)
    assert found.break_even_requests == 667


def test_that_an_exact_division_is_not_rounded_up():
    assert pays_from(usd_per_teacher_call=0.011, usd_per_student_call=0.001).break_even_requests == 600


def test_that_a_dearer_student_never_pays():
    assert pays_from(usd_per_student_call=0.01).break_even_requests is None


def test_that_a_figure_below_zero_is_refused():
    with pytest.raises(InvalidInput, match="GPU hours"):
        pays_from(gpu_hours=-1)


@given(
    st.integers(0, 10_000),
    st.floats(0, 10, allow_nan=False),
    st.floats(0.001, 1, allow_nan=False),
    st.floats(0, 0.0009, allow_nan=False),
)
def test_that_one_request_less_does_not_pay(examples, price, teacher, student):
    found = pays_from(
        examples=examples, usd_per_example=price, usd_per_teacher_call=teacher, usd_per_student_call=student
    )
    enough = found.break_even_requests
    slack = 1e-6 * max(1.0, found.fixed_usd)
    assert enough * found.saved_usd_per_request >= found.fixed_usd - slack
    assert (enough - 1) * found.saved_usd_per_request < found.fixed_usd + slack
