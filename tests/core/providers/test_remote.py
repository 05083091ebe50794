# SPDX-License-Identifier: Apache-2.0
"""The remote providers against a loopback server: every way in which an answer can come, or not."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import replace

import pytest

from core.domain.messages import (
    FinishReason,
    Message,
    ReasoningPart,
    ReasoningSource,
    Role,
    Sampling,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    ToolSpec,
    text_message,
)
from core.domain.providers import ProviderProfile
from core.errors import InvalidInput, KeyMissing, ProviderRefused
from core.providers import catalog
from core.providers.base import ChatRequest
from core.providers.pieces import PieceKind
from tests.helpers import fake_llm as fake

KEY = "sk-test-0123456789abcdef"
TOOL = ToolSpec("set_priority", "Set it.", {"type": "object", "properties": {"task": {"type": "string"}}})
KINDS = ("openai_compatible", "openai", "anthropic")


@pytest.fixture(scope="module")
def llm():
    with fake.fake_llm() as running:
        yield running


def profile_for(llm, kind, model, **options):
    url = llm.url if kind == "anthropic" else llm.openai_url
    return ProviderProfile("teacher", kind, model=model, base_url=url, options=options)


def request_for(text="What first?", *, tools=(), **sampling):
    messages = (text_message(Role.SYSTEM, "You plan."), text_message(Role.USER, text))
    return ChatRequest("k1", messages, tools=tools, sampling=Sampling(**sampling))


def ask(profile, request=None, *, key=KEY):
    async def asked():
        provider = catalog.build(profile, key=key)
        try:
            return await provider.complete(request or request_for())
        finally:
            await provider.aclose()

    return asyncio.run(asked())


def refused_by(profile, **more):
    with pytest.raises(ProviderRefused) as caught:
        ask(profile, **more)
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_whole_answer_comes_with_its_model_usage_and_request_id(llm, kind):
    answer = ask(profile_for(llm, kind, "ok"))
    assert answer.message.text == "I considered it. Answer to: What first?"
    assert answer.finish is FinishReason.STOP
    assert answer.model == "ok-v1"
    assert answer.request_id == "req-7"
    usage = answer.usage
    assert (usage.input_tokens, usage.output_tokens) == (fake.USAGE_IN, fake.USAGE_OUT)
    assert (usage.reasoning_tokens, usage.cached_tokens) == (fake.USAGE_THOUGHT, fake.USAGE_CACHED)
    assert answer.latency_s > 0


@pytest.mark.parametrize("model", ["ok-reasoning", "ok-reasoning2"])
def test_that_reasoning_of_a_server_is_kept_apart_from_its_answer(llm, model):
    answer = ask(profile_for(llm, "openai_compatible", model))
    (reasoning,) = answer.message.reasoning
    assert reasoning == ReasoningPart("First the deadlines, then the durations.", ReasoningSource.NATIVE_RAW)
    assert "deadlines" not in answer.message.text


def test_that_think_tags_stay_in_the_text_for_the_parser(llm):
    answer = ask(profile_for(llm, "openai_compatible", "ok-think"))
    assert answer.message.text.startswith("<think>\nHidden in the text.\n</think>")


def test_that_thinking_blocks_are_kept_verbatim_and_called_a_summary(llm):
    answer = ask(profile_for(llm, "anthropic", "ok-redacted"))
    thought, sealed = answer.message.reasoning
    assert (thought.text, thought.source) == ("First the deadlines.", ReasoningSource.NATIVE_SUMMARY)
    raw = {"type": "thinking", "thinking": "First the deadlines.", "signature": "sig=="}
    assert json.loads(thought.provider_raw) == raw
    assert sealed.source is ReasoningSource.HIDDEN
    assert json.loads(sealed.provider_raw) == {"type": "redacted_thinking", "data": "sealed"}


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("openai_compatible", "ok-tools"),
        ("openai_compatible", "ok-tools-dict"),
        ("openai", "ok-tools"),
        ("anthropic", "ok-tools"),
    ],
)
def test_that_a_tool_call_has_its_arguments_as_an_object(llm, kind, model):
    answer = ask(profile_for(llm, kind, model), request_for(tools=(TOOL,)))
    (call,) = answer.message.tool_calls
    assert (call.name, call.arguments) == ("set_priority", fake.ARGUMENTS)
    assert answer.finish is FinishReason.TOOL_CALLS


def test_that_a_server_that_does_not_stream_is_understood(llm):
    answer = ask(profile_for(llm, "openai_compatible", "plain-json"))
    assert answer.message.text.endswith("What first?")
    assert answer.usage.output_tokens == fake.USAGE_OUT


def test_that_unicode_separators_inside_an_answer_do_not_break_it(llm):
    answer = ask(profile_for(llm, "openai_compatible", "separators"))
    assert answer.message.text == "one\u2028two\x85three"


BOTH = ("openai_compatible", "anthropic")


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    ("model", "reason", "is_transient"),
    [
        ("cut", "network", True),
        ("cut-hard", "network", True),
        ("html", "bad_response", False),
        ("badjson", "bad_response", True),
        ("empty", "bad_response", True),
        ("length", "truncated", False),
        ("refuse", "refusal", False),
        ("bad-arguments", "bad_response", True),
        ("midstream-error", "server", True),
        ("redirect", "bad_response", False),
        ("fail-400", "bad_request", False),
        ("fail-401", "auth", False),
        ("fail-402", "quota", False),
        ("fail-403", "auth", False),
        ("fail-404", "not_found", False),
        ("fail-408", "timeout", True),
        ("fail-413", "too_long", False),
        ("fail-429", "rate_limit", True),
        ("fail-500", "server", True),
        ("fail-529", "overloaded", True),
    ],
)
def test_that_a_fault_has_its_reason_and_says_what_to_do(llm, kind, model, reason, is_transient):
    refused = refused_by(profile_for(llm, kind, model))
    assert (refused.reason, refused.is_transient) == (reason, is_transient)
    assert refused.message.endswith((".", "reasoning.")) or refused.reason == "refusal"
    assert refused.hint
    assert KEY not in f"{refused} {refused.detail}"


def test_that_an_unknown_block_is_not_taken_for_text(llm):
    refused = refused_by(profile_for(llm, "anthropic", "unknown-block"))
    assert refused.reason == "bad_response"
    assert "hologram" in refused.message


def test_that_a_refusal_keeps_the_category_that_the_vendor_gave(llm):
    assert "reasoning_extraction" in refused_by(profile_for(llm, "anthropic", "refuse")).message


@pytest.mark.parametrize("kind", BOTH)
def test_that_retry_after_is_passed_on_and_never_slept_away(llm, kind):
    started = time.monotonic()
    refused = refused_by(profile_for(llm, kind, "fail-429-ra-86400"))
    assert refused.retry_after_s == 86_400
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("kind", BOTH)
def test_that_the_sdk_does_not_try_again_by_itself(llm, kind):
    before = len(llm.asked)
    refused_by(profile_for(llm, kind, "fail-500"))
    assert len(llm.asked) == before + 1


@pytest.mark.parametrize("kind", BOTH)
def test_that_a_server_that_hangs_runs_into_the_time_limit(llm, kind):
    refused = refused_by(profile_for(llm, kind, "hang", timeout_s=1))
    assert (refused.reason, refused.is_transient) == ("timeout", True)


@pytest.mark.parametrize("kind", BOTH)
def test_that_a_running_call_ends_at_once_when_it_is_cancelled(llm, kind):
    async def cancelled_after():
        provider = catalog.build(profile_for(llm, kind, "hang"), key=KEY)
        task = asyncio.create_task(provider.complete(request_for()))
        await asyncio.sleep(0.2)
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await provider.aclose()
        return time.monotonic() - started

    assert asyncio.run(cancelled_after()) < 1.0


@pytest.mark.parametrize("kind", BOTH)
def test_that_nothing_answers_is_said_in_plain_words(kind):
    profile = ProviderProfile("teacher", kind, model="m", base_url="http://127.0.0.1:9")
    refused = refused_by(profile)
    assert refused.message == "Nothing answers at http://127.0.0.1:9."
    assert (refused.reason, refused.is_transient) == ("network", True)


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_environment_changes_neither_address_nor_headers(llm, kind, monkeypatch):
    for vendor in ("OPENAI", "ANTHROPIC"):
        monkeypatch.setenv(f"{vendor}_BASE_URL", "http://127.0.0.1:9")
        monkeypatch.setenv(f"{vendor}_CUSTOM_HEADERS", "x-secret: leaked\nauthorization: Bearer stolen")
        monkeypatch.setenv(f"{vendor}_API_KEY", "sk-other")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-other")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-other")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "token-other")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(profile_for(llm, kind, "ok")).message.text
    headers = llm.asked[-1].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert not {"x-secret", "openai-organization", "openai-project", "x-api-key"} & set(headers)
    assert "other" not in json.dumps(headers)


def test_that_no_key_is_sent_where_none_was_given(llm):
    ask(profile_for(llm, "openai_compatible", "ok"), key=None)
    assert "authorization" not in llm.asked[-1].headers


def test_that_organization_and_project_are_sent_where_the_profile_names_them(llm):
    ask(profile_for(llm, "openai", "ok", organization="org-1", project="proj-1"))
    headers = llm.asked[-1].headers
    assert (headers["openai-organization"], headers["openai-project"]) == ("org-1", "proj-1")


def test_that_a_request_streams_with_usage_and_carries_the_sampling(llm):
    ask(profile_for(llm, "openai_compatible", "ok"), request_for(temperature=0.3, max_tokens=77, top_p=0.9, seed=5))
    body = llm.asked[-1].body
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    assert (body["temperature"], body["max_tokens"], body["top_p"], body["seed"]) == (0.3, 77, 0.9, 5)


@pytest.mark.parametrize(
    ("kind", "options", "field"),
    [
        ("openai", {}, "response_format"),
        ("openai_compatible", {"has_schema": True}, "response_format"),
        ("openai_compatible", {}, ""),
        ("anthropic", {"effort": "low"}, "output_config"),
    ],
)
def test_that_an_answer_is_held_to_a_schema_where_the_provider_can_do_that(llm, kind, options, field):
    schema = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    ask(profile_for(llm, kind, "ok", **options), replace(request_for(), answer_schema=schema))
    body = llm.asked[-1].body
    forms = {
        "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}},
        "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": schema}},
    }
    assert {name: body[name] for name in forms if name in body} == ({field: forms[field]} if field else {})


def test_that_anthropic_never_gets_a_temperature(llm):
    ask(profile_for(llm, "anthropic", "ok", thinking="adaptive", effort="low"), request_for(temperature=0.3))
    body = llm.asked[-1].body
    assert not {"temperature", "top_p", "seed"} & set(body)
    assert body["system"] == "You plan."
    assert body["max_tokens"] == 1024
    assert body["thinking"]["type"] == "adaptive"
    assert body["output_config"] == {"effort": "low"}


@pytest.mark.parametrize(
    ("model", "choice", "is_sent"),
    [
        ("gpt-9-chat", "by model", True),
        ("o3", "by model", False),
        ("gpt-6.1-x", "by model", False),
        ("gpt-9-chat", "never", False),
        ("o3", "always", True),
    ],
)
def test_that_temperature_follows_the_family_of_the_model(model, choice, is_sent):
    profile = ProviderProfile("t", "openai", model=model, options={"temperature": choice})
    assert catalog.PROVIDERS["openai"].capabilities(profile).has_temperature is is_sent


CHAT = (
    text_message(Role.SYSTEM, "You plan."),
    text_message(Role.USER, "What first?"),
    Message(
        Role.ASSISTANT,
        (
            ReasoningPart(
                "Hm.", ReasoningSource.NATIVE_SUMMARY, '{"type": "thinking", "thinking": "Hm.", "signature": "s"}'
            ),
            TextPart("The report."),
            ToolCallPart("c1", "set_priority", {"task": "report"}),
        ),
    ),
    Message(Role.TOOL, (ToolResultPart("c1", "done"),)),
    text_message(Role.USER, "And then?"),
)


def test_that_a_chat_with_tools_goes_out_in_the_chat_completions_format(llm):
    ask(profile_for(llm, "openai_compatible", "ok"), ChatRequest("k", CHAT, (TOOL,)))
    body = llm.asked[-1].body
    assert body["tools"][0]["function"]["name"] == "set_priority"
    call = {"name": "set_priority", "arguments": '{"task": "report"}'}
    assert body["messages"][2:4] == [
        {
            "role": "assistant",
            "content": "The report.",
            "tool_calls": [{"id": "c1", "type": "function", "function": call}],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "done"},
    ]


def test_that_a_chat_with_tools_goes_out_in_the_messages_format_with_its_thinking_verbatim(llm):
    ask(profile_for(llm, "anthropic", "ok"), ChatRequest("k", CHAT, (TOOL,)))
    body = llm.asked[-1].body
    assert body["tools"][0]["input_schema"] == TOOL.parameters
    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]
    thinking, text, call = body["messages"][1]["content"]
    assert thinking == {"type": "thinking", "thinking": "Hm.", "signature": "s"}
    assert text["text"] == "The report."
    assert call == {"type": "tool_use", "id": "c1", "name": "set_priority", "input": {"task": "report"}}
    assert [block["type"] for block in body["messages"][2]["content"]] == ["tool_result", "text"]


def test_that_prompts_are_not_logged_even_where_the_environment_asks_for_it(llm, monkeypatch, caplog):
    monkeypatch.setenv("OPENAI_LOG", "debug")
    with caplog.at_level(logging.DEBUG):
        ask(profile_for(llm, "openai_compatible", "ok"), request_for("canary-prompt"))
        ask(profile_for(llm, "anthropic", "ok"), request_for("canary-prompt"))
    said = [record.getMessage() for record in caplog.records]
    assert not any("canary-prompt" in line or KEY in line for line in said)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/v1",
        "localhost:8000",
        "http://api.example.com/v1",
        "https://user:pass@host/v1",
        "https://",
        "",
        "https://host/v1?key=1",
        "https://ho st/v1",
        "http://[::1",
    ],
)
def test_that_a_base_url_that_is_not_allowed_is_refused(url):
    profile = ProviderProfile("t", "openai_compatible", model="m", base_url=url)
    with pytest.raises(InvalidInput) as caught:
        catalog.build(profile, key=None)
    assert caught.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/v1/",
        "http://127.0.0.1:8000/v1",
        "http://localhost:11434/v1",
        "http://192.168.1.20:8000",
        "http://[::1]:8000/v1",
        "http://gpu-box:8000/v1",
        "http://nas.local/v1",
    ],
)
def test_that_an_allowed_base_url_builds_a_provider(url):
    async def built():
        provider = catalog.build(ProviderProfile("t", "openai_compatible", base_url=url), key=None)
        await provider.aclose()

    asyncio.run(built())


@pytest.mark.parametrize("kind", ["openai", "anthropic"])
def test_that_a_vendor_without_a_key_is_refused_before_anything_is_sent(kind):
    with pytest.raises(KeyMissing):
        catalog.build(ProviderProfile("t", kind, model="m"), key=None)


def check(profile, *, key=KEY):
    async def checked():
        provider = catalog.build(profile, key=key)
        try:
            return await provider.check()
        finally:
            await provider.aclose()

    return asyncio.run(checked())


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_check_of_a_known_model_is_ready(llm, kind):
    status = check(profile_for(llm, kind, "ok"))
    assert status.is_ready
    assert status.message == "Ready: ok at 127.0.0.1."


def test_that_a_check_names_the_models_on_offer_where_the_model_is_unknown(llm):
    status = check(profile_for(llm, "openai_compatible", "gpt-nonsense"))
    assert not status.is_ready
    assert "gpt-nonsense" in status.message
    assert "ok-tools" in status.hint


def test_that_a_check_says_when_a_model_goes_away(llm):
    status = check(profile_for(llm, "openai_compatible", "other-model"))
    assert status.is_ready
    assert "2027-01-14" in status.hint


def test_that_a_check_tells_a_web_page_from_a_model(llm):
    status = check(ProviderProfile("t", "openai_compatible", model="ok", base_url=f"{llm.url}/web"))
    assert not status.is_ready
    assert "web page" in status.message
    assert "/v1" in status.hint


def test_that_a_check_says_that_there_is_no_list(llm):
    status = check(ProviderProfile("t", "openai_compatible", model="ok", base_url=f"{llm.url}/none"))
    assert not status.is_ready
    assert "no list of models" in status.message


@pytest.mark.parametrize("kind", BOTH)
def test_that_a_check_says_that_nothing_answers(kind):
    status = check(ProviderProfile("t", kind, model="ok", base_url="http://127.0.0.1:9"))
    assert not status.is_ready
    assert status.message.startswith("Nothing answers")


@pytest.mark.parametrize("kind", BOTH)
def test_that_a_check_with_a_wrong_key_says_so(kind):
    with fake.fake_llm(key="sk-right") as locked:
        status = check(profile_for(locked, kind, "ok"), key="sk-wrong")
    assert not status.is_ready
    assert "did not accept the key" in status.message
    assert status.hint


def pieces_of(profile, kind):
    async def asked():
        provider = catalog.build(profile, key=KEY)
        heard = []
        try:
            return await provider.stream(request_for(), heard.append), heard
        finally:
            await provider.aclose()

    answer, heard = asyncio.run(asked())
    return answer, [piece.text for piece in heard if piece.kind is kind]


@pytest.mark.parametrize("kind", KINDS)
def test_that_an_answer_is_told_piece_by_piece(llm, kind):
    answer, pieces = pieces_of(profile_for(llm, kind, "ok"), PieceKind.TEXT)
    assert len(pieces) > 1
    assert "".join(pieces) == answer.message.text


@pytest.mark.parametrize("kind", ["openai_compatible", "anthropic"])
def test_that_reasoning_is_told_apart_from_the_answer(llm, kind):
    answer, pieces = pieces_of(profile_for(llm, kind, "ok-reasoning"), PieceKind.REASONING)
    (reasoning,) = answer.message.reasoning
    assert len(pieces) > 1
    assert "".join(pieces) == reasoning.text
