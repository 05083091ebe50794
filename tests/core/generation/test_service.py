# SPDX-License-Identifier: Apache-2.0
"""Generation: every answer kept once, failures counted, budgets kept, and nothing asked twice."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter

import pytest

from core.domain.budgets import Budget
from core.domain.jobs import JobState
from core.domain.messages import Sampling
from core.domain.providers import ProviderProfile
from core.domain.traces import Confidence, ConfidenceMethod, TraceState
from core.errors import InvalidInput, KeyMissing, UnknownName
from core.generation.job import title_of
from core.studio import Studio
from tests.helpers import fake_llm as fake
from tests.helpers.chat_server import chat_server

TITLES = [
    ("Which first?\nNow 08:00. Tasks:\n- due 10:00, 1:00 h: A", "Which first?"),
    ("Now 08:00. Tasks:\n- due 10:00, 1:00 h: A\nPick the most urgent task.", "Pick the most urgent task."),
    ("Sort the parts.\nProject X:\n- A: 1:00 h, needs nothing", "Sort the parts."),
    ("Now 08:00.", "Now 08:00."),
    ("", ""),
]
ANSWER = "1. It is due first.\nAnswer: the first one"


@pytest.fixture
def studio(tmp_path):
    opened = Studio.open(tmp_path / "ws", create=True)
    yield opened
    opened.close()


@pytest.fixture
def problems(studio):
    return studio.tasks.sample(n=6, seed=4)


def server_profile(server, **options):
    return ProviderProfile(
        name="loop", kind="openai_compatible", model="loop-1", base_url=server.base_url, options=options
    )


def wait_until(is_so):
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def held_up(studio, server, problems, *, concurrency):
    """A run that has as many requests in flight as it may, none of them answered before the gate opens."""
    server.gate.clear()
    job = studio.generation.start(problems, teacher="loop", concurrency=concurrency)
    wait_until(lambda: len(server.asked) == concurrency)
    return job


def run(studio, problems, teacher, **settings):
    job = studio.generation.start(problems, teacher=teacher, **settings)
    return job, studio.jobs.wait(job, timeout_s=60)


def test_that_the_planner_is_there_without_setting_anything_up(studio, problems):
    (planner,) = studio.generation.profiles()
    assert (planner.name, planner.kind) == ("planner", "planner")
    assert not studio.generation.capabilities("planner").is_language_model
    job, record = run(studio, problems, "planner")
    assert record.state is JobState.DONE
    assert {key: record.result[key] for key in ("requested", "kept", "failed", "cost_usd", "ended_by")} == {
        "requested": 6,
        "kept": 6,
        "failed": {},
        "cost_usd": 0.0,
        "ended_by": "",
    }
    traces = [studio.review.trace(trace_id) for trace_id in studio.review.ids()]
    assert {trace.problem_id for trace in traces} == set(problems)
    assert {trace.state for trace in traces} == {TraceState.PENDING}
    assert {trace.original.job_id for trace in traces} == {job}


def test_that_asking_again_keeps_no_second_copy(studio, problems):
    run(studio, problems, "planner")
    _, record = run(studio, problems, "planner")
    assert record.result["requested"] == 0
    assert len(studio.review.ids()) == 6


def test_that_samples_are_apart(studio, problems):
    with chat_server(lambda body: ANSWER) as server:
        studio.generation.save_profile(server_profile(server))
        _, record = run(studio, problems[:2], "loop", samples=3)
    assert record.result["kept"] == 6
    assert len(studio.review.ids()) == 6


def test_that_a_server_gets_system_prompt_question_and_sampling(studio, problems):
    with chat_server(lambda body: ANSWER) as server:
        studio.generation.save_profile(server_profile(server))
        run(studio, problems[:1], "loop")
        (body,) = server.asked
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["messages"][1]["content"] == studio.tasks.problem(problems[0]).prompt
    assert body["temperature"] == 0.3
    trace = studio.review.trace(studio.review.ids()[0])
    assert (trace.original.model, trace.original.conclusion) == ("loop-1", "the first one")


def test_that_failures_are_counted_by_reason_and_resumed(studio, problems):
    refused = studio.tasks.problem(problems[0]).prompt
    is_mended = []

    def answer(body):
        return 400 if body["messages"][1]["content"] == refused and not is_mended else ANSWER

    with chat_server(answer) as server:
        studio.generation.save_profile(server_profile(server))
        job, record = run(studio, problems, "loop")
        assert (record.state, record.result["kept"]) == (JobState.DONE, 5)
        assert sum(record.result["failed"].values()) == 1
        is_mended.append(True)
        asked_before = len(server.asked)
        again = studio.jobs.wait(studio.generation.resume(job), timeout_s=60)
        assert (again.result["requested"], again.result["kept"]) == (1, 1)
        assert len(server.asked) == asked_before + 1


def test_that_a_job_whose_every_answer_failed_says_so(studio, problems):
    with chat_server(lambda body: 401) as server:
        studio.generation.save_profile(server_profile(server))
        _, record = run(studio, problems[:2], "loop")
    assert record.state is JobState.FAILED
    assert "No answer could be kept: 2 of 2" in record.error
    assert record.hint


@pytest.mark.parametrize("budget", [Budget(usd=45.0), Budget(requests=2)])
def test_that_nothing_is_sent_beyond_a_budget_and_the_rest_can_be_asked_later(studio, problems, budget):
    short = Sampling(max_tokens=20)
    with chat_server(lambda body: ANSWER) as server:
        profile = server_profile(server, usd_per_million_input=0.0, usd_per_million_output=1_000_000.0)
        studio.generation.save_profile(profile)
        job, record = run(studio, problems, "loop", budget=budget, sampling=short)
        assert (record.result["ended_by"], record.result["kept"], len(server.asked)) == ("budget", 2, 2)
        assert (record.result["cost_usd"], record.result["tokens"]) == (pytest.approx(40.0), 60)
        rest = studio.jobs.wait(studio.generation.resume(job), timeout_s=60)
    assert (rest.result["requested"], rest.result["kept"], len(server.asked)) == (4, 2, 4)


def test_that_what_an_answer_did_not_use_is_spent_on_the_next(studio, problems):
    """The budget holds one answer at its longest, and three of those that come."""
    with chat_server(lambda body: ANSWER) as server:
        profile = server_profile(server, usd_per_million_input=0.0, usd_per_million_output=1_000_000.0)
        studio.generation.save_profile(profile)
        _, record = run(studio, problems, "loop", budget=Budget(usd=75.0), sampling=Sampling(max_tokens=30))
    assert (record.result["kept"], record.result["cost_usd"]) == (3, pytest.approx(60.0))


def test_that_some_go_out_first_from_everywhere_and_the_rest_when_asked_for(studio, problems):
    with chat_server(lambda body: ANSWER) as server:
        studio.generation.save_profile(server_profile(server))
        job, record = run(studio, problems, "loop", smoke=2, concurrency=1)
        assert {name: record.result[name] for name in ("ended_by", "requested", "kept", "left")} == {
            "ended_by": "smoke",
            "requested": 2,
            "kept": 2,
            "left": 4,
        }
        assert [studio.review.trace(found).problem_id for found in studio.review.ids()] == [problems[0], problems[3]]
        rest = studio.jobs.wait(studio.generation.resume(job), timeout_s=60)
    assert (rest.result["kept"], rest.result["left"], rest.result["ended_by"]) == (4, 0, "")


def test_that_the_report_counts_repeats_latencies_and_categories(studio, problems):
    outcomes = iter((503, ANSWER, 400, ANSWER, ANSWER, ANSWER, ANSWER))
    with chat_server(lambda body: next(outcomes)) as server:
        studio.generation.save_profile(server_profile(server))
        _, record = run(studio, problems, "loop", concurrency=1)
    result = record.result
    assert (result["kept"], result["failed"], result["retried"], result["tokens"]) == (5, {"bad_request": 1}, 1, 150)
    kept = [studio.tasks.problem(studio.review.trace(found).problem_id).task_type for found in studio.review.ids()]
    assert result["kept_by_task"] == dict(Counter(kept))
    assert 0 < result["latency_s"]["p50"] <= result["latency_s"]["p90"] <= result["latency_s"]["p99"] < 60


def test_that_a_trace_says_how_sure_its_teacher_was(studio, problems):
    with fake.fake_llm() as llm:
        options = {"has_logprobs": True}
        studio.generation.save_profile(
            ProviderProfile("sure", "openai_compatible", model="ok", base_url=llm.openai_url, options=options)
        )
        run(studio, problems[:1], "sure")
    confidence = studio.review.trace(studio.review.ids()[0]).original.confidence
    assert confidence == Confidence(pytest.approx(math.exp(fake.LOGPROB)), ConfidenceMethod.LOGPROB)


def test_that_few_problems_all_go_out_at_once(studio, problems):
    _, record = run(studio, problems, "planner", smoke=6)
    assert (record.result["kept"], record.result["ended_by"]) == (6, "")


def test_that_a_budget_in_money_needs_a_price(studio, problems):
    studio.generation.save_profile(
        ProviderProfile(name="far", kind="openai_compatible", model="m", base_url="https://api.example.com/v1")
    )
    with pytest.raises(InvalidInput, match="price of this model is not known"):
        studio.generation.start(problems, teacher="far", budget=Budget(usd=1.0))
    assert studio.recent_jobs() == ()


def test_that_a_job_of_an_earlier_version_keeps_its_budget(studio, problems):
    with chat_server(lambda body: ANSWER) as server:
        profile = server_profile(server, usd_per_million_input=0.0, usd_per_million_output=1_000_000.0)
        studio.generation.save_profile(profile)
        _, record = run(studio, problems, "loop", budget=Budget(requests=1))
        old = {name: held for name, held in record.spec.items() if name != "budget"} | {"budget_usd": 45.0}
        with studio.store.begin() as unit:
            spec = old | {"sampling": {"max_tokens": 20}}
            earlier = unit.jobs.insert(kind=record.kind, title="Ask loop", lane=record.lane, spec=spec)
            unit.jobs.end(earlier, JobState.LOST)
        rest = studio.jobs.wait(studio.generation.resume(earlier), timeout_s=60)
    assert rest.result["kept"] == 2


def test_that_a_pause_keeps_what_is_in_flight_and_sends_nothing_more(studio, problems):
    with chat_server(lambda body: ANSWER) as server:
        studio.generation.save_profile(server_profile(server))
        job = held_up(studio, server, problems, concurrency=2)
        studio.generation.pause(job)
        time.sleep(0.5)  # the child looks for wishes ten times a second
        server.gate.set()
        record = studio.jobs.wait(job, timeout_s=60)
        assert (record.state, record.result["ended_by"]) == (JobState.DONE, "paused")
        assert (record.result["kept"], record.result["left"], len(server.asked)) == (2, 4, 2)
        rest = studio.jobs.wait(studio.generation.resume(job), timeout_s=60)
    assert (rest.result["kept"], len(server.asked)) == (4, 6)
    with pytest.raises(InvalidInput, match="is running"):
        studio.generation.pause(job)


def test_that_more_go_out_at_once_when_a_person_says_so(studio, problems):
    with chat_server(lambda body: ANSWER) as server:
        studio.generation.save_profile(server_profile(server))
        job = held_up(studio, server, problems, concurrency=1)
        studio.generation.set_concurrency(job, 4)
        wait_until(lambda: len(server.asked) == 4)
        with pytest.raises(InvalidInput, match="above zero"):
            studio.generation.set_concurrency(job, 0)
        server.gate.set()
        record = studio.jobs.wait(job, timeout_s=60)
    assert record.result["kept"] == 6


def test_that_stopping_keeps_what_came(studio, problems):
    with chat_server(lambda body: ANSWER) as server:
        studio.generation.save_profile(server_profile(server))
        server.gate.clear()
        job = studio.generation.start(problems, teacher="loop", concurrency=1)
        studio.jobs.cancel(job)
        record = studio.jobs.wait(job, timeout_s=60)
    assert record.state is JobState.CANCELLED
    assert studio.review.ids() == ()


def test_that_a_missing_key_is_said_before_anything_is_queued(studio, problems, monkeypatch):
    monkeypatch.delenv("STILLROOM_NO_SUCH_KEY", raising=False)
    studio.generation.save_profile(
        ProviderProfile(name="paid", kind="openai", model="m", key_env="STILLROOM_NO_SUCH_KEY")
    )
    with pytest.raises(KeyMissing):
        studio.generation.start(problems, teacher="paid")
    assert studio.recent_jobs() == ()


def test_that_nonsense_is_refused(studio, problems):
    with pytest.raises(InvalidInput, match="no problem to ask"):
        studio.generation.start((), teacher="planner")
    with pytest.raises(InvalidInput, match="above zero"):
        studio.generation.start(problems, teacher="planner", samples=0)
    with pytest.raises(UnknownName, match="nobody"):
        studio.generation.start(problems, teacher="nobody")
    with pytest.raises(InvalidInput, match="base URL"):
        studio.generation.save_profile(ProviderProfile(name="x", kind="openai_compatible"))


def test_that_a_check_says_what_is_wrong(studio):
    studio.generation.save_profile(
        ProviderProfile(name="gone", kind="openai_compatible", model="m", base_url="http://127.0.0.1:9/v1")
    )
    status = asyncio.run(studio.generation.check("gone"))
    assert not status.is_ready
    assert status.message
    assert status.hint


def test_that_an_estimate_is_money_or_unknown(studio, problems):
    free = studio.generation.estimate(problems, "planner")
    assert (free.requests, free.cost_usd) == (6, 0.0)
    assert free.input_tokens > 0
    studio.generation.save_profile(
        ProviderProfile(name="odd", kind="openai_compatible", model="none-such", base_url="https://example.invalid/v1")
    )
    assert studio.generation.estimate(problems, "odd", samples=2).cost_usd is None


def test_that_an_estimate_goes_by_what_this_teacher_took_so_far(studio, problems):
    with chat_server(lambda body: ANSWER) as server:
        profile = server_profile(server, usd_per_million_input=0.0, usd_per_million_output=1_000_000.0)
        studio.generation.save_profile(profile)
        before = studio.generation.estimate(problems, "loop")
        run(studio, problems[:2], "loop")
    after = studio.generation.estimate(problems, "loop", samples=2, concurrency=4)
    assert (before.output_tokens, before.cost_usd, before.dear_usd, before.seconds) == (2_400, 2_400.0, 6_000.0, None)
    assert (after.requests, after.output_tokens, after.cost_usd, after.dear_usd) == (12, 240, 240.0, 240.0)
    latencies = [studio.review.trace(found).original.latency_s for found in studio.review.ids()]
    assert after.seconds == pytest.approx(sum(latencies) / 2 * 12 / 4)


def test_that_imported_problems_can_be_asked_too(studio, tmp_path):
    file = tmp_path / "in.jsonl"
    file.write_text(
        '{"messages":[{"role":"user","content":"What is due?"},{"role":"assistant","content":"Tea."}]}\n',
        encoding="utf-8",
    )
    studio.review.import_jsonl(file)
    ids = studio.tasks.problem_ids(types=("imported",))
    with chat_server(lambda body: ANSWER) as server:
        studio.generation.save_profile(server_profile(server))
        _, record = run(studio, ids, "loop")
    assert record.result["kept"] == 1


@pytest.mark.parametrize(("prompt", "title"), TITLES)
def test_that_a_title_is_what_the_prompt_asks_for(prompt, title):
    assert title_of(prompt) == title
