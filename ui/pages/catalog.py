# SPDX-License-Identifier: Apache-2.0
"""The pages, in the order of the story: home, tasks, generate, review, people, datasets, train, evaluate, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.changes import ChangeKind
from core.domain.traces import TraceState
from ui.context import UiContext
from ui.pages.base import Deed, PageSpec, PageView

if TYPE_CHECKING:
    from core.studio import Studio


def _home(context: UiContext) -> PageView:
    from ui.pages.home.view import HomeView

    return HomeView(context)


def _tasks(context: UiContext) -> PageView:
    from ui.pages.tasks.view import TasksView

    return TasksView(context)


def _generate(context: UiContext) -> PageView:
    from ui.pages.generate.view import GenerateView

    return GenerateView(context)


def _train(context: UiContext) -> PageView:
    from ui.pages.train.view import TrainView

    return TrainView(context)


def _to_review(studio: Studio) -> int:
    by_state = studio.review.counts().by_state
    return by_state.get(TraceState.PENDING, 0) + by_state.get(TraceState.SKIPPED, 0)


def _datasets(context: UiContext) -> PageView:
    from ui.pages.datasets.view import DatasetsView

    return DatasetsView(context)


def _review(context: UiContext) -> PageView:
    from ui.pages.review.view import ReviewView

    return ReviewView(context)


def _people(context: UiContext) -> PageView:
    from ui.pages.people.view import PeopleView

    return PeopleView(context)


def _to_settle(studio: Studio) -> int:
    return studio.review.counts().by_state.get(TraceState.NEEDS_ADJUDICATION, 0)


def _evaluate(context: UiContext) -> PageView:
    from ui.pages.evaluate.view import EvaluateView

    return EvaluateView(context)


def _settings(context: UiContext) -> PageView:
    from ui.pages.settings.view import SettingsView

    return SettingsView(context)


PAGES: tuple[PageSpec, ...] = (
    PageSpec(
        id="home", title="Home", icon="home", order=10, build=_home, keywords="start overview pipeline story next"
    ),
    PageSpec(
        id="tasks",
        title="Tasks",
        icon="tasks",
        order=20,
        build=_tasks,
        keywords="problems sample preview situations coverage types templates",
        deeds=(Deed("tasks.new", "New task type", keywords="add make define"),),
    ),
    PageSpec(
        id="generate",
        title="Generate",
        icon="generate",
        order=30,
        build=_generate,
        keywords="teacher traces ask provider planner model answers",
        deeds=(Deed("generate.add", "Add a teacher", keywords="new provider model api key server endpoint"),),
    ),
    PageSpec(
        id="review",
        title="Review",
        icon="review",
        order=40,
        build=_review,
        waiting=_to_review,
        waiting_words="{n} to review",
        counts_on=(ChangeKind.TRACES,),
        keywords="accept reject edit read decide queue reasoning traces",
    ),
    PageSpec(
        id="people",
        title="People",
        icon="people",
        order=45,
        build=_people,
        waiting=_to_settle,
        waiting_words="{n} to settle",
        counts_on=(ChangeKind.TRACES,),
        keywords="reviewers assign agreement kappa alpha disagreement adjudication packet reply team double blind",
    ),
    PageSpec(
        id="datasets",
        title="Datasets",
        icon="datasets",
        order=50,
        build=_datasets,
        keywords="freeze snapshot export mix jsonl rows files",
    ),
    PageSpec(
        id="train",
        title="Train",
        icon="train",
        order=60,
        build=_train,
        keywords="student runs fine-tune finetune learn distill lora loss curve",
        deeds=(Deed("train.new", "New run", keywords="training student fine-tune finetune distill lora start"),),
    ),
    PageSpec(
        id="evaluate",
        title="Evaluate",
        icon="evaluate",
        order=70,
        build=_evaluate,
        keywords="gap reports compare measure benchmark score results test",
        deeds=(Deed("evaluate.new", "New evaluation", keywords="evaluate measure benchmark compare score test gap"),),
    ),
    PageSpec(
        id="settings",
        title="Settings",
        icon="settings",
        order=90,
        build=_settings,
        is_last=True,
        keywords="preferences options name theme reading size keys machine",
    ),
)
