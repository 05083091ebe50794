# SPDX-License-Identifier: Apache-2.0
"""The evaluation station from a subject to a page: whole reports or none, and every fault in words."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.changes import ChangeFeed
from core.domain.evaluations import Measure, SubjectRole
from core.domain.jobs import JobState, Lane
from core.domain.providers import ProviderProfile
from core.domain.runs import MetricPoint, RunId
from core.domain.tasks import Split
from core.errors import InvalidInput, KeyMissing, UnknownName
from core.evaluation.service import EvaluationService
from core.jobs.events import Metric, Progress
from core.jobs.runner import JobRunner
from core.keys import Keys
from core.store.ledger import StoreLedger
from core.store.store import Store
from core.tasks.service import TaskService
from core.workspace import Workspace
from tests.helpers.chat_server import ChatServer, chat_server
from tests.helpers.tiny_model import build_tiny_model


class Room:
    """An evaluation service with all that it stands on, in a workspace of its own."""

    def __init__(self, path: Path) -> None:
        self.workspace = Workspace(path, create=True)
        self.store = Store(self.workspace.database, ChangeFeed())
        self.jobs = JobRunner(StoreLedger(self.store))
        self.tasks = TaskService(store=self.store, workspace=self.workspace)
        self.checkpoint: Path | None = None
        self.service = EvaluationService(
            store=self.store,
            jobs=self.jobs,
            workspace=self.workspace,
            keys=Keys(environ={}),
            system_prompt_for=lambda name: self.tasks.system_prompt(self.tasks.task(name), "student"),
            tools_for=lambda name: self.tasks.tools(self.tasks.task(name)),
            requires_for=lambda name: self.tasks.task(name).requires,
            checkpoint_of=self.checkpoint_of,
        )

    def checkpoint_of(self, run_id: RunId, step: int | None = None) -> Path:
        if self.checkpoint is None:
            raise UnknownName("run", str(run_id))
        return self.checkpoint

    def evaluate(self, subject: str, **more):
        record = self.jobs.wait(self.service.start(subject, benchmark="workday", **more), 90)
        assert record.state is JobState.DONE, record.error
        return self.service.report(record.result["report"])

    def add_server(self, server: ChatServer, *, name: str = "loop") -> None:
        profile = ProviderProfile(name=name, kind="openai_compatible", model="loop", base_url=server.base_url)
        with self.store.begin() as unit:
            unit.providers.save(profile)

    def close(self) -> None:
        self.jobs.close(timeout_s=20)
        self.store.close()
        self.workspace.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path / "workspace")
    yield opened
    opened.close()


def until(fact, *, timeout_s: float = 30.0) -> None:
    """Wait for a fact with a deadline."""
    over = threading.Event()
    deadline = time.monotonic() + timeout_s
    while not fact():
        assert time.monotonic() < deadline
        over.wait(0.02)


def test_that_the_planner_is_evaluated_scored_and_labelled(room):
    events = []
    room.jobs.subscribe(events.append)
    report = room.evaluate("planner", split="held_out", limit=8)
    assert (report.n, report.role, report.label, report.split) == (8, SubjectRole.TEACHER, "planner", "held_out")
    assert report.overall.conclusion.mean == report.overall.value.mean == 1.0
    assert set(report.by_category) == {"prioritization", "scheduling", "decomposition", "conflict_resolution"}
    assert report.facts["note"] == "built-in planner, not a language model"
    assert report.facts["temperature"] == 0.0 and report.facts["failed"] == 0 and report.facts["seconds"] > 0
    results = room.service.results(report.id)
    assert len(results) == 8 and all(result.output and result.calls for result in results)
    done = [event.done for event in events if isinstance(event, Progress)]
    assert done[0] == 0 and done[-1] == 8
    assert {event.name for event in events if isinstance(event, Metric)} == {"conclusion", "value"}


def test_that_every_subject_gets_the_student_prompt_the_tools_and_the_likeliest_answer(room):
    with chat_server(lambda body: "Answer: nothing.") as server:
        room.add_server(server)
        report = room.evaluate("loop", limit=4, max_tokens=99)
    assert (report.facts["model"], report.facts["output_tokens"], report.facts["max_tokens"]) == ("loop-1", 80, 99)
    prompts = {case.category: case.input for case in room.service.cases("workday", limit=4)}
    assert len(server.asked) == len(prompts) == 4
    for body in server.asked:
        system, user = body["messages"]
        (category,) = [name for name, prompt in prompts.items() if prompt == user["content"]]
        task = room.tasks.task(category)
        assert system == {"role": "system", "content": room.tasks.system_prompt(task, "student")}
        assert {tool["function"]["name"] for tool in body["tools"]} == {tool.name for tool in room.tasks.tools(task)}
        assert body["temperature"] == 0.0


def test_that_a_case_that_failed_scores_nothing_and_is_counted(room):
    cases = room.service.cases("workday", limit=4)
    by_input = {case.input: case for case in cases}

    def answer(body):
        case = by_input[body["messages"][-1]["content"]]
        return 404 if case is cases[0] else f"Answer: {case.expected_conclusion}"

    with chat_server(answer) as server:
        room.add_server(server)
        report = room.evaluate("loop", limit=4)
    assert (report.n, report.facts["failed"]) == (4, 1)
    assert report.overall.conclusion.mean == 0.75
    results = {result.case_id: result for result in room.service.results(report.id)}
    assert results[cases[0].id].error and results[cases[0].id].scores.conclusion == 0
    assert not results[cases[1].id].error and results[cases[1].id].scores.conclusion == 1


def test_that_there_is_no_report_where_nothing_was_answered(room):
    with chat_server(lambda body: 404) as server:
        room.add_server(server)
        record = room.jobs.wait(room.service.start("loop", benchmark="workday", limit=3), 60)
    assert record.state is JobState.FAILED
    assert "No case was answered: 3 of 3 failed" in record.error and record.hint
    assert room.service.reports() == ()


def test_that_a_stopped_evaluation_keeps_no_report_and_goes_on_where_it_was(room):
    held = threading.Event()

    def answer(body):
        if len(server.asked) > 2:
            held.wait(30)
        return "Answer: nothing."

    with chat_server(answer) as server:
        room.add_server(server)
        done = []
        room.jobs.subscribe(lambda event: done.append(event.done) if isinstance(event, Progress) else None)
        job = room.service.start("loop", benchmark="workday", limit=4, params={"concurrency": 1})
        until(lambda: done and done[-1] == 2)
        with pytest.raises(InvalidInput, match="already being resumed"):
            room.service.resume(job)
        room.jobs.cancel(job)
        assert room.jobs.wait(job, 30).state is JobState.CANCELLED
        assert room.service.reports() == ()
        held.set()
        asked = len(server.asked)
        again = room.jobs.wait(room.service.resume(job), 60)
        assert again.state is JobState.DONE, again.error
        assert len(server.asked) == asked + 2
    assert room.service.report(again.result["report"]).n == 4
    with pytest.raises(InvalidInput, match="is done: its report is number"):
        room.service.resume(again.id)


def test_that_a_checkpoint_is_evaluated_and_what_was_cut_off_is_counted(room, tmp_path):
    room.checkpoint = build_tiny_model(tmp_path / "checkpoint-10")
    with room.store.begin() as unit:
        frozen = unit.snapshots.insert(
            name="set", path="datasets/set", sha256="0", train_count=1, eval_count=0, recipe={}
        )
        run_id = unit.runs.insert(name="cot", snapshot_id=frozen.id, student="tiny", trainer="sft", recipe={})
        unit.runs.add_metrics(run_id, [MetricPoint("loss", 1, 2.0), MetricPoint("loss", 2, 1.0)])
    report = room.evaluate(f"run:{run_id}@10", limit=4, max_tokens=16)
    assert (report.role, report.label, report.n) == (SubjectRole.STUDENT, "cot at step 10", 4)
    assert report.facts["truncated"] == sum(r.finish == "length" for r in room.service.results(report.id)) > 0
    assert report.facts["tokens_per_s"] > 0 and report.facts["versions"]["torch"]
    with room.store.read() as unit:
        assert unit.jobs.get(report.job_id).lane is Lane.GPU
    page = room.service.html([report.id], tmp_path / "page.html").read_text(encoding="utf-8")
    assert "train loss of cot at step 10 (line)" in page


def test_that_a_model_folder_is_found_by_its_path_and_by_its_name_in_the_workspace(room):
    folder = build_tiny_model(room.workspace.models / "tiny")
    for text in (str(folder), "tiny", "models/tiny"):
        subject = room.service.subject(text)
        assert (subject.role, subject.label, subject.profile.model) == (SubjectRole.BASE, "tiny", str(folder))


@pytest.mark.parametrize(
    ("subject", "more", "error", "said"),
    [
        ("nobody", {}, InvalidInput, "neither a provider, a run nor a model folder"),
        ("", {}, InvalidInput, "neither a provider"),
        ("run:5", {}, UnknownName, "no run named “5”"),
        ("planner", {"split": "train"}, InvalidInput, "no “train” cases"),
        ("planner", {"limit": 0}, InvalidInput, "at least 1"),
        ("planner", {"role": "king"}, InvalidInput, "no role “king”"),
        ("planner", {"max_tokens": 1}, InvalidInput, "Longest answer"),
        ("planner", {"params": {"colour": 1}}, InvalidInput, "no setting named “colour”"),
    ],
)
def test_that_what_cannot_be_evaluated_is_refused_before_anything_is_queued(room, subject, more, error, said):
    with pytest.raises(error, match=said) as caught:
        room.service.start(subject, benchmark="workday", **more)
    assert caught.value.hint or "at least" in caught.value.message
    with room.store.read() as unit:
        assert unit.jobs.recent() == ()
    assert not list(room.workspace.runs.glob("evaluate-*"))


def test_that_a_folder_that_is_no_model_is_refused(room, tmp_path):
    with pytest.raises(InvalidInput):
        room.service.start(str(tmp_path), benchmark="workday")


def test_that_a_missing_key_is_said_before_anything_is_queued(room):
    with room.store.begin() as unit:
        unit.providers.save(ProviderProfile(name="claude", kind="anthropic", model="m", key_env="NO_SUCH_KEY"))
    with pytest.raises(KeyMissing):
        room.service.start("claude", benchmark="workday")


def test_that_held_out_problems_become_a_benchmark_that_can_be_asked(room):
    ids = room.tasks.sample(n=4, seed=5, split=Split.HELD_OUT)
    info = room.service.benchmark_from_problems("mine", ids)
    assert info.n == 4 and [found.name for found in room.service.benchmarks()] == ["workday", "mine"]
    record = room.jobs.wait(room.service.start("planner", benchmark="mine"), 60)
    assert room.service.report(record.result["report"]).overall.conclusion.mean == 1.0


def test_that_reports_are_compared_by_split_and_shown_on_one_page(room, tmp_path):
    with chat_server(lambda body: "Answer: nothing.") as server:
        room.add_server(server)
        weak = room.evaluate("loop", limit=16, role="student")
    teacher = room.evaluate("planner", limit=16)
    both = room.service.compare([weak.id, teacher.id])
    assert [row.id for row in both.rows] == [teacher.id, weak.id]
    assert both.baselines and set(both.rows[0].by_split) == {"held_out", "ood"}
    narrow = room.service.compare([weak.id, teacher.id], split="ood")
    assert (narrow.n, narrow.split) == (8, "ood")
    gap = next(gap for gap in narrow.gaps if gap.measure is Measure.CONCLUSION and not gap.category)
    assert gap.gap == 100.0
    page = room.service.html(
        [[weak.id, teacher.id]], tmp_path / "out" / "page.html", stages=[("Ask", 2.0)], command="x"
    )
    text = page.read_text(encoding="utf-8")
    assert "How close loop comes to planner" in text and "Wall time of each stage" in text


def test_that_reports_of_different_cases_are_not_compared(room):
    few, many = room.evaluate("planner", limit=4), room.evaluate("planner", limit=8)
    with pytest.raises(InvalidInput, match="Evaluate both subjects on the same split"):
        room.service.compare([few.id, many.id])
    with pytest.raises(InvalidInput, match="no report to compare"):
        room.service.compare([])
    with pytest.raises(UnknownName, match="no report named “99”"):
        room.service.compare([99])


def test_that_a_job_that_an_earlier_studio_left_is_made_again_from_its_record(room):
    record = room.jobs.wait(room.service.start("planner", benchmark="workday", limit=4), 60)
    job = room.service.adopt(record)
    assert job is not None
    assert (job.title, job.spec) == ("Evaluate planner on 4 cases of workday", record.spec)
    assert room.service.adopt(type(record)(**{n: getattr(record, n) for n in record.__slots__} | {"kind": "x"})) is None
