# SPDX-License-Identifier: Apache-2.0
"""What the two walks have in common: what they take along, pictures on the way, and what must be true in the end."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from core.domain.evaluations import SubjectRole
from core.domain.reviews import Verdict
from core.domain.runs import RunState
from core.domain.tasks import Split
from core.domain.traces import TraceState
from core.studio import Studio
from tests.flows.eyes import cells, pixels_of, seen
from tests.flows.living import REVIEWER, Stay
from tests.flows.shots import shoot
from ui.theme.tokens import LIGHT

TRAIN, HELD_OUT = 12, 8
SENTENCE = "Nothing else is due before noon."
BENCHMARK_LIMIT = 4
LONGEST_ANSWER = 16


@dataclass
class Walk:
    """What a walk takes along.

    Attributes:
        student: folder of a tiny model whose answers mean nothing.
        exported: where the dataset shall be written.
    """

    name: str
    student: Path
    exported: Path
    shots: int = 0

    def show(self, stay: Stay, what: str) -> None:
        """Keep a picture of the window where somebody asked for pictures."""
        self.shots += 1
        folder = os.environ.get("STILLROOM_SCREENS", "")
        if folder:
            shoot(stay.window, Path(folder) / f"walk-{self.name}-{self.shots}-{what}.png")


def problems_are_stored(studio: Studio) -> None:
    """What Tasks left behind."""
    assert len(studio.tasks.problem_ids(split=Split.TRAIN)) == TRAIN
    assert len(studio.tasks.problem_ids(split=Split.HELD_OUT)) == HELD_OUT


def review_is_kept(studio: Studio) -> None:
    """What Review left behind: ten kept as they were, one edited and kept, one rejected with a reason."""
    counts = studio.review.counts().by_state
    assert counts[TraceState.ACCEPTED] == TRAIN - 2
    assert counts[TraceState.EDITED] == 1
    assert counts[TraceState.REJECTED] == 1
    (edited,) = studio.review.ids(states=(TraceState.EDITED,))
    trace = studio.review.trace(edited)
    assert any(SENTENCE in step.text for step in trace.steps)
    assert not any(SENTENCE in step.text for step in trace.original.steps)
    assert [revision.author for revision in studio.review.revisions(edited)] == [REVIEWER]
    (rejected,) = studio.review.ids(states=(TraceState.REJECTED,))
    last = [entry for entry in studio.review.history(rejected) if entry.verdict is Verdict.REJECT][-1]
    assert (last.reviewer, last.reasons) == (REVIEWER, (studio.review.reasons()[0],))


def run_is_done(studio: Studio) -> None:
    """What Train left behind: a finished run with a curve and a checkpoint."""
    (run,) = studio.training.runs()
    assert run.state is RunState.DONE
    assert run.steps_done > 0
    assert studio.training.checkpoints(run.id)
    assert studio.training.metrics(run.id, names=("loss",))


def curve_points() -> int:
    """How many points of the train loss the chart says that it shows."""
    found = re.search(r"over (\d+) points", seen("loss_chart").accessibleDescription())
    return int(found.group(1)) if found else 0


def gap_is_shown(studio: Studio) -> None:
    """The comparison as it stands on screen: a table with every figure, and a picture in the hues of all three."""
    reports = studio.evaluation.reports()
    assert {report.role for report in reports} == {SubjectRole.TEACHER, SubjectRole.BASE, SubjectRole.STUDENT}
    assert {report.n for report in reports} == {BENCHMARK_LIMIT}
    table = cells("scores_table")
    assert len(table) == 1 + len(reports[0].by_category), table
    assert all(any("%" in cell for cell in line[1:]) for line in table), table
    chart = seen("gap_chart")
    assert "eacher" in chart.accessibleDescription()
    assert pixels_of(chart, LIGHT.teacher) > 20
    assert pixels_of(chart, LIGHT.student) > 20
