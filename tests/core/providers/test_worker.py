# SPDX-License-Identifier: Apache-2.0
"""Many requests in a child: bounded, patient, stopped within a second, each answer once, and no key in any file."""

from __future__ import annotations

import asyncio
import json
import threading
import time

import pytest

from core.domain.jobs import JobId
from core.domain.messages import Completion, Role, Sampling, text_message
from core.domain.providers import ProviderProfile
from core.errors import InvalidInput, JobCancelled, KeyMissing, ProviderRefused, StudioError
from core.jobs.child import find_child
from core.jobs.reporter import Reporter
from core.jobs.runfolder import EventTail, EventWriter, RunFolder, Wish
from core.keys import Keys
from core.providers import catalog
from core.providers.base import ChatRequest
from core.providers.batch_run import answer_all
from core.providers.environment import child_environment
from core.providers.retries import Patience, RetryRules
from core.providers.worker import Asking, Voice
from tests.helpers import fake_llm as fake

KEY = "sk-canary-0123456789abcdef"
QUICK = RetryRules(first_pause_s=0.01, longest_pause_s=0.05)


@pytest.fixture(scope="module")
def llm():
    with fake.fake_llm(key=KEY) as running:
        yield running


@pytest.fixture
def keys():
    from keyring.backends import fail

    return Keys(backend=fail.Keyring(), environ={"CANARY_API_KEY": KEY})


def profile_for(llm, model):
    return ProviderProfile("teacher", "openai_compatible", model, llm.openai_url, key_env="CANARY_API_KEY")


def requests_for(count, *, start=0):
    return [
        ChatRequest(f"k{number}", (text_message(Role.USER, f"Problem {number}"),), sampling=Sampling(max_tokens=50))
        for number in range(start, start + count)
    ]


class Job:
    """What a job's thread does with the outcomes."""

    def __init__(self, folder):
        self.folder = RunFolder(folder)
        self.cancelled = threading.Event()
        self.may_detach = False
        self.report = Reporter(JobId(1), lambda event: None, self.cancelled, lambda: self.may_detach)
        self.outcomes = []

    def on_result(self, key, outcome):
        self.outcomes.append((key, outcome))

    def run(self, llm, keys, model, requests, *, concurrency=8, profile=None):
        answer_all(
            self.folder,
            profile or profile_for(llm, model),
            requests,
            self.report,
            self.on_result,
            keys=keys,
            concurrency=concurrency,
        )

    @property
    def answered(self):
        return [key for key, outcome in self.outcomes if isinstance(outcome, Completion)]


def asked_since(llm, before):
    return [seen.body["messages"][-1]["content"] for seen in llm.asked[before:]]


def test_that_every_request_is_answered_once_and_no_file_holds_the_key(llm, keys, tmp_path):
    job = Job(tmp_path / "run")
    before = len(llm.asked)
    job.run(llm, keys, "ok", requests_for(40))
    assert sorted(job.answered) == sorted(f"k{number}" for number in range(40))
    assert len(asked_since(llm, before)) == 40
    outcome = dict(job.outcomes)["k7"]
    assert outcome.message.text.endswith("Problem 7")
    assert outcome.usage.input_tokens == fake.USAGE_IN
    held = [path for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert {"spec.json", "events.jsonl", "log.txt"} <= {path.name for path in held}
    assert not any(KEY.encode() in path.read_bytes() for path in held)


def test_that_faults_are_outcomes_beside_their_requests(llm, keys, tmp_path):
    job = Job(tmp_path / "run")
    job.run(llm, keys, "length", requests_for(3))
    assert [outcome.reason for _, outcome in job.outcomes] == ["truncated"] * 3
    assert all(outcome.hint for _, outcome in job.outcomes)


def test_that_a_stopped_job_ends_within_a_second_and_keeps_what_came(llm, keys, tmp_path):
    job = Job(tmp_path / "run")
    asked_at = []

    def on_result(key, outcome):
        job.on_result(key, outcome)
        if len(job.outcomes) == 4:
            job.cancelled.set()
            asked_at.append(time.monotonic())

    job_requests = requests_for(200)
    with pytest.raises(JobCancelled):
        answer_all(
            job.folder,
            profile_for(llm, "slow-300"),
            job_requests,
            job.report,
            on_result,
            keys=keys,
            concurrency=4,
        )
    assert time.monotonic() - asked_at[0] < 3.0
    assert 4 <= len(job.answered) < 40
    kinds = [event.kind for event in EventTail(job.folder).read()]
    assert kinds[-1] == "stopped"


def test_that_a_folder_that_is_run_again_asks_only_for_what_is_missing(llm, keys, tmp_path):
    first = Job(tmp_path / "run")
    first.run(llm, keys, "ok", requests_for(5))
    before = len(llm.asked)
    again = Job(tmp_path / "run")
    again.run(llm, keys, "ok", requests_for(9))
    assert sorted(again.answered) == [f"k{number}" for number in range(9)]
    assert sorted(asked_since(llm, before)) == [f"Problem {number}" for number in range(5, 9)]


def test_that_what_failed_is_asked_again_and_told_once(llm, keys, tmp_path):
    first = Job(tmp_path / "run")
    first.run(llm, keys, "refuse", requests_for(3))
    assert {outcome.reason for _, outcome in first.outcomes} == {"refusal"}
    again = Job(tmp_path / "run")
    again.run(llm, keys, "ok", requests_for(3))
    assert sorted(key for key, _ in again.outcomes) == ["k0", "k1", "k2"]
    assert sorted(again.answered) == ["k0", "k1", "k2"]


def test_that_a_whole_folder_starts_no_child_and_needs_no_key(llm, keys, tmp_path):
    Job(tmp_path / "run").run(llm, keys, "ok", requests_for(3))
    before = len(llm.asked)
    again = Job(tmp_path / "run")
    again.run(llm, Keys(environ={}), "ok", requests_for(3))
    assert sorted(again.answered) == ["k0", "k1", "k2"]
    assert len(llm.asked) == before


def test_that_an_error_of_the_station_lets_the_flight_finish_and_sends_nothing_new(llm, keys, tmp_path):
    job = Job(tmp_path / "run")

    class Enough(StudioError):
        pass

    def on_result(key, outcome):
        job.on_result(key, outcome)
        if len(job.outcomes) >= 3:
            raise Enough("The budget is used up.")

    before = len(llm.asked)
    with pytest.raises(Enough):
        answer_all(
            job.folder, profile_for(llm, "slow-100"), requests_for(100), job.report, on_result, keys=keys, concurrency=3
        )
    sent = asked_since(llm, before)
    assert len(sent) < 30
    assert len(job.answered) == len(sent)


def test_that_a_child_that_is_left_running_is_taken_up_again(llm, keys, tmp_path):
    requests = requests_for(30)
    first = Job(tmp_path / "run")
    first.may_detach = True
    before = len(llm.asked)

    def on_result(key, outcome):
        first.on_result(key, outcome)
        first.cancelled.set()

    with pytest.raises(JobCancelled):
        answer_all(
            first.folder, profile_for(llm, "slow-100"), requests, first.report, on_result, keys=keys, concurrency=2
        )
    assert find_child(first.folder) is not None
    second = Job(tmp_path / "run")
    second.run(llm, Keys(environ={}), "slow-100", requests)
    assert sorted(second.answered) == sorted(request.key for request in requests)
    assert len(asked_since(llm, before)) == 30


def test_that_a_missing_key_is_said_before_a_child_starts(llm, tmp_path):
    job = Job(tmp_path / "run")
    with pytest.raises(KeyMissing):
        job.run(llm, Keys(environ={}), "ok", requests_for(1), profile=ProviderProfile("t", "anthropic", "m", llm.url))
    assert not job.folder.spec_path.exists()


def test_that_a_child_that_cannot_work_fails_with_the_users_words(llm, keys, tmp_path):
    job = Job(tmp_path / "run")
    profile = ProviderProfile("t", "openai_compatible", "m", "http://public.example.com/v1")
    with pytest.raises(StudioError) as caught:
        job.run(llm, keys, "ok", requests_for(1), profile=profile)
    assert "public address" in caught.value.message
    assert caught.value.hint


def test_that_a_wrong_key_does_not_send_the_rest(llm, tmp_path):
    job = Job(tmp_path / "run")
    before = len(llm.asked)
    job.run(llm, Keys(environ={"CANARY_API_KEY": "sk-wrong"}), "ok", requests_for(50), concurrency=2)
    assert [outcome.reason for _, outcome in job.outcomes] == ["auth"] * 50
    assert len(asked_since(llm, before)) <= 5


def ask_here(llm, model, requests, folder, *, concurrency=8, rules=QUICK, key=KEY):
    """Run the child's asking in this process."""
    run = RunFolder(folder)
    run.path.mkdir()
    events = EventWriter(run)
    voice = Voice(events, total=len(requests))

    async def asked():
        provider = catalog.build(profile_for(llm, model), key=key)
        try:
            await Asking(provider, voice, concurrency=concurrency, rules=rules).run(requests, run)
        finally:
            await provider.aclose()

    try:
        asyncio.run(asked())
    finally:
        events.close()
    return [event.data for event in EventTail(run).read() if event.kind == "result"]


def test_that_a_transient_fault_is_tried_again_until_it_passes(llm, tmp_path):
    before = len(llm.asked)
    results = ask_here(llm, "flaky-2", requests_for(6, start=1000), tmp_path / "run")
    assert sorted(result["key"] for result in results) == sorted(f"k{number}" for number in range(1000, 1006))
    assert all("completion" in result for result in results)
    assert len(asked_since(llm, before)) == 18


def test_that_a_lasting_transient_fault_ends_after_the_last_attempt(llm, tmp_path):
    before = len(llm.asked)
    rules = RetryRules(attempts=4, first_pause_s=0.01)
    (result,) = ask_here(llm, "fail-529", requests_for(1), tmp_path / "run", rules=rules)
    assert result["error"]["reason"] == "overloaded"
    assert len(asked_since(llm, before)) == 4


@pytest.mark.parametrize("model", ["fail-400", "refuse", "length", "html", "fail-429-ra-86400"])
def test_that_a_fault_that_stays_is_not_tried_again(llm, tmp_path, model):
    before = len(llm.asked)
    (result,) = ask_here(llm, model, requests_for(1), tmp_path / "run")
    assert "error" in result
    assert len(asked_since(llm, before)) == 1


def test_that_no_more_than_the_concurrency_is_in_flight(llm, tmp_path):
    llm.at_once = 0
    ask_here(llm, "slow-50", requests_for(20), tmp_path / "run", concurrency=5)
    assert llm.at_once == 5


def test_that_a_hanging_server_does_not_hold_up_a_stop(llm, tmp_path):
    folder = RunFolder(tmp_path / "run")
    stopped_at = []

    def stop():
        fake.wait_until(lambda: llm.in_hand >= 3)
        stopped_at.append(time.monotonic())
        folder.wish(Wish.STOP)

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(JobCancelled):
        ask_here(llm, "hang", requests_for(10), folder.path, concurrency=3)
    stopper.join()
    assert time.monotonic() - stopped_at[0] < 1.0


def test_that_events_hold_what_the_server_said_only_as_reasons(llm, tmp_path):
    (result,) = ask_here(llm, "fail-400", requests_for(1), tmp_path / "run")
    assert set(result["error"]) == {"reason", "message", "hint", "is_transient", "retry_after_s"}


def refused(reason="server", *, is_transient=True, retry_after_s=None):
    return ProviderRefused("no", reason=reason, is_transient=is_transient, retry_after_s=retry_after_s)


def test_that_pauses_grow_are_spread_and_end():
    rules = RetryRules(attempts=5, first_pause_s=1, longest_pause_s=3)
    for attempt, base in ((1, 1), (2, 2), (3, 3), (4, 3)):
        pauses = [rules.pause_s(refused(), attempt=attempt) for _ in range(50)]
        assert all(0.5 * base <= pause <= 1.5 * base for pause in pauses)
        assert len(set(pauses)) > 10
    assert rules.pause_s(refused(), attempt=5) is None


def test_that_a_server_that_asks_for_patience_gets_it_up_to_a_limit():
    rules = RetryRules(longest_wait_s=60)
    assert rules.pause_s(refused(retry_after_s=20), attempt=1) > 20
    assert rules.pause_s(refused(retry_after_s=61), attempt=1) is None
    assert rules.pause_s(refused(is_transient=False, retry_after_s=1), attempt=1) is None


def test_that_patience_ends_only_for_faults_that_hit_every_request():
    patience = Patience()
    for _ in range(3):
        patience.note(refused("auth", is_transient=False))
    assert patience.verdict.reason == "auth"
    patience.note(None)
    assert patience.verdict is None
    for _ in range(50):
        patience.note(refused("truncated", is_transient=False))
    assert patience.verdict is None


def test_that_a_child_gets_no_variable_of_a_provider():
    given = {
        "PATH": "/bin",
        "OPENAI_BASE_URL": "http://evil",
        "OPENAI_API_KEY": "k",
        "ANTHROPIC_CUSTOM_HEADERS": "x: y",
        "HF_TOKEN": "t",
        "MY_TEACHER": "secret",
        "GROQ_API_KEY": "k",
        "AWS_SECRET_ACCESS_KEY": "k",
        "OMP_NUM_THREADS": "2",
    }
    found = child_environment(given, without="MY_TEACHER")
    assert set(found) & set(given) == {"PATH", "OMP_NUM_THREADS"}
    assert found["HF_HUB_OFFLINE"] == "1"


def test_that_a_spec_can_be_read_back(llm, keys, tmp_path):
    job = Job(tmp_path / "run")
    job.run(llm, keys, "ok", requests_for(1))
    spec = json.loads(job.folder.spec_path.read_text(encoding="utf-8"))
    assert spec["profile"]["key_env"] == "CANARY_API_KEY"
    assert spec["requests"][0]["sampling"]["max_tokens"] == 50


def test_that_an_unknown_option_is_named(llm, keys, tmp_path):
    profile = ProviderProfile("t", "openai_compatible", "m", llm.openai_url, options={"colour": "red"})
    with pytest.raises(InvalidInput, match="colour"):
        catalog.build(profile, key=None)
