# SPDX-License-Identifier: Apache-2.0
"""Generate's presenter on a real studio: teachers, checks, forecasts and a run from its first row to its end."""

from __future__ import annotations

import asyncio

import pytest
import qasync

from core.domain.budgets import Budget
from core.domain.jobs import JobState
from core.domain.messages import Sampling
from core.domain.providers import ProviderProfile
from core.domain.tasks import Split
from core.errors import InvalidInput
from tests.helpers.chat_server import chat_server
from tests.helpers.shell import open_shell
from ui.pages.generate.ended import reason_words
from ui.pages.generate.presenter import GeneratePresenter
from ui.pages.generate.state import PLANNER_WORDS, RunWish, forecast, money, read_teachers


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def presenter(shell):
    return GeneratePresenter(shell.context, shell.owner)


def wish(teacher="planner", **changes):
    values = {
        "teacher": teacher,
        "types": (),
        "split": Split.TRAIN,
        "is_unanswered_only": True,
        "limit": None,
        "samples": 1,
        "concurrency": 8,
        "budget": Budget(),
        "smoke": None,
        "sampling": Sampling(),
    }
    return RunWish(**(values | changes))


def server_profile(server, name="house"):
    return ProviderProfile(name=name, kind="openai_compatible", model="m", base_url=server.base_url)


def test_that_the_planner_is_first_and_called_what_it_is(shell):
    shell.context.studio.generation.save_profile(
        ProviderProfile(name="aardvark", kind="openai_compatible", model="m", base_url="http://127.0.0.1:1/v1")
    )
    teachers = read_teachers(shell.context.studio).teachers
    assert [teacher.name for teacher in teachers] == ["planner", "aardvark"]
    assert teachers[0].words == PLANNER_WORDS
    assert (teachers[0].host, teachers[1].host) == ("", "")


def test_that_a_foreign_host_is_named_and_a_key_shown_by_its_end_only(shell):
    studio = shell.context.studio
    profile = ProviderProfile(name="far", kind="openai_compatible", model="m", base_url="https://api.example.com/v1")
    studio.generation.save_profile(profile)
    studio.generation.set_key("far", "sk-a-long-secret-3f9a")
    teacher = read_teachers(studio).teachers[1]
    assert teacher.host == "api.example.com"
    assert teacher.has_kept_key
    assert "3f9a" in teacher.key_hint
    assert "secret" not in repr(teacher)


def test_that_a_forecast_counts_what_is_unanswered_and_asks_nobody(shell):
    studio = shell.context.studio
    studio.tasks.sample(n=6, seed=1, types=("scheduling",))
    found = forecast(studio, wish(samples=2))
    assert (found.problems, found.requests, found.cost_usd) == (6, 12, 0.0)
    studio.jobs.wait(studio.generation.start(studio.tasks.problem_ids()[:4], teacher="planner"), timeout_s=60)
    assert forecast(studio, wish()).problems == 2
    assert forecast(studio, wish(is_unanswered_only=False, limit=5)).problems == 5
    assert forecast(studio, wish(types=("decomposition",))).problems == 0


def test_that_a_forecast_of_many_problems_is_reckoned_from_some(shell, monkeypatch):
    studio = shell.context.studio
    studio.tasks.sample(n=12, seed=1, types=("decomposition",))
    whole = forecast(studio, wish())
    monkeypatch.setattr("ui.pages.generate.state._ESTIMATED_FROM", 4)
    some = forecast(studio, wish())
    assert some.requests == whole.requests == 12
    assert some.input_tokens == pytest.approx(whole.input_tokens, rel=0.2)
    assert "Measured on 4" in some.note


def test_that_a_run_gives_its_rows_once_and_ends_with_its_figures(qtbot, shell, presenter):
    shell.context.studio.tasks.sample(n=8, seed=3)
    rows = []
    presenter.rows_arrived.connect(lambda new: rows.extend(new))
    with qtbot.waitSignal(presenter.ended, timeout=60_000) as ended:
        presenter.start(wish(sampling=Sampling(seed=1)))
    qtbot.waitUntil(lambda: len(rows) == 8)
    assert len({row.id for row in rows}) == 8
    assert (ended.args[0].record.state, ended.args[0].kept, ended.args[0].failed) == (JobState.DONE, 8, ())
    assert not presenter.is_running


def test_that_the_style_of_the_planner_is_kept_for_the_run(qtbot, shell, presenter):
    studio = shell.context.studio
    studio.tasks.sample(n=2, seed=3, types=("prioritization",))
    with qtbot.waitSignal(presenter.ended, timeout=60_000):
        presenter.start(wish(options={"style": "full", "variety": 0}))
    assert studio.generation.profile("planner").options == {"style": "full", "variety": 0}
    steps = [len(studio.review.trace(found).steps) for found in studio.review.ids()]
    assert min(steps) > 3


def test_that_a_run_without_a_problem_is_told_in_words(qtbot, shell, presenter):
    presenter.start(wish())
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert shell.failures[0].message == "There is no problem to ask about."


def test_that_a_stopped_run_keeps_what_came_and_can_be_resumed(qtbot, shell, presenter):
    with chat_server(lambda _body: "Think.\nAnswer: x") as server:
        studio = shell.context.studio
        studio.generation.save_profile(server_profile(server))
        studio.tasks.sample(n=4, seed=3, types=("scheduling",))
        server.gate.clear()
        presenter.start(wish("house", concurrency=1))
        qtbot.waitUntil(lambda: bool(server.asked), timeout=60_000)
        with qtbot.waitSignal(presenter.ended, timeout=60_000) as ended:
            presenter.stop()
        server.gate.set()
        assert ended.args[0].record.state is JobState.CANCELLED
        with qtbot.waitSignal(presenter.ended, timeout=60_000, check_params_cb=lambda found: found.kept > 0) as again:
            presenter.resume()
        assert again.args[0].record.state is JobState.DONE
        assert len(studio.review.ids()) == 4


def test_that_reasons_of_failure_are_words(qtbot, shell, presenter):
    with chat_server(lambda _body: 400) as server:
        studio = shell.context.studio
        studio.generation.save_profile(server_profile(server))
        studio.tasks.sample(n=2, seed=3, types=("scheduling",))
        with qtbot.waitSignal(presenter.ended, timeout=60_000) as ended:
            presenter.start(wish("house", concurrency=1))
    assert ended.args[0].record.state is JobState.FAILED
    assert ended.args[0].record.error.startswith("No answer could be kept")
    assert reason_words("truncated") == "the answer was cut off by the token limit"
    assert reason_words("something_new") == "something new"


def test_that_a_page_that_opens_late_finds_the_run_that_goes_on(qtbot, shell, presenter):
    with chat_server(lambda _body: "Think.\nAnswer: x") as server:
        studio = shell.context.studio
        studio.generation.save_profile(server_profile(server))
        ids = studio.tasks.sample(n=1, seed=3, types=("scheduling",))
        server.gate.clear()
        job = studio.generation.start(ids, teacher="house")
        qtbot.waitUntil(lambda: bool(shell.context.jobs.running()))
        with qtbot.waitSignal(presenter.watched) as found:
            presenter.show()
        assert found.args[0] == job
        with qtbot.waitSignal(presenter.ended, timeout=60_000):
            server.gate.set()


def test_that_the_last_run_is_found_again(qtbot, shell, presenter):
    studio = shell.context.studio
    job = studio.generation.start(studio.tasks.sample(n=2, seed=1), teacher="planner")
    studio.jobs.wait(job, timeout_s=60)
    qtbot.waitUntil(lambda: not shell.context.jobs.running())
    with qtbot.waitSignal(presenter.last_read) as last:
        presenter.show()
    assert last.args[0].id == job
    rows = []
    presenter.rows_arrived.connect(lambda new: rows.extend(new))
    with qtbot.waitSignal(presenter.ended):
        presenter.watch(job, "again")
    qtbot.waitUntil(lambda: len(rows) == 2)


def test_that_a_removed_teacher_comes_back_by_undo(qtbot, shell, presenter):
    studio = shell.context.studio
    studio.generation.save_profile(
        ProviderProfile(name="house", kind="openai_compatible", base_url="http://127.0.0.1:1/v1")
    )
    teacher = read_teachers(studio).teachers[1]
    presenter.remove(teacher, is_key_forgotten=True)
    qtbot.waitUntil(lambda: bool(shell.toasts))
    assert len(studio.generation.profiles()) == 1
    shell.toasts[0].action()
    qtbot.waitUntil(lambda: len(studio.generation.profiles()) == 2)


def test_that_a_profile_that_cannot_work_is_told_to_the_form(qtbot, presenter):
    with qtbot.waitSignal(presenter.save_failed) as failed:
        presenter.save(ProviderProfile(name="x", kind="openai_compatible"), "")
    assert isinstance(failed.args[0], InvalidInput)


def test_that_a_saved_teacher_is_checked_and_the_answer_told(qtbot, qapp, tmp_path):
    loop = qasync.QEventLoop(qapp)
    shell = open_shell(tmp_path, loop=loop)
    presenter = GeneratePresenter(shell.context, shell.owner)
    told = {}
    presenter.checked.connect(lambda name, status: told.update({name: status}))

    async def story():
        presenter.save(
            ProviderProfile(name="gone", kind="openai_compatible", model="m", base_url="http://127.0.0.1:9/v1"), ""
        )
        presenter.check("planner")
        async with asyncio.timeout(30):
            while len(told) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    with loop:
        loop.run_until_complete(story())
        shell.close()
    assert told["planner"].is_ready
    assert not told["gone"].is_ready
    assert told["gone"].message
    assert told["gone"].hint


def test_that_unknown_money_is_not_nothing():
    assert (money(None), money(0.0), money(0.0012), money(12.5)) == ("unknown", "$0", "$0.0012", "$12.50")
