# SPDX-License-Identifier: Apache-2.0
"""Probabilities of tokens: asked for where a profile wants them, and read with care, since any server writes them."""

from __future__ import annotations

import asyncio
import math

import pytest

from core.domain.messages import ReasoningSource, Role, text_message
from core.domain.providers import ProviderProfile
from core.errors import ProviderRefused
from core.providers import catalog
from core.providers.base import ChatRequest
from core.providers.openai_wire import AnswerInParts
from tests.helpers import fake_llm as fake

REQUEST = ChatRequest("k1", (text_message(Role.USER, "What first?"),))


def ask(llm, kind, **options):
    async def asked():
        profile = ProviderProfile("teacher", kind, model="ok", base_url=llm.openai_url, options=options)
        provider = catalog.build(profile, key="sk-test")
        try:
            return await provider.complete(REQUEST)
        finally:
            await provider.aclose()

    return asyncio.run(asked())


def answer_of(*logprobs):
    answer = AnswerInParts("host", ReasoningSource.NATIVE_RAW)
    content = [{"token": "x", "logprob": found} for found in logprobs]
    answer.add({"choices": [{"delta": {"content": "x"}, "finish_reason": "stop", "logprobs": {"content": content}}]})
    return answer.whole(max_tokens=10, latency_s=0.1, request_id=None)


@pytest.mark.parametrize("kind", ["openai", "openai_compatible"])
def test_that_they_are_asked_for_where_a_profile_wants_them(kind):
    with fake.fake_llm() as llm:
        sure, unasked = ask(llm, kind, has_logprobs=True), ask(llm, kind)
        assert [seen.body.get("logprobs") for seen in llm.asked] == [True, None]
    assert (sure.mean_logprob, unasked.mean_logprob) == (pytest.approx(fake.LOGPROB), None)


def test_that_the_mean_is_taken_over_all_tokens_and_the_impossible_is_bounded():
    assert answer_of(-0.5, -1.5).mean_logprob == pytest.approx(-1.0)
    assert answer_of(-9999.0, 0.0).mean_logprob == pytest.approx(-50.0)
    assert answer_of().mean_logprob is None


@pytest.mark.parametrize("strange", [1.0, math.nan, -math.inf, "much", None])
def test_that_what_is_no_logarithm_of_a_probability_is_a_bad_answer(strange):
    with pytest.raises(ProviderRefused) as found:
        answer_of(strange)
    assert found.value.reason == "bad_response"
