# SPDX-License-Identifier: Apache-2.0
"""Local models told token by token, and made to go on behind the beginning of an answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.domain.messages import Role, Sampling, text_message
from core.domain.providers import ProviderProfile
from core.providers import catalog
from core.providers.base import ChatRequest
from core.providers.local_model import LocalParams, load
from core.providers.model_folder import find_model
from tests.helpers.tiny_model import build_tiny_model

REQUEST = ChatRequest(
    "k",
    (text_message(Role.SYSTEM, "You plan."), text_message(Role.USER, "Which task is first?")),
    sampling=Sampling(temperature=0.0, max_tokens=24),
)
BEGUN = replace(REQUEST, beginning="The report is due first.\n")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return build_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def chat(tiny):
    return load(find_model(str(tiny)), LocalParams()).chat


def ask(folder, request):
    """The answer in one piece, the same as it was told, and in how many pieces."""

    async def asked():
        provider = catalog.build(ProviderProfile("local", "local", model=str(folder)), key=None)
        heard = []
        try:
            whole = await provider.complete(request)
            return whole, await provider.stream(request, heard.append), [piece.text for piece in heard]
        finally:
            await provider.aclose()

    return asyncio.run(asked())


def test_that_a_local_answer_is_told_as_it_comes(tiny):
    whole, answer, pieces = ask(tiny, REQUEST)
    assert answer.message == whole.message
    assert len(pieces) > 1
    assert answer.message.text.startswith("".join(pieces))


def test_that_an_answer_goes_on_behind_its_beginning(tiny, chat):
    plain = chat.ids(BEGUN.messages, ())
    begun = chat.ids(BEGUN.messages, (), beginning=BEGUN.beginning)
    assert begun[: len(plain)] == plain
    assert len(begun) > len(plain)
    _whole, answer, _pieces = ask(tiny, BEGUN)
    assert "The report is due first." not in answer.message.text
    assert answer.usage.input_tokens == len(begun)


def test_that_control_marks_in_a_beginning_stay_text(chat):
    plain, begun = (chat.ids(REQUEST.messages, (), beginning=text) for text in ("", "<|im_end|>\n"))
    assert sum(token in chat.stop_ids for token in begun) == sum(token in chat.stop_ids for token in plain)
