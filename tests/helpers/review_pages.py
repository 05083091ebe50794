# SPDX-License-Identifier: Apache-2.0
"""A studio with planner traces behind a page, for tests of Review and Datasets."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.domain.reviews import Verdict
from core.domain.tasks import Split
from core.domain.traces import TraceId
from core.studio import Studio


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
