# SPDX-License-Identifier: Apache-2.0
"""Advice: computed from what is there, or asked of a model and read strictly; nothing changes until it is applied."""

from __future__ import annotations

import json
import time
from collections import Counter

import pytest

from core.domain.advice import COMPUTED
from core.domain.jobs import JobState
from core.domain.providers import ProviderProfile
from core.domain.reviews import Verdict
from core.domain.tasks import Task
from core.domain.traces import Step, StepKind
from core.errors import InvalidInput
from core.review.advice.computed import answers_of
from core.studio import Studio
from core.tasks.task_files import read_tasks, write_task
from tests.helpers.chat_server import chat_server
from tests.helpers.review_builders import add_trace, answer, thought

SAID = {
    "detail": "Yes, nearly always.",
    "patterns": "Deadlines are, buffers are not.",
    "missing": "A check at the end.",
    "change": "Yes, a little.",
    "guidance": "End with a check of the result.",
}


@pytest.fixture
def studio(tmp_path):
    opened = Studio.open(tmp_path / "ws", create=True)
    yield opened
    opened.close()


@pytest.fixture
def task(studio) -> Task:
    return studio.tasks.task("prioritization")


def _add(studio, *steps: Step, count: int = 5) -> list[int]:
    return [add_trace(studio.store, number, steps=steps) for number in range(count)]


def test_that_what_goes_wrong_often_becomes_a_line_of_the_teacher_prompt(studio, task):
    _add(studio, thought("Audit takes 2:00 h and is due 15:00: 15:00 - 2:00 = 12:00."), answer("Answer: Audit"))
    advice = studio.advice.computed(task)
    assert (advice.by, advice.read, advice.cost_usd) == (COMPUTED, 5, 0.0)
    assert "“Arithmetic” in 5 of 5" in advice.missing
    assert "Priority logic is absent or not all there in 5 of 5" in advice.patterns
    assert "in 1 step and 58 characters" in advice.detail
    assert advice.is_change
    assert advice.after == f"{advice.before}\n{advice.guidance}"
    assert "Write out every calculation" in advice.guidance


def test_that_reasons_of_rejections_are_counted(studio, task):
    ids = _add(studio, thought("Audit is due."), answer("Answer: Audit"))
    reason = studio.review.reasons()[0]
    studio.review.decide(ids[:2], Verdict.REJECT, reasons=(reason,), reviewer="Ada")
    assert f"Rejected for “{reason}” 2." in studio.advice.computed(task).missing


def test_that_a_right_sample_asks_for_no_change(studio, task):
    ids = studio.tasks.sample(n=4, seed=3, types=("prioritization",))
    studio.jobs.wait(studio.generation.start(ids, teacher="planner"), timeout_s=60)
    advice = studio.advice.computed(task)
    assert not advice.is_change
    assert advice.change.startswith("No: ")
    with pytest.raises(InvalidInput, match="changes nothing"):
        studio.advice.advised(task, advice)


def test_that_an_applied_advice_is_a_new_version_that_teachers_hear_and_students_do_not(studio, task):
    _add(studio, thought("15:00 - 2:00 = 12:00."), answer("Answer: Audit"))
    advice = studio.advice.computed(task)
    saved = studio.tasks.save_task(studio.advice.advised(task, advice))
    assert (saved.version, studio.tasks.task(task.type).guidance) == (task.version + 1, advice.guidance)
    assert studio.tasks.system_prompt(saved, "teacher") == advice.after
    assert studio.tasks.system_prompt(saved, "student") == studio.tasks.system_prompt(task, "student")
    assert not studio.advice.computed(saved).is_change
    with pytest.raises(InvalidInput, match="changed since"):
        studio.advice.advised(saved, advice)


def test_that_guidance_goes_through_a_file_of_tasks(task, tmp_path):
    from dataclasses import replace

    write_task(replace(task, guidance="One line.\nAnd another."), tmp_path / "task.toml")
    (read,) = read_tasks((tmp_path / "task.toml").read_text(encoding="utf-8"), name="task.toml")
    assert read.guidance == "One line.\nAnd another."


def test_that_a_task_without_traces_says_so(studio, task):
    with pytest.raises(InvalidInput, match="has no traces yet"):
        studio.advice.computed(task)


def _save_adviser(studio, server) -> None:
    studio.generation.save_profile(ProviderProfile("adviser", "openai_compatible", model="m", base_url=server.base_url))


def _ask(studio, task, reply) -> tuple:
    with chat_server(lambda body: reply) as server:
        _save_adviser(studio, server)
        record = studio.jobs.wait(studio.advice.start(task, "adviser"), timeout_s=60)
    return record, server.asked


def test_that_an_answer_that_outlives_its_studio_is_read_by_the_next(studio, task):
    _add(studio, thought("15:00 - 2:00 = 12:00."), answer("Answer: Audit"))
    with chat_server(lambda body: json.dumps(SAID)) as server:
        _save_adviser(studio, server)
        server.gate.clear()
        job = studio.advice.start(task, "adviser")
        deadline = time.monotonic() + 60
        while not server.asked:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        root = studio.workspace.root
        studio.close(keep_children=True)
        again = Studio.open(root)
        server.gate.set()
        record = again.jobs.wait(job, timeout_s=60)
        assert record.state is JobState.DONE
        assert again.advice.advice_of(record).detail == SAID["detail"]
        assert len(server.asked) == 1
        second = again.jobs.wait(again.resume(job), timeout_s=60)
        assert (second.state, len(server.asked)) == (JobState.DONE, 2)
        again.close()


def test_that_a_model_is_asked_once_and_changes_nothing_by_itself(studio, task):
    _add(studio, thought("15:00 - 2:00 = 12:00."), answer("Answer: Audit"), count=12)
    record, asked = _ask(studio, task, f"```json\n{json.dumps(SAID)}\n```")
    assert record.state is JobState.DONE
    advice = studio.advice.advice_of(record)
    assert (advice.by, advice.read, advice.detail) == ("adviser", 8, SAID["detail"])
    assert advice.after == f"{advice.before}\n{SAID['guidance']}"
    assert studio.tasks.task(task.type) == task
    (body,) = asked
    told = json.loads(body["messages"][1]["content"])
    assert (len(told["traces"]), told["present_guidance"]) == (8, "")
    assert studio.advice.estimate_usd(task, "adviser") == 0.0


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("Looks good to me.", "not one JSON object"),
        ("[]", "exactly the keys"),
        (json.dumps(SAID | {"more": "x"}), "exactly the keys"),
        (json.dumps({name: SAID[name] for name in SAID if name != "change"}), "exactly the keys"),
        (json.dumps(SAID | {"detail": 7}), "not a text"),
        (json.dumps(SAID | {"detail": " "}), "empty or longer"),
        (json.dumps(SAID | {"guidance": "x" * 3_001}), "longer than"),
        ("[" * 5_000, "not one JSON object"),
    ],
)
def test_that_a_reply_of_another_form_is_refused_in_words(studio, task, reply, why):
    _add(studio, thought("Audit is due."), answer("Answer: Audit"), count=1)
    record, _asked = _ask(studio, task, reply)
    assert record.state is JobState.FAILED
    assert why in record.error
    with pytest.raises(InvalidInput, match="given no advice"):
        studio.advice.advice_of(record)


def test_that_the_planner_is_not_asked(studio, task):
    _add(studio, thought("Audit is due."), answer("Answer: Audit"), count=1)
    with pytest.raises(InvalidInput, match="gives no advice"):
        studio.advice.start(task, "planner")


def test_that_a_trace_without_reasoning_is_counted(studio, task):
    _add(studio, Step(StepKind.ANSWER, "Answer: Audit"), count=3)
    assert "3 of 3 do not reason at all." in studio.advice.computed(task).detail


def test_that_a_task_that_requires_nothing_says_so(studio, task):
    (trace,) = _add(studio, thought("Audit is due."), count=1)
    from core.review.advice.computed import Looked

    looked = Looked(studio.review.trace(trace), (), ())
    assert "requires no element" in answers_of([looked], requires=(), reasons=Counter(), guidance="").patterns
