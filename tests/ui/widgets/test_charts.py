# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, Qt

from core.domain.runs import MetricPoint
from core.domain.tasks import Difficulty, Split
from tests.helpers.pictures import pixel_count
from tests.helpers.screen_builders import score, score_rows
from ui.models.score_rows import ScoreRow
from ui.widgets.coverage_grid import Coverage, CoverageGrid
from ui.widgets.dumbbell_chart import DumbbellChart
from ui.widgets.live_figures import Figure, LiveFigures
from ui.widgets.loss_chart import LossChart, load_drawing
from ui.widgets.run_curve import Curve


@pytest.fixture
def chart(qtbot) -> LossChart:
    chart = LossChart()
    qtbot.addWidget(chart)
    chart.resize(700, 400)
    return chart


def losses(*values: float, name: str = "loss", first: int = 1) -> list[MetricPoint]:
    return [MetricPoint(name, first + place, value) for place, value in enumerate(values)]


def test_that_importing_the_loss_chart_does_not_import_the_drawing_library() -> None:
    code = "import sys, ui.widgets.loss_chart; sys.exit('pyqtgraph' in sys.modules or 'numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_that_an_empty_loss_chart_says_what_belongs_there(chart: LossChart) -> None:
    chart.set_empty_text("Start a run.")
    chart.show()

    assert chart.runs() == ()
    assert chart.accessibleDescription() == "No run is chosen. Start a training run to see its loss here."


def test_that_a_run_is_drawn_in_its_hue_and_grows(chart: LossChart, qtbot) -> None:
    chart.show()
    empty = pixel_count(chart, "#0B6E66")
    chart.add_run("1", "cot-2", losses(2.0, 1.5, 1.2, 1.0) + losses(1.1, name="eval_loss", first=4), role="student")
    qtbot.waitUntil(lambda: pixel_count(chart, "#0B6E66") > empty + 20)

    chart.append("1", losses(0.9, 0.8, first=5))

    assert list(chart.runs()[0].curves["loss"].steps) == [1, 2, 3, 4, 5, 6]
    assert chart.accessibleDescription() == "cot-2: train loss 2 to 0.8 over 6 points. Last eval loss 1.1."
    qtbot.waitUntil(lambda: not chart._timer.isActive())


def test_that_runs_laid_over_one_another_have_hues_of_their_own(chart: LossChart) -> None:
    for key in "abcdefg":
        chart.add_run(key, key, losses(1.0))

    assert [run.role for run in chart.runs()][:4] == ["student", "teacher", "edited", "accent"]
    chart.remove_run("a")
    chart.add_run("h", "h", losses(1.0))
    assert chart.runs()[-1].role == "student"
    chart.clear()
    assert chart.runs() == ()


def test_that_the_values_at_a_step_are_said(chart: LossChart, qtbot) -> None:
    points = losses(2.0, 1.5) + losses(1.6, name="eval_loss", first=2) + losses(0.001, name="learning_rate", first=2)
    chart.add_run("1", "cot-2", points)

    with qtbot.waitSignal(chart.step_hovered) as hovered:
        qtbot.keyClick(chart, Qt.Key.Key_Right)

    assert hovered.args == [2]
    assert chart.values_at(2) == "step 2  ·  train 1.5  ·  eval 1.6  ·  rate 0.001"
    chart.clear()


def test_that_the_scale_can_be_logarithmic_before_and_after_drawing(chart: LossChart, qtbot) -> None:
    chart.set_log(True)
    chart.add_run("1", "a", losses(100.0, 10.0, 1.0))
    chart.show()
    qtbot.waitUntil(lambda: chart._plots is not None)
    assert chart._plots is not None
    assert chart._plots.loss.getAxis("left").logMode

    chart.set_log(False)

    assert not chart._plots.loss.getAxis("left").logMode
    qtbot.waitUntil(lambda: not chart._timer.isActive())


def test_that_a_resumed_run_writes_over_its_points() -> None:
    curve = Curve(0.5)
    for step, value in ((1, 4.0), (2, 3.0), (3, 9.0), (2, 2.0), (3, 1.0), (5, 0.5), (4, 0.7)):
        curve.put(step, value)

    assert list(curve.steps) == [1, 2, 3, 4, 5]
    assert list(curve.values) == [4.0, 2.0, 1.0, 0.7, 0.5]
    again = Curve(0.5)
    for step, value in zip(curve.steps, curve.values, strict=True):
        again.put(step, value)
    assert list(curve.smooth) == list(again.smooth)


def test_that_values_that_are_no_numbers_leave_no_hole() -> None:
    curve = Curve()
    for value in (1.0, float("nan"), float("inf"), 0.5):
        curve.put(len(curve.steps) + 1, value)

    assert list(curve.values) == [1.0, 0.5]


def test_that_smoothing_has_no_bias_towards_the_start() -> None:
    curve = Curve(0.9)
    for step in range(1, 5):
        curve.put(step, 3.0)

    assert list(curve.smooth) == pytest.approx([3.0] * 4)


def test_that_the_dumbbell_chart_reads_as_words(qtbot) -> None:
    chart = DumbbellChart()
    qtbot.addWidget(chart)
    assert chart.description().startswith("No reports to compare yet.")

    chart.set_rows(score_rows())

    assert chart.accessibleDescription().splitlines() == [
        "All categories: student 91.0 % (86 to 96, n = 60), teacher 99.0 % (94 to 100, n = 60), "
        "base student 8.0 % (3 to 13, n = 60), best shortcut 42 %, gap 8.0 points",
        "Prioritization: student 85.0 % (80 to 90, n = 60), teacher 98.0 % (93 to 100, n = 60), "
        "best shortcut 51 %, gap 13.0 points",
    ]


@pytest.mark.parametrize(("role", "color"), [("teacher", "#4B45C6"), ("student", "#0B6E66")])
def test_that_teacher_and_student_are_painted_in_their_hues(qtbot, role: str, color: str) -> None:
    chart = DumbbellChart()
    qtbot.addWidget(chart)
    chart.resize(700, 200)
    chart.set_rows([ScoreRow("a", "A", **{role: score(0.5)})])

    assert pixel_count(chart, color) > 60


def test_that_a_category_is_opened_by_keyboard_and_by_mouse(qtbot) -> None:
    chart = DumbbellChart()
    qtbot.addWidget(chart)
    chart.resize(700, 200)
    chart.set_rows(score_rows())
    opened: list[str] = []
    chart.row_activated.connect(opened.append)

    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(300, 60))

    assert opened == ["p", "all"]


def test_that_gap_closed_and_retention_are_not_made_up() -> None:
    full = ScoreRow("a", "A", score(0.8), score(0.2), score(0.5))

    assert (full.gap, full.closed, full.retention) == pytest.approx((30.0, 0.5, 0.625))
    assert ScoreRow("a", "A", score(0.8), score(0.8), score(0.5)).closed is None
    assert ScoreRow("a", "A", score(0.0), None, score(0.5)).retention is None
    assert ScoreRow("a", "A", None, None, score(0.5)).gap is None


def test_that_the_coverage_grid_counts_and_opens_cells(qtbot) -> None:
    grid = CoverageGrid()
    qtbot.addWidget(grid)
    grid.resize(800, 200)
    cells = [Coverage("s", Difficulty.HARD, Split.TRAIN, 7), Coverage("s", Difficulty.EASY, Split.OOD, 1200)]
    grid.set_counts(cells, labels={"p": "Prioritization", "s": "Scheduling"})
    opened: list[tuple[str, str, str]] = []
    grid.cell_activated.connect(lambda *cell: opened.append(cell))

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(grid, key)

    assert opened == [("s", "hard", "train")]
    assert grid.count("p", Difficulty.EASY, Split.TRAIN) == 0
    assert grid.accessibleDescription() == (
        "Prioritization: Train 0, Held-out 0, Out of distribution 0. "
        "Scheduling: Train 7, Held-out 0, Out of distribution 1,200"
    )


def test_that_an_unknown_figure_is_a_dash_to_read_and_to_hear(qtbot) -> None:
    strip = LiveFigures()
    qtbot.addWidget(strip)

    strip.set_figures([Figure("Train loss", "0.412", "step 120 of 190"), Figure("Time left", "")])

    assert strip.accessibleDescription() == "Train loss 0.412 step 120 of 190, Time left –"


def test_that_a_held_chart_draws_only_once_it_is_released(qtbot) -> None:
    chart = LossChart()
    qtbot.addWidget(chart)
    chart.hold()
    chart.add_run("1", "first", [MetricPoint("loss", 1, 2.0)])
    chart.show()
    assert chart._plots is None
    load_drawing()
    chart.release()
    assert chart._plots is not None
