# SPDX-License-Identifier: Apache-2.0
"""A studio with planner traces behind a page, for tests of Review and Datasets."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from core.domain.reviews import Verdict
from core.domain.tasks import Split
from core.domain.traces import TraceId
from core.studio import Studio
from tests.helpers.shell import Shell
from ui.pages.review.view import ReviewView


def generate(studio: Studio, count: int = 4, *, seed: int = 1, split: Split = Split.TRAIN) -> tuple[TraceId, ...]:
    """So many pending traces of the planner; all ids that there are then."""
    ids = studio.tasks.sample(n=count, seed=seed, types=("prioritization",), split=split)
    studio.jobs.wait(studio.generation.start(ids, teacher="planner"), timeout_s=60)
    return studio.review.ids()


def make_template(folder: Path) -> Path:
    """A workspace with four pending traces, made once and copied for each test: a generation takes a child process."""
    studio = Studio.open(folder / "template", create=True)
    generate(studio)
    studio.close()
    return folder / "template"


def copy_template(template: Path, folder: Path) -> None:
    """Put the workspace where ``open_shell`` looks for one."""
    shutil.copytree(template, folder / "Quiet mornings", ignore=shutil.ignore_patterns("lock*"))


def keep_all(studio: Studio) -> None:
    """Accept every trace."""
    studio.review.decide(studio.review.ids(), Verdict.ACCEPT, reviewer="Ada")


def open_review(qtbot: QtBot, shell: Shell, *, width: int, height: int) -> ReviewView:
    """Review in an active window of its own, with its keys, as it is when a person has just gone to it."""
    window = QMainWindow()
    qtbot.addWidget(window)
    view = ReviewView(shell.context)
    window.setCentralWidget(view)
    window.resize(width, height)
    shell.context.actions.attach(window)
    shell.context.actions.set_page("review")
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    view.on_shown()
    return view
