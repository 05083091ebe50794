# SPDX-License-Identifier: Apache-2.0
"""The shipped benchmark: made by program, out of reach of sampling, and a fair ceiling and floor."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from core.domain.codec import from_json, to_json
from core.domain.evaluations import Case
from core.domain.matching import check_call, holds, mentions, own_words, read_conclusion
from core.domain.messages import Role, text_message
from core.domain.providers import ProviderProfile
from core.domain.workday.telling import Style
from core.domain.workday.text import parse_situation
from core.providers.base import ChatRequest
from core.providers.planner import PlannerKind
from core.tasks.benchmark_maker import benchmark_cases, benchmark_text, main
from core.tasks.contexts.workday import fence
from core.tasks.task_files import shipped_tasks
from core.tasks.tools import TOOLS
from resources import resource_text

CASES = benchmark_cases()
TASKS = {task.type: task for task in shipped_tasks()}


def test_that_the_shipped_file_is_what_the_maker_writes(tmp_path):
    assert main([str(tmp_path / "b.jsonl")]) == 0
    assert (tmp_path / "b.jsonl").read_text(encoding="utf-8") == benchmark_text()
    assert resource_text("seeds", "benchmark.jsonl") == benchmark_text()


def test_that_every_category_has_enough_cases_of_every_level_on_both_sides():
    cells = Counter((case.category, case.split) for case in CASES)
    assert {cells[category, "held_out"] for category in TASKS} == {24}
    assert sum(count for (_, split), count in cells.items() if split == "ood") >= 20
    levels = Counter((case.category, case.split, case.difficulty) for case in CASES)
    assert min(levels.values()) >= 2
    assert len({case.id for case in CASES}) == len({case.input for case in CASES}) == len(CASES)


def test_that_no_sample_can_draw_a_case():
    assert {fence(parse_situation(case.input)) for case in CASES} == {"reserved"}


def test_that_a_case_survives_json():
    assert all(from_json(Case, to_json(case)) == case for case in CASES)


@pytest.mark.parametrize("split", ["held_out", "ood"])
@pytest.mark.parametrize("category", TASKS)
def test_that_no_lazy_rule_passes_55_percent(category, split):
    chosen = [case for case in CASES if (case.category, case.split) == (category, split)]
    if split == "ood":
        chosen = [case for case in CASES if case.split == split]
    rules = {rule for case in chosen for rule in case.truth.shortcuts}
    shares = {
        rule: sum(case.truth.shortcuts.get(rule) in case.truth.accepted for case in chosen) / len(chosen)
        for rule in rules
    }
    assert {rule: share for rule, share in shares.items() if share > 0.55} == {}


async def ask(case, style):
    profile = ProviderProfile("planner", "planner")
    planner = PlannerKind().build(profile, key=None, options={"style": style.value})
    tools = tuple(TOOLS[name] for name in TASKS[case.category].tools)
    request = ChatRequest("k", (text_message(Role.USER, case.input),), tools)
    return (await planner.complete(request)).message


@pytest.mark.parametrize("style", [Style.LIGHT, Style.FULL])
def test_that_the_planner_scores_full_marks_on_every_measure(style):

    for case in CASES:
        message = asyncio.run(ask(case, style))
        text = own_words("\n".join((*(part.text for part in message.reasoning), message.text)), case.input)
        truth = case.truth
        assert read_conclusion(text, truth) in truth.accepted, case.id
        assert check_call(truth.call, message.tool_calls[0]), case.id
        assert all(mentions(element, text) for element in TASKS[case.category].requires), case.id
        assert [claim for claim in truth.claims if holds(claim, text, truth) is None] == [], case.id


def test_that_parroting_the_question_scores_nothing_by_value():
    for case in CASES:
        said = own_words(case.input, case.input)
        assert read_conclusion(said, case.truth) == ""
        assert not any(holds(claim, said, case.truth) for claim in case.truth.claims)


def test_that_an_answer_alone_earns_no_more_than_what_it_says():
    for case in CASES:
        said = f"Answer: {case.truth.conclusion}"
        told = {claim.element for claim in case.truth.claims if holds(claim, said, case.truth) is not None}
        whole = [name for name in told if all_told(case, name, said)]
        assert len(whole) <= 1, case.id


def all_told(case, name, said):
    return all(holds(claim, said, case.truth) for claim in case.truth.claims if claim.element == name)
