# SPDX-License-Identifier: Apache-2.0
"""The task service on a real workspace: versions, sampling, and fences between splits."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from core.changes import ChangeFeed, ChangeKind
from core.domain.tasks import Difficulty, PromptTemplate, Split
from core.errors import InvalidInput, JobCancelled, UnknownName
from core.store.store import Store
from core.tasks.service import TaskService
from core.workspace import Workspace

TYPES = ("prioritization", "scheduling", "decomposition", "conflict_resolution")


@pytest.fixture
def feed():
    return ChangeFeed()


@pytest.fixture
def service(tmp_path, feed):
    workspace = Workspace(tmp_path / "w", create=True)
    store = Store(workspace.database, feed)
    yield TaskService(store=store, workspace=workspace)
    store.close()
    workspace.close()


def test_that_four_tasks_are_shipped_with_twelve_phrasings_and_three_elements_each(service):
    tasks = service.tasks()
    assert tuple(task.type for task in tasks) == TYPES
    for task in tasks:
        assert len([template for template in task.templates if not template.is_ood]) >= 12
        assert len([template for template in task.templates if template.is_ood]) >= 3
        assert len(task.requires) == 3
        assert [tool.name for tool in service.tools(task)] == list(task.tools)


def test_that_a_sample_is_balanced_over_types_and_levels(service):
    ids = service.sample(n=24, seed=1)
    problems = service.problems(ids)
    assert Counter(problem.task_type for problem in problems) == dict.fromkeys(TYPES, 6)
    assert Counter(problem.made.difficulty for problem in problems) == dict.fromkeys(Difficulty, 8)
    assert sum(cell.count for cell in service.coverage()) == 24


def test_that_the_same_seed_gives_the_stored_problems_again_and_another_gives_others(service):
    first = service.sample(n=9, seed=5)
    assert service.sample(n=9, seed=5) == first
    assert service.sample(n=12, seed=5)[:3] == first[:3]
    assert not set(service.sample(n=9, seed=6)) & set(first)


def test_that_a_preview_stores_nothing_and_shows_what_a_sample_keeps(service):
    shown = service.preview("scheduling", n=5, seed=3, split=Split.HELD_OUT)
    assert service.coverage() == ()
    ids = service.sample(n=5, seed=3, types=("scheduling",), split=Split.HELD_OUT)
    assert tuple(problem.made for problem in service.problems(ids)) == shown


def test_that_no_prompt_is_in_two_splits(service):
    prompts = {
        split: {problem.prompt for problem in service.problems(service.sample(n=120, seed=1, split=split))}
        for split in Split
    }
    assert all(len(found) == 120 for found in prompts.values())
    assert len(set.union(*prompts.values())) == 360


def test_that_a_problem_of_the_other_side_is_never_sampled(service):
    """A fence by key behind the fence by situation: the maker is made to give the same text to both sides."""
    task = service.task("prioritization")
    (held,) = service.preview("prioritization", n=1, seed=9, split=Split.HELD_OUT)
    service.sample(n=1, seed=9, types=("prioritization",), split=Split.HELD_OUT)
    train = service.preview("prioritization", n=1, seed=9)[0]
    smuggled = replace(train, prompt=held.prompt)
    drawn = service._draw(task, 1, iter((smuggled, train)))
    assert service.problems(drawn)[0].prompt == train.prompt


def test_that_levels_types_and_splits_can_be_chosen(service):
    ids = service.sample(n=4, seed=2, types=("decomposition",), split=Split.OOD, difficulties=(Difficulty.HARD,))
    (cell,) = service.coverage()
    assert (cell.task_type, cell.difficulty, cell.split, cell.count) == (
        "decomposition",
        Difficulty.HARD,
        Split.OOD,
        4,
    )
    assert service.problem_ids(split=Split.OOD, types=("decomposition",)) == ids
    assert service.problem_ids(split=Split.TRAIN) == ()


def test_that_ood_phrasings_stay_on_their_side(service):
    ood = {template.id for task in service.tasks() for template in task.templates if template.is_ood}
    for split in Split:
        used = {problem.made.template_id for problem in service.problems(service.sample(n=80, seed=4, split=split))}
        assert used <= ood if split is Split.OOD else not used & ood


def test_that_a_saved_task_gets_a_new_version_and_old_problems_keep_theirs(service):
    (old,) = service.sample(n=1, seed=1, types=("scheduling",))
    task = service.task("scheduling")
    saved = service.save_task(replace(task, title="When"))
    assert (saved.version, service.task("scheduling").title) == (2, "When")
    assert service.save_task(saved).version == 3
    assert [held.version for held in service.versions("scheduling")] == [1, 2, 3]
    (new,) = service.sample(n=1, seed=1, types=("scheduling",))
    assert (service.problem(old).made.task_version, service.problem(new).made.task_version) == (1, 3)


def test_that_saving_and_sampling_are_told(service, feed):
    heard = []
    feed.subscribe(lambda change: heard.append(change.kind))
    service.save_task(service.task("scheduling"))
    service.sample(n=1, seed=1)
    assert heard == [ChangeKind.TASKS, ChangeKind.PROBLEMS]


def test_that_a_task_of_ones_own_keeps_only_the_claims_it_asks_for(service):
    base = service.task("prioritization")
    own = replace(
        base,
        type="triage",
        requires=base.requires[:1],
        templates=(PromptTemplate("t1", "Triage this:\n{situation}"),),
        tools=(),
    )
    service.save_task(own)
    assert tuple(task.type for task in service.tasks()) == (*TYPES, "triage")
    (problem,) = service.problems(service.sample(n=1, seed=1, types=("triage",)))
    assert {claim.element for claim in problem.truth.claims} == {"time_estimation"}
    assert problem.truth.call is None
    assert problem.prompt.startswith("Triage this:\nNow ")


def test_that_prompts_name_the_elements_and_the_student_is_told_little(service):
    for task in service.tasks():
        asked = service.system_prompt(task, "teacher")
        assert all(element.label.lower() in asked for element in task.requires)
        assert "{" not in asked
        assert len(service.system_prompt(task, "student").split()) <= 20


@pytest.mark.parametrize("n", [0, -3])
def test_that_a_sample_of_nothing_is_refused(service, n):
    with pytest.raises(InvalidInput):
        service.sample(n=n, seed=1)


def test_that_an_unknown_type_is_refused(service):
    with pytest.raises(UnknownName, match="prioritization"):
        service.sample(n=1, seed=1, types=("cooking",))


def test_that_a_task_with_too_few_different_problems_says_so(service, monkeypatch):
    problem = service.preview("scheduling", n=1, seed=1)[0]
    monkeypatch.setattr("core.tasks.service.make_problem", lambda *_, **__: problem)
    with pytest.raises(InvalidInput, match="no more different problems"):
        service.sample(n=2, seed=1, types=("scheduling",))
    assert service.coverage() == ()


def test_that_sampling_can_be_followed_and_ended_between_two_commits(service):
    told = []

    def on_drawn(count):
        told.append(count)
        if count >= 64:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        service.sample(n=200, seed=4, types=("decomposition",), on_drawn=on_drawn)
    assert told == [64]
    assert len(service.problem_ids()) == 64


def test_that_a_preview_tells_how_far_it_is(service):
    told = []
    service.preview("scheduling", n=3, seed=1, on_drawn=told.append)
    assert told == [1, 2, 3]


def test_that_forms_learn_the_makers_and_tools_that_a_task_can_name(service):
    assert {task.context_maker for task in service.tasks()} <= {maker.name for maker in service.context_makers()}
    assert {name for task in service.tasks() for name in task.tools} <= {tool.name for tool in service.all_tools()}
