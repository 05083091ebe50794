# SPDX-License-Identifier: Apache-2.0
"""A budget holds: what could go beyond it is not sent, and what was really used replaces what was feared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.budgets import Budget
from core.domain.messages import Completion, FinishReason, Role, Sampling, Usage, text_message
from core.domain.providers import ProviderProfile
from core.errors import InvalidInput, ProviderRefused
from core.providers.base import ChatRequest
from core.providers.spending import Spending, check_budget

PRICES = {"usd_per_million_input": 1_000.0, "usd_per_million_output": 1_000.0}
PROFILE = ProviderProfile("loop", "openai_compatible", "loop-1", base_url="http://127.0.0.1:1/v1", options=PRICES)
BOUND = 4 + 64 + 100
"""Four bytes, what stands around them, and a hundred tokens of answer; a thousandth of a dollar each."""


def request(key, text="äé"):
    return ChatRequest(key, (text_message(Role.USER, text),), sampling=Sampling(max_tokens=100))


def answered(given=5, made=7):
    message = text_message(Role.ASSISTANT, "{}")
    return Completion(message, FinishReason.STOP, "loop-1", Usage(input_tokens=given, output_tokens=made), 0.1)


MANY = [request(str(number)) for number in range(5)]


@pytest.mark.parametrize(
    ("budget", "count"),
    [
        (Budget(), 5),
        (Budget(requests=3), 3),
        (Budget(tokens=2 * BOUND), 2),
        (Budget(tokens=2 * BOUND - 1), 1),
        (Budget(usd=3 * BOUND / 1_000 + 1e-9), 3),
        (Budget(usd=BOUND / 1_000 - 1e-9), 0),
        (Budget(usd=9, tokens=4 * BOUND, requests=9), 4),
    ],
)
def test_that_only_what_fits_at_its_most_is_sent(budget, count):
    assert Spending(budget, PROFILE).fitting(MANY) == count


def test_that_what_was_used_makes_room_and_is_counted_once():
    spending = Spending(Budget(tokens=BOUND + 12), PROFILE)
    assert spending.fitting(MANY) == 1
    assert spending.count(MANY[0], answered()) == pytest.approx(0.012)
    assert spending.count(MANY[0], answered()) == pytest.approx(0.012)
    assert (spending.requests, spending.tokens, spending.usd) == (1, 12, pytest.approx(0.012))
    assert spending.fitting(MANY[1:]) == 1
    spending.count(MANY[1], answered())
    assert spending.fitting(MANY[2:]) == 0


def test_that_an_answer_without_a_count_and_a_cut_one_are_taken_at_their_most():
    spending = Spending(Budget(usd=3 * BOUND / 1_000 + 1e-9), PROFILE)
    assert spending.count(MANY[0], answered(None, None)) is None
    assert (spending.tokens, spending.unpriced) == (BOUND, 1)
    assert spending.count(MANY[1], ProviderRefused("cut", reason="truncated")) is None
    assert spending.count(MANY[2], ProviderRefused("no key", reason="auth")) == 0
    assert (spending.tokens, spending.usd, spending.requests) == (2 * BOUND, 0, 3)
    assert spending.fitting(MANY[3:]) == 1


@given(
    limit=st.integers(1, 2_000),
    used=st.lists(st.tuples(st.integers(0, BOUND - 100), st.integers(0, 100)), min_size=1, max_size=30),
)
def test_that_no_run_of_answers_goes_beyond_a_limit_of_tokens(limit, used):
    spending, left = Spending(Budget(tokens=limit), PROFILE), list(enumerate(used))
    while left:
        count = spending.fitting([request(str(number)) for number, _usage in left])
        if not count:
            break
        for number, (given_, made) in left[:count]:
            spending.count(request(str(number)), answered(given_, made))
        left = left[count:]
    assert spending.tokens <= limit


def test_that_a_limit_of_nothing_or_of_unknown_money_is_refused():
    for budget in (Budget(usd=0), Budget(tokens=-1), Budget(requests=0), Budget(usd=float("nan"))):
        with pytest.raises(InvalidInput, match="above zero"):
            check_budget(budget, is_priced=True)
    with pytest.raises(InvalidInput, match="price of this model is not known"):
        check_budget(Budget(usd=1), is_priced=False)
    check_budget(Budget(tokens=1), is_priced=False)
