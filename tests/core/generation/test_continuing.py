# SPDX-License-Identifier: Apache-2.0
"""A teacher goes on with a trace: what it is sent, what it would cost, what comes, and what a stop leaves."""

from __future__ import annotations

import asyncio

import pytest

from core.domain.messages import ToolCallPart, Usage
from core.domain.providers import ProviderProfile
from core.domain.traces import Step, StepKind
from core.errors import InvalidInput, KeyMissing, ProviderRefused, UnknownName
from core.generation import continuing
from core.generation.continued import steps_in
from core.studio import Studio
from tests.helpers import fake_llm as fake
from tests.helpers.chat_server import chat_server

REST = "It ends at 11:00.\nSo the report is first.\nAnswer: the report"
NEW = (
    Step(StepKind.THOUGHT, "It ends at 11:00."),
    Step(StepKind.THOUGHT, "So the report is first."),
    Step(StepKind.ANSWER, "Answer: the report"),
)


@pytest.fixture
def studio(tmp_path):
    opened = Studio.open(tmp_path / "ws", create=True)
    yield opened
    opened.close()


@pytest.fixture
def trace(studio):
    problems = studio.tasks.sample(n=1, seed=4, types=("prioritization",))
    studio.jobs.wait(studio.generation.start(problems, teacher="planner"), timeout_s=60)
    return studio.review.trace(studio.review.ids()[0])


def save_server(studio, url, *, kind="openai_compatible", model="loop-1", **options):
    studio.generation.save_profile(ProviderProfile("loop", kind, model=model, base_url=url, options=options))


def ask(run, on_steps=lambda _steps: None):
    return asyncio.run(run.ask(on_steps))


def go_on(studio, trace, count=2, *, teacher="loop"):
    return studio.generation.continuation(trace.id, trace.steps[:count], teacher=teacher)


def test_that_the_steps_behind_come_with_what_they_took(studio, trace, monkeypatch):
    monkeypatch.setattr(continuing, "TELL_S", 0.0)
    heard = []
    with chat_server(lambda _body: REST) as server:
        save_server(studio, server.base_url, usd_per_million_input=1.0, usd_per_million_output=2.0)
        found = ask(go_on(studio, trace), heard.append)
    assert found.steps == NEW
    assert heard[-1] == NEW
    assert heard[0] != NEW
    made = found.made
    assert (made.teacher, made.teacher_kind, made.model) == ("loop", "openai_compatible", "loop-1")
    assert (made.from_step, made.step_count, made.is_stopped) == (2, 3, False)
    assert made.usage == Usage(10, 20)
    assert made.cost_usd == pytest.approx((10 * 1.0 + 20 * 2.0) / 1e6)
    assert made.latency_s > 0
    assert made.sentence == "Continued behind step 2 by loop (loop-1)."


def test_that_the_kept_steps_are_sent_and_the_last_word_is_never_the_assistants(studio, trace):
    with chat_server(lambda _body: REST) as server:
        save_server(studio, server.base_url)
        ask(go_on(studio, trace))
        (body,) = server.asked
    _system, problem, kept, asking = body["messages"]
    assert [message["role"] for message in body["messages"]] == ["system", "user", "assistant", "user"]
    assert problem["content"] == studio.tasks.problem(trace.problem_id).prompt
    assert kept["content"] == "\n".join(step.text for step in trace.steps[:2])
    assert trace.steps[2].text not in str(body)
    assert "Go on" in asking["content"]
    assert [tool["function"]["name"] for tool in body["tools"]] == ["set_priority"]


def test_that_messages_format_gets_no_beginning_of_the_answer(studio, trace, monkeypatch):
    monkeypatch.setenv("LOOP_KEY", "sk-test-0123456789abcdef")
    with fake.fake_llm() as llm:
        profile = ProviderProfile("loop", "anthropic", model="ok", base_url=llm.url, key_env="LOOP_KEY")
        studio.generation.save_profile(profile)
        ask(go_on(studio, trace))
        (asked,) = llm.asked
    assert [message["role"] for message in asked.body["messages"]] == ["user", "assistant", "user"]


def test_that_a_stop_keeps_what_came_and_claims_no_count(studio, trace, monkeypatch):
    monkeypatch.setattr(continuing, "TELL_S", 0.0)
    with chat_server(lambda _body: REST) as server:
        server.middle.clear()
        save_server(studio, server.base_url, usd_per_million_input=1.0, usd_per_million_output=2.0)
        run = go_on(studio, trace)
        found = ask(run, lambda _steps: run.stop())
    assert found.steps == (NEW[0], Step(StepKind.THOUGHT, REST[: len(REST) // 2].split("\n")[1]))
    assert (found.made.is_stopped, found.made.usage, found.made.cost_usd) == (True, Usage(), None)
    assert found.made.sentence.endswith("stopped before its end.")


def test_that_a_stop_before_it_is_asked_sends_nothing(studio, trace):
    with chat_server(lambda _body: REST) as server:
        save_server(studio, server.base_url)
        run = go_on(studio, trace)
        run.stop()
        found = ask(run)
        assert not server.asked
    assert (found.steps, found.made.step_count) == ((), 0)


def test_that_being_cancelled_from_outside_is_no_stop(studio, trace):
    async def cancelled(run):
        asking = asyncio.ensure_future(run.ask(lambda _steps: asking.cancel()))
        await asking

    with chat_server(lambda _body: REST) as server:
        server.middle.clear()
        save_server(studio, server.base_url)
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(cancelled(go_on(studio, trace)))


@pytest.mark.parametrize(("model", "reason"), [("fail-401", "auth"), ("cut", "network"), ("length", "truncated")])
def test_that_a_failure_says_why(studio, trace, model, reason):
    with fake.fake_llm() as llm:
        save_server(studio, llm.openai_url, model=model)
        with pytest.raises(ProviderRefused) as caught:
            ask(go_on(studio, trace))
    assert caught.value.reason == reason


def test_that_a_server_without_an_end_is_cut_off(studio, trace, monkeypatch):
    monkeypatch.setattr(continuing, "MOST_CHARACTERS", 10)
    with chat_server(lambda _body: REST) as server:
        save_server(studio, server.base_url)
        with pytest.raises(ProviderRefused) as caught:
            ask(go_on(studio, trace))
    assert caught.value.reason == "truncated"


def test_that_the_forecast_is_of_what_the_teacher_counted(studio, trace):
    with chat_server(lambda _body: REST) as server:
        save_server(studio, server.base_url, usd_per_million_input=1.0, usd_per_million_output=2.0)
        before = go_on(studio, trace).forecast
        assert (before.p50_output_tokens, before.p50_cost_usd, before.measured_count) == (None, None, 0)
        assert before.most_output_tokens == trace.original.sampling.max_tokens
        problems = studio.tasks.sample(n=2, seed=9, types=("prioritization",))
        studio.jobs.wait(studio.generation.start(problems, teacher="loop"), timeout_s=60)
        found = go_on(studio, trace).forecast
        run = go_on(studio, trace)
        ask(run)
        sent = server.asked[-1]
    assert (found.p50_output_tokens, found.p90_output_tokens, found.measured_count) == (20, 20, 2)
    assert found.p50_cost_usd == pytest.approx((found.input_tokens * 1.0 + 20 * 2.0) / 1e6)
    characters = sum(len(message["content"]) for message in sent["messages"])
    assert characters / 4 <= found.input_tokens <= characters / 4 + 120


def test_that_an_unknown_price_is_none_and_a_free_one_zero(studio, trace):
    studio.generation.save_profile(
        ProviderProfile("far", "openai_compatible", model="who-knows", base_url="https://models.example/v1")
    )
    assert go_on(studio, trace, teacher="far").forecast.p50_cost_usd is None
    assert go_on(studio, trace, teacher="planner").forecast.p50_cost_usd == 0.0


def test_that_the_planner_goes_on_with_its_own_steps(studio, trace):
    found = ask(go_on(studio, trace, teacher="planner"))
    assert [step.text for step in found.steps] == [step.text for step in trace.steps[2:]]
    assert found.steps[-1].call.arguments == trace.steps[-1].call.arguments
    assert (found.made.cost_usd, found.made.sentence) == (0.0, "Continued behind step 2 by planner (planner-1).")


@pytest.mark.parametrize("change", ["another step", "nothing left"])
def test_that_the_planner_says_that_it_cannot_go_on_with_others_steps(studio, trace, change):
    kept = trace.steps if change == "nothing left" else (Step(StepKind.THOUGHT, "It is mine."),)
    with pytest.raises(ProviderRefused, match="solves each problem anew"):
        ask(studio.generation.continuation(trace.id, kept, teacher="planner"))


def test_that_what_cannot_be_asked_is_said_at_once(studio, trace):
    studio.generation.save_profile(ProviderProfile("vendor", "openai", model="gpt-x"))
    with pytest.raises(InvalidInput, match="no step to go on from"):
        studio.generation.continuation(trace.id, (), teacher="planner")
    with pytest.raises(UnknownName):
        go_on(studio, trace, teacher="nobody")
    with pytest.raises(KeyMissing):
        go_on(studio, trace, teacher="vendor")


KEPT = (Step(StepKind.THOUGHT, "First."), Step(StepKind.TOOL_CALL, call=ToolCallPart("call_1", "look", {})))


@pytest.mark.parametrize(
    ("text", "is_whole", "expected"),
    [
        ("<think>They want me to go on.</think>\nSecond.\nAnswer: x", True, ["Second.", "Answer: x"]),
        ("They want me to go on.</think>Second.\nAnswer: x", True, ["Second.", "Answer: x"]),
        ("<think>They want", False, []),
        ("Second.\nThird", False, ["Second.", "Third"]),
        ("Second.\n\nThird", True, ["Second.", "Third"]),
        ("", False, []),
    ],
)
def test_that_steps_are_read_out_of_what_came(text, is_whole, expected):
    assert [step.text for step in steps_in(text, kept=KEPT, is_whole=is_whole)] == expected


def test_that_a_step_that_was_kept_is_not_said_twice():
    found = steps_in("First.\nSecond.\nAnswer: x", kept=KEPT[:1], is_whole=True)
    assert [step.text for step in found] == ["Second.", "Answer: x"]


def test_that_calls_have_ids_of_their_own():
    calls = (ToolCallPart("call_1", "book", {}), ToolCallPart("call_2", "book", {}))
    found = steps_in("Answer: x", calls, kept=KEPT, is_whole=True)
    assert [step.call.id for step in found if step.call is not None] == ["call_2", "call_3"]
