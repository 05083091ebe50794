# SPDX-License-Identifier: Apache-2.0
"""The story by keyboard alone: shortcuts, Tab, arrow keys and the palette; the mouse is never touched."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QListView

from tests.flows.eyes import all_seen, cells, is_seen, lines, pixels_of, seen, until, words
from tests.flows.keyboard import Keyboard
from tests.flows.living import Stay
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


def by_keyboard(walk: Walk, stay: Stay) -> None:
    """From the first problem to the gap."""
    keys = Keyboard()
    sample(keys, walk, stay)
    generate(keys, walk, stay)
    review(keys, walk, stay)
    freeze_and_export(keys, walk, stay)
    train(keys, walk, stay)
    evaluate(keys, walk, stay)
    walk.show(stay, "compare")


def sample(keys: Keyboard, walk: Walk, stay: Stay) -> None:
    """Preview, store, and store held-out problems."""
    keys.open_page(2, "tasks")
    until(lambda: is_seen("chip.scheduling"), "the task types")
    assert keys.is_at("sample_count")
    keys.write_over(str(TRAIN))
    keys.press("Ctrl+P")
    until(lambda: words("preview_head") == f"{TRAIN} problems, not stored", "the preview")
    assert stay.studio.tasks.problem_ids() == ()
    keys.press("Ctrl+Return")
    until(lambda: words("sample_said") == f"{TRAIN} new problems stored.", "the problems are stored")
    keys.tab_to("sample_split")
    keys.choose("Held-out")
    keys.tab_to("sample_count", back=True)
    keys.write_over(str(HELD_OUT))
    keys.press("Ctrl+Return")
    until(lambda: words("sample_said") == f"{HELD_OUT} new problems stored.", "the held-out problems are stored")
    problems_are_stored(stay.studio)


def generate(keys: Keyboard, walk: Walk, stay: Stay) -> None:
    """Let the planner answer them all."""
    keys.open_page(3, "generate")
    until(lambda: seen("primary_action").isEnabled(), "what the run would send")
    assert "not a language model" in words("run_who")
    keys.press("Ctrl+Return")
    until(lambda: words("primary_action") == f"Review {TRAIN} traces", "every problem is answered")
    assert len(cells("run_rows")) == TRAIN
    keys.press("Ctrl+Shift+Return")
    until(lambda: stay.window.current_page == "review", "the page review")


def review(keys: Keyboard, walk: Walk, stay: Stay) -> None:
    """Edit one, reject one, accept the rest; go to and fro, take the last one back and do it again."""
    read: list[str] = []
    next_trace(read)
    keys.press("E")
    until(lambda: is_seen("edit_steps") and keys.is_at("edit_steps"), "the editor")
    keys.press("Ctrl+Home")
    keys.press("End")
    # Letters of shortcuts are letters here.
    keys.write(f" {SENTENCE}")
    until(lambda: words("edit_status") == "Changed, not saved yet", "the editor knows of the change")
    keys.press("Ctrl+Return")
    next_trace(read)
    keys.press("X")
    until(lambda: is_seen("reason_1"), "the reasons")
    keys.press("1")
    keys.press("Return")
    next_trace(read)
    to_and_fro(keys, read[-1])
    while len(read) < TRAIN:
        keys.press("A")
        next_trace(read)
    keys.press("A")
    until(lambda: is_seen("review_all_done"), "all is reviewed")
    until(lambda: "0 to review" in words("review_pace"), "all is in the store")
    keys.press("U")
    until(lambda: "1 to review" in words("review_pace"), "one waits again")
    until(lambda: words("review_facts") == read[-1], "the last trace came back")
    keys.press("Ctrl+Shift+Z")
    until(lambda: words("review_state_pill") == "Accepted", "it is accepted again")
    until(lambda: "0 to review" in words("review_pace"), "nothing waits")
    review_is_kept(stay.studio)


def next_trace(read: list[str]) -> None:
    """Wait until a trace is on screen that was not read before."""
    until(lambda: words("review_place") == f"{len(read) + 1} of {TRAIN}", f"the place after {len(read)} traces")
    until(lambda: words("review_facts") not in ("", *read), "the next trace")
    read.append(words("review_facts"))


def to_and_fro(keys: Keyboard, here: str) -> None:
    """One trace on and one back, without deciding anything."""
    keys.press("J")
    until(lambda: words("review_facts") != here, "the trace behind")
    keys.press("K")
    until(lambda: words("review_facts") == here, "the trace before")


def freeze_and_export(keys: Keyboard, walk: Walk, stay: Stay) -> None:
    """Freeze what was kept, look at its rows, write it."""
    keys.open_page(6, "datasets")
    until(lambda: "11" in words("freeze_figures"), "what would go in")
    keys.tab_to("field.name", inside="freeze_form")
    keys.write_over("first picks")
    keys.press("Ctrl+Return")
    until(lambda: words("dataset_name") == "first picks", "the frozen dataset")
    until(lambda: [line[0] for line in cells("datasets_table")] == ["first picks"], "its line in the list")
    keys.open_tab("dataset_tabs", "Export")
    keys.tab_to("export_write")
    keys.press("Space")
    answer_file_dialog(keys, "dataset_dialog", walk.exported)
    until(lambda: f"Wrote 11 rows to {walk.exported.name}" in stay.said, "the file is written")


def answer_file_dialog(keys: Keyboard, name: str, path: Path) -> None:
    """Type the path and press Enter."""
    until(lambda: is_seen(name), f"the dialog {name}")
    until(lambda: keys.is_at("fileNameEdit"), "the line of the dialog")
    keys.write_over(str(path))
    keys.press("Return")
    until(lambda: not is_seen(name), f"the dialog {name} is gone")


def train(keys: Keyboard, walk: Walk, stay: Stay) -> None:
    """Find the page in the palette, train the tiny student and watch its curve."""
    keys.press("Ctrl+K")
    until(lambda: is_seen("command_palette"), "the palette")
    keys.write("trai")
    results = next(view for view in seen("command_palette").findChildren(QListView) if view.isVisible())
    assert results.currentIndex().data() == "Train"
    keys.press("Return")
    until(lambda: stay.window.current_page == "train", "the page train")
    until(lambda: is_seen("recipe_box") and seen("recipe_box").isEnabled(), "the form of a new run")
    keys.tab_to("add_student_folder")
    keys.press("Space")
    answer_file_dialog(keys, "student_dialog", walk.student)
    until(lambda: words("student_box") == walk.student.name, "the student is chosen")
    keys.tab_to("recipe_box")
    keys.choose("Trial run")
    until(lambda: words("primary_action") == "Start training" and seen("primary_action").isEnabled(), "the plan")
    keys.press("Ctrl+Return")
    until(lambda: is_seen("loss_chart") and curve_points() > 0, "the first points of the curve", patience_s=120)
    until(lambda: words("run_state").startswith("Done"), "the training is done", patience_s=120)
    until(lambda: pixels_of(seen("loss_chart"), LIGHT.student) > 20, "the curve is drawn")
    run_is_done(stay.studio)


def evaluate(keys: Keyboard, walk: Walk, stay: Stay) -> None:
    """Ask teacher, untrained and trained student the same cases."""
    until(lambda: seen("do.train.evaluate").isEnabled(), "the run can be evaluated")
    keys.press("Ctrl+E")
    until(lambda: is_seen("subject_box") and "trained student" in words("subject_box"), "the run is the subject")
    ask(keys, stay, count=1)
    for place, subject in enumerate(("planner", "untrained student"), start=2):
        keys.press("Ctrl+N")
        until(lambda: is_seen("subject_box") and keys.is_at("subject_box"), "the form")
        keys.choose(subject)
        ask(keys, stay, count=place)
    until(lambda: len(cells("scores_table")) > 1 and "–" not in cells("scores_table")[0][1:4], "all three stand there")
    gap_is_shown(stay.studio)


def ask(keys: Keyboard, stay: Stay, *, count: int) -> None:
    """Start the evaluation on a few cases and wait for its report."""
    keys.tab_to("limit_field")
    keys.write_over(str(BENCHMARK_LIMIT))
    keys.tab_to("field.max_tokens")
    keys.write_over(str(LONGEST_ANSWER))
    until(lambda: words("primary_action") == "Evaluate" and seen("primary_action").isEnabled(), "it can start")
    keys.press("Ctrl+Return")
    until(lambda: all_seen("report_list") and len(lines("report_list")) == count, f"report {count}", patience_s=120)
