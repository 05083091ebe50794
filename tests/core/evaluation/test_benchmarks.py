# SPDX-License-Identifier: Apache-2.0
"""Benchmarks: the shipped one can be judged throughout, and a broken line is named."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from core.domain.codec import to_json
from core.domain.tasks import Difficulty, Element, NewProblem, Problem, ProblemId, Split
from core.errors import InvalidInput, UnknownName
from core.evaluation.baselines import best_baseline, shortcut_baselines
from core.evaluation.benchmarks import SHIPPED, Benchmarks, cases_hash, load_cases, pick
from tests.helpers.evaluation_builders import ELEMENTS, make_case, make_cases

TRUTH = make_case(1).truth
REQUIRES = tuple(Element(name, name, "What it is.", (name,)) for name in ELEMENTS)


@pytest.fixture
def benchmarks(tmp_path):
    return Benchmarks(tmp_path / "benchmarks")


def problem(number, *, split=Split.HELD_OUT, truth=TRUTH):
    made = NewProblem(
        key=f"key{number:04d}abcdef",
        task_type="prioritization",
        task_version=1,
        template_id="plain",
        split=split,
        difficulty=Difficulty.EASY,
        domain="office",
        seed=number,
        prompt=f"Which first, {number}?",
        context={},
        truth=truth,
    )
    return Problem(ProblemId(number), made, datetime(2026, 1, 1, tzinfo=UTC))


def lines(*cases):
    return [json.dumps(to_json(case)) for case in cases]


def test_that_the_shipped_benchmark_has_at_least_sixty_cases_in_four_balanced_categories(benchmarks):
    info = benchmarks.info(SHIPPED)
    assert info.is_shipped and info.n >= 60
    assert len(info.categories) == 4 and len(set(info.categories.values())) == 1
    assert info.splits["held_out"] >= 60 and info.splits["ood"] > 0


def test_that_every_expected_element_of_the_shipped_benchmark_has_a_claim(benchmarks):
    for case in benchmarks.cases(SHIPPED):
        assert {claim.element for claim in case.truth.claims} == set(case.expected_reasoning_elements), case.id


def test_that_no_shortcut_passes_55_percent_in_any_category(benchmarks):
    baselines = shortcut_baselines(benchmarks.cases(SHIPPED))
    for category in benchmarks.info(SHIPPED).categories:
        best = best_baseline(baselines, category)
        assert best is not None and best.by_category[category].mean <= 0.55, (category, best)


def test_that_a_benchmark_made_from_problems_is_found_again(benchmarks):
    made = benchmarks.make("mine", [problem(1), problem(2, split=Split.OOD)], lambda _: REQUIRES)
    assert (made.n, made.splits, made.is_shipped) == (2, {"held_out": 1, "ood": 1}, False)
    assert benchmarks.names() == (SHIPPED, "mine")
    first = benchmarks.cases("mine")[0]
    assert first.expected_reasoning_elements == ELEMENTS
    assert (first.input, first.difficulty, first.truth) == ("Which first, 1?", "easy", make_case(1).truth)


def test_that_the_same_benchmark_may_be_made_twice_and_another_of_its_name_may_not(benchmarks):
    benchmarks.make("mine", [problem(1)], lambda _: REQUIRES)
    assert benchmarks.make("mine", [problem(1)], lambda _: REQUIRES).n == 1
    with pytest.raises(InvalidInput, match="another benchmark “mine”"):
        benchmarks.make("mine", [problem(2)], lambda _: REQUIRES)


@pytest.mark.parametrize("name", ["", "Mine", "../mine", "a b", "x" * 61])
def test_that_a_name_that_is_no_plain_file_name_is_refused(benchmarks, name):
    with pytest.raises(InvalidInput, match="cannot be the name"):
        benchmarks.make(name, [problem(1)], lambda _: REQUIRES)


def test_that_training_problems_make_no_benchmark(benchmarks):
    with pytest.raises(InvalidInput, match="Problem 3 belongs to the training split"):
        benchmarks.make("mine", [problem(1), problem(3, split=Split.TRAIN)], lambda _: REQUIRES)
    assert benchmarks.names() == (SHIPPED,)


def test_that_a_problem_without_a_truth_makes_no_benchmark(benchmarks):
    with pytest.raises(InvalidInput, match="Problem 1 has no truth"):
        benchmarks.make("mine", [problem(1, truth=None)], lambda _: REQUIRES)


def test_that_an_unknown_benchmark_names_the_known_ones(benchmarks):
    with pytest.raises(UnknownName, match="Known: workday"):
        benchmarks.cases("nope")


def without(name):
    data = to_json(make_case(2))
    del data[name]
    return json.dumps(data)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "Line 3 of own.jsonl is not JSON"),
        ("[1]", "Line 3 of own.jsonl is not a case"),
        (without("input"), "Line 3 of own.jsonl is not a case"),
        (without("truth"), "Line 3 of own.jsonl is not a case"),
        (json.dumps(to_json(make_case(2)) | {"input": " "}), "Line 3 of own.jsonl has an empty"),
        (
            json.dumps(to_json(make_case(2)) | {"expected_reasoning_elements": ["x"]}),
            "Line 3 of own.jsonl makes claims",
        ),
        (json.dumps(to_json(make_case(1))), "Line 3 of own.jsonl repeats the id"),
    ],
    ids=["torn", "list", "no input", "no truth", "blank", "strange claim", "repeated"],
)
def test_that_a_broken_line_is_named_with_what_was_expected(tmp_path, bad, said):
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join([*lines(make_case(1)), "", bad]) + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=said) as caught:
        load_cases(path)
    assert caught.value.hint


def test_that_bytes_that_are_no_text_are_a_broken_line(tmp_path):
    path = tmp_path / "own.jsonl"
    path.write_bytes(lines(make_case(1))[0].encode() + b"\n\xff\xfe\n")
    with pytest.raises(InvalidInput, match="Line 2"):
        load_cases(path)


def test_that_an_empty_file_is_no_benchmark(tmp_path):
    path = tmp_path / "own.jsonl"
    path.write_text("\n")
    with pytest.raises(InvalidInput, match="holds no case"):
        load_cases(path)


def test_that_a_limit_takes_from_the_categories_in_turn():
    cases = make_cases(5, splits=("held_out", "ood"))
    chosen = pick(cases, split="held_out", limit=6)
    assert sorted(Counter(case.category for case in chosen).values()) == [1, 1, 2, 2]
    assert {case.split for case in chosen} == {"held_out"}
    assert pick(cases, limit=1000) == cases


def test_that_a_split_that_is_not_there_is_refused():
    with pytest.raises(InvalidInput, match="no “ood” cases"):
        pick(make_cases(1), split="ood")


def test_that_the_hash_of_cases_knows_their_truth_and_not_their_order():
    cases = make_cases(2)
    assert cases_hash(cases) == cases_hash(cases[::-1])
    assert cases_hash(cases) != cases_hash((*cases[1:], make_case(0, right="Budget")))
