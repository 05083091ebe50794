# SPDX-License-Identifier: Apache-2.0
"""The story by mouse: every button, tab, box and line is clicked where it can be seen; keys only write text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QListView

from tests.flows.eyes import all_seen, cells, is_seen, lines, pixels_of, seen, until, words
from tests.flows.living import Stay
from tests.flows.mouse import Mouse
from tests.flows.walk import (
    BENCHMARK_LIMIT,
    HELD_OUT,
    LONGEST_ANSWER,
    SENTENCE,
    TRAIN,
    Walk,
    curve_points,
    gap_is_shown,
    problems_are_stored,
    review_is_kept,
    run_is_done,
)
from ui.theme.tokens import LIGHT


def by_mouse(walk: Walk, stay: Stay) -> None:
    """From the first problem to the gap."""
    mouse = Mouse()
    sample(mouse, walk, stay)
    generate(mouse, walk, stay)
    review(mouse, walk, stay)
    freeze_and_export(mouse, walk, stay)
    train(mouse, walk, stay)
    evaluate(mouse, walk, stay)
    walk.show(stay, "compare")


def sample(mouse: Mouse, walk: Walk, stay: Stay) -> None:
    """Preview, store, and store held-out problems."""
    mouse.click("rail.tasks")
    until(lambda: is_seen("chip.scheduling"), "the task types")
    mouse.write("sample_count", str(TRAIN))
    mouse.click("do.tasks.preview")
    until(lambda: is_seen("preview_head"), "the preview")
    assert words("preview_head") == f"{TRAIN} problems, not stored"
    assert len(lines("preview_list")) == TRAIN
    assert stay.studio.tasks.problem_ids() == ()
    mouse.click("primary_action")
    until(lambda: words("sample_said") == f"{TRAIN} new problems stored.", "the problems are stored")
    mouse.choose("sample_split", "Held-out")
    mouse.write("sample_count", str(HELD_OUT))
    mouse.click("primary_action")
    until(lambda: words("sample_said") == f"{HELD_OUT} new problems stored.", "the held-out problems are stored")
    walk.show(stay, "tasks")
    problems_are_stored(stay.studio)


def generate(mouse: Mouse, walk: Walk, stay: Stay) -> None:
    """Let the planner answer them all."""
    mouse.click("rail.generate")
    until(lambda: is_seen("teacher_list"), "the teachers")
    until(lambda: seen("primary_action").isEnabled(), "what the run would send")
    assert "not a language model" in words("run_who")
    mouse.click("primary_action")
    until(lambda: words("primary_action") == f"Review {TRAIN} traces", "every problem is answered")
    assert len(cells("run_rows")) == TRAIN
    walk.show(stay, "generate")
    mouse.click("primary_action")
    assert stay.window.current_page == "review"


def review(mouse: Mouse, walk: Walk, stay: Stay) -> None:
    """Edit one, reject one, accept the rest; take the last one back and do it again."""
    until(lambda: words("review_place") == f"1 of {TRAIN}", "the queue")
    walk.show(stay, "review")
    read = [words("review_facts")]
    mouse.click("review_edit")
    mouse.click_at(seen("edit_steps"), QPoint(120, 24))
    focus = QApplication.focusWidget()
    QTest.keyClick(focus, Qt.Key.Key_End)
    QTest.keyClicks(focus, f" {SENTENCE}")
    until(lambda: words("edit_status") == "Changed, not saved yet", "the editor knows of the change")
    mouse.click("review_save_accept")
    next_trace(read)
    mouse.click("review_reject")
    mouse.click("reason_1")
    mouse.click("review_confirm_reject")
    while len(read) < TRAIN:
        next_trace(read)
        mouse.click("review_accept")
    until(lambda: is_seen("review_all_done"), "all is reviewed")
    until(lambda: is_seen("toast_action"), "the offer to take it back")
    mouse.click("toast_action")
    until(lambda: is_seen("review_accept") and seen("review_accept").isEnabled(), "the last trace came back")
    until(lambda: "1 to review" in words("review_pace"), "one waits again")
    redo(mouse)
    until(lambda: words("review_state_pill") == "Accepted", "it is accepted again")
    until(lambda: "0 to review" in words("review_pace"), "nothing waits")
    review_is_kept(stay.studio)


def next_trace(read: list[str]) -> None:
    """Wait until a trace is on screen that was not read before."""
    until(lambda: words("review_place") == f"{len(read) + 1} of {TRAIN}", f"the place after {len(read)} traces")
    until(lambda: words("review_facts") not in ("", *read), "the next trace")
    read.append(words("review_facts"))


def redo(mouse: Mouse) -> None:
    """Find the action in the search of the top line."""
    mouse.click("search")
    until(lambda: is_seen("command_palette"), "the palette")
    QTest.keyClicks(QApplication.focusWidget(), "redo")
    results = next(view for view in seen("command_palette").findChildren(QListView) if view.isVisible())
    assert str(results.model().index(0, 0).data()).startswith("Redo: ")
    mouse.click_row(results, 0)


def freeze_and_export(mouse: Mouse, walk: Walk, stay: Stay) -> None:
    """Freeze what was kept, look at its rows, write it."""
    mouse.click("rail.datasets")
    until(lambda: "11" in words("freeze_figures"), "what would go in")
    mouse.write("field.name", "first picks", inside="freeze_form")
    mouse.click("primary_action")
    until(lambda: is_seen("dataset_name"), "the frozen dataset")
    assert words("dataset_name") == "first picks"
    until(lambda: [line[0] for line in cells("datasets_table")] == ["first picks"], "its line in the list")
    walk.show(stay, "datasets")
    mouse.open_tab("dataset_tabs", "Export")
    mouse.click("export_write")
    answer_file_dialog(mouse, "dataset_dialog", walk.exported)
    until(lambda: f"Wrote 11 rows to {walk.exported.name}" in stay.said, "the file is written")


def answer_file_dialog(mouse: Mouse, name: str, path: Path) -> None:
    """Type the path and click the button that takes it."""
    until(lambda: is_seen(name), f"the dialog {name}")
    dialog = seen(name, QFileDialog)
    mouse.write_into(dialog.findChild(QLineEdit, "fileNameEdit"), str(path))
    box = dialog.findChild(QDialogButtonBox)
    (accept,) = (button for button in box.buttons() if box.buttonRole(button) == box.ButtonRole.AcceptRole)
    until(accept.isEnabled, "the dialog takes the path")
    mouse.click_at(accept)
    until(lambda: not is_seen(name), f"the dialog {name} is gone")


def train(mouse: Mouse, walk: Walk, stay: Stay) -> None:
    """Train the tiny student and watch its curve."""
    mouse.click("rail.train")
    until(lambda: is_seen("recipe_box") and seen("recipe_box").isEnabled(), "the form of a new run")
    mouse.click("add_student_folder")
    answer_file_dialog(mouse, "student_dialog", walk.student)
    until(lambda: words("student_box") == walk.student.name, "the student is chosen")
    mouse.choose("recipe_box", "Trial run")
    until(lambda: words("primary_action") == "Start training" and seen("primary_action").isEnabled(), "the plan")
    mouse.click("primary_action")
    until(lambda: is_seen("loss_chart") and curve_points() > 0, "the first points of the curve", patience_s=120)
    until(lambda: words("run_state").startswith("Done"), "the training is done", patience_s=120)
    until(lambda: pixels_of(seen("loss_chart"), LIGHT.student) > 20, "the curve is drawn")
    walk.show(stay, "train")
    run_is_done(stay.studio)


def evaluate(mouse: Mouse, walk: Walk, stay: Stay) -> None:
    """Ask teacher, untrained and trained student the same cases."""
    mouse.click("do.train.evaluate")
    until(lambda: is_seen("subject_box") and "trained student" in words("subject_box"), "the run is the subject")
    ask(mouse, stay, count=1)
    for place, subject in enumerate(("planner", "untrained student"), start=2):
        until(lambda: is_seen("report_list"), "the reports")
        mouse.click("primary_action")
        until(lambda: is_seen("subject_box"), "the form")
        mouse.choose("subject_box", subject)
        ask(mouse, stay, count=place)
    until(lambda: len(cells("scores_table")) > 1 and "–" not in cells("scores_table")[0][1:4], "all three stand there")
    gap_is_shown(stay.studio)


def ask(mouse: Mouse, stay: Stay, *, count: int) -> None:
    """Start the evaluation on a few cases and wait for its report."""
    mouse.write("limit_field", str(BENCHMARK_LIMIT))
    mouse.write("field.max_tokens", str(LONGEST_ANSWER))
    until(lambda: words("primary_action") == "Evaluate" and seen("primary_action").isEnabled(), "it can start")
    mouse.click("primary_action")
    until(lambda: all_seen("report_list") and len(lines("report_list")) == count, f"report {count}", patience_s=120)
