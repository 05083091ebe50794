# SPDX-License-Identifier: Apache-2.0
"""Answers of a model on this machine that a child computes: told as they come, and nothing is left behind."""

from __future__ import annotations

import asyncio
import time

import psutil
import pytest

from core.domain.messages import Role, Sampling, text_message
from core.domain.providers import ProviderProfile
from core.errors import StudioError
from core.keys import Keys
from core.providers import catalog
from core.providers.base import ChatRequest
from core.providers.told_apart import ToldApart
from tests.helpers.tiny_model import build_tiny_model

REQUEST = ChatRequest(
    "k",
    (text_message(Role.SYSTEM, "You plan."), text_message(Role.USER, "Which task is first?")),
    sampling=Sampling(temperature=0.0, max_tokens=24),
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return build_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


def profile_of(folder):
    return ProviderProfile("local", "local", model=str(folder))


def children():
    return [child for child in psutil.Process().children() if "core.providers.worker" in " ".join(child.cmdline())]


def wait_for_a_child():
    while not children():
        time.sleep(0.02)


def test_that_a_child_tells_the_same_answer_as_it_comes(tiny):
    async def asked(teller):
        heard = []
        try:
            return await teller.stream(REQUEST, heard.append), "".join(piece.text for piece in heard), len(heard)
        finally:
            await teller.aclose()

    here, told_here, _count = asyncio.run(asked(catalog.build(profile_of(tiny), key=None)))
    there, told_there, count = asyncio.run(asked(ToldApart(profile_of(tiny), Keys())))
    assert (there.message, there.usage, told_there) == (here.message, here.usage, told_here)
    assert count > 1
    assert children() == []


def test_that_cancelling_ends_the_child(tiny):
    async def cancelled():
        teller = ToldApart(profile_of(tiny), Keys())
        asking = asyncio.ensure_future(teller.stream(REQUEST, lambda _piece: None))
        await asyncio.to_thread(wait_for_a_child)
        asking.cancel()
        began = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await teller.aclose()
        return time.monotonic() - began

    assert asyncio.run(cancelled()) < 10
    assert children() == []


def test_that_a_folder_without_a_model_is_said_in_words(tmp_path):
    async def asked():
        teller = ToldApart(profile_of(tmp_path), Keys())
        try:
            await teller.stream(REQUEST, lambda _piece: None)
        finally:
            await teller.aclose()

    with pytest.raises(StudioError) as found:
        asyncio.run(asked())
    assert "config.json" in f"{found.value.message} {found.value.hint}"
