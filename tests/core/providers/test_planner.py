# SPDX-License-Identifier: Apache-2.0
"""The built-in planner: solves, tells in three styles, varies, refuses, and never passes for a language model."""

from __future__ import annotations

import asyncio

import pytest

from core.domain.messages import FinishReason, ReasoningSource, Role, Sampling, text_message
from core.domain.providers import ProviderProfile
from core.domain.tasks import Difficulty, Split
from core.domain.traces import StepKind
from core.errors import InvalidInput, ProviderRefused
from core.generation.parse import parse_completion
from core.providers.base import ChatRequest
from core.providers.planner import MODEL, PlannerKind
from core.tasks.render import make_problem
from core.tasks.task_files import shipped_tasks
from core.tasks.tools import TOOLS

PROMPT = "What first?\nNow 09:00. Tasks:\n- due 16:00, 1:30 h: Fix roof\n- due 15:00, 2:00 h: Seal pipe"
PROFILE = ProviderProfile("planner", "planner")


def planner(**options):
    return PlannerKind().build(PROFILE, key=None, options=options)


def request(prompt=PROMPT, tools=tuple(TOOLS), seed=None):
    messages = (text_message(Role.SYSTEM, "Reason."), text_message(Role.USER, prompt))
    return ChatRequest("k", messages, tools, Sampling(seed=seed))


def ask(prompt=PROMPT, tools=tuple(TOOLS), seed=None, **options):
    return asyncio.run(planner(**options).complete(request(prompt, tools, seed)))


def test_that_it_reasons_answers_and_calls():
    completion = ask()
    (reasoning,) = completion.message.reasoning
    assert reasoning.source is ReasoningSource.PROMPTED
    assert "15:00 - 2:00 = 13:00 Seal pipe" in reasoning.text
    assert completion.message.text == "Answer: Seal pipe"
    (call,) = completion.message.tool_calls
    assert (call.name, call.arguments) == ("set_priority", {"task": "Seal pipe", "priority": "first"})
    assert (completion.finish, completion.model) == (FinishReason.TOOL_CALLS, MODEL)


def test_that_it_calls_no_tool_that_is_not_on_offer():
    completion = ask(tools=(TOOLS["schedule_block"],))
    assert completion.message.tool_calls == ()
    assert completion.finish is FinishReason.STOP


def test_that_the_styles_differ_in_length_and_not_in_the_answer():
    texts = {
        style: "\n".join(part.text for part in ask(style=style).message.reasoning)
        for style in ("answer_only", "light", "full")
    }
    assert texts["answer_only"] == ""
    assert len(texts["light"]) < len(texts["full"])
    assert "Constraints:" in texts["full"]
    assert "Recommendation:" in texts["full"]
    assert {ask(style=style).message.text for style in texts} == {"Answer: Seal pipe"}


def test_that_the_same_question_gets_the_same_words_and_another_seed_may_give_others():
    assert ask().message == ask().message
    messages = [ask(variety=number).message for number in range(12)] + [
        ask(seed=number).message for number in range(12)
    ]
    assert len({message.reasoning[0].text for message in messages}) > 2
    assert {message.text for message in messages} == {"Answer: Seal pipe"}


@pytest.mark.parametrize("prompt", ["", "What is the capital of France?", "Now 09:00. Tasks:"])
def test_that_it_refuses_what_is_no_workday_problem(prompt):
    with pytest.raises(ProviderRefused, match="only answers workday problems") as caught:
        ask(prompt)
    assert (caught.value.reason, caught.value.is_transient) == ("refusal", False)
    assert caught.value.hint


def test_that_it_refuses_a_situation_without_one_solution():
    with pytest.raises(ProviderRefused):
        ask("Now 09:00. Tasks:\n- due 16:00, 1:30 h: Fix roof\n- due 16:30, 2:00 h: Seal pipe")


def test_that_a_refusal_stands_in_its_place_of_a_batch():
    requests = [request(), request("Hello"), request()]
    first, refusal, last = asyncio.run(planner().complete_batch(requests))
    assert isinstance(refusal, ProviderRefused)
    assert first.message == last.message


def test_that_it_is_labelled_and_needs_nothing():
    kind = PlannerKind()
    capabilities = kind.capabilities(PROFILE)
    assert "not a language model" in kind.label
    assert (capabilities.is_language_model, capabilities.is_local) == (False, True)
    assert (kind.needs_key, kind.needs_base_url) == (False, False)
    assert asyncio.run(planner().check()).is_ready


def test_that_an_unknown_style_is_refused():
    with pytest.raises(InvalidInput, match="Style"):
        planner(style="poem")


@pytest.mark.parametrize("task", shipped_tasks(), ids=lambda task: task.type)
def test_that_its_answers_become_traces_with_steps_an_answer_and_a_call(task):
    for seed, split in enumerate(Split):
        problem = make_problem(task, seed=seed, split=split, difficulty=Difficulty.HARD)
        parsed = parse_completion(ask(problem.prompt))
        kinds = [step.kind for step in parsed.steps]
        assert kinds.count(StepKind.THOUGHT) >= 1
        assert kinds[-2:] == [StepKind.ANSWER, StepKind.TOOL_CALL]
        assert parsed.source is ReasoningSource.PROMPTED
