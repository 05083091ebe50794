# SPDX-License-Identifier: Apache-2.0
"""Tasks as TOML: a round trip, and what a broken file is told."""

from __future__ import annotations

import pytest

from core.errors import InvalidInput, StudioError
from core.tasks.task_files import load_tasks, read_tasks, shipped_tasks, write_task

GOOD = """
[[task]]
type = "triage"
title = "Triage"
context = "workday.prioritization"
tools = ["set_priority"]

[[task.requires]]
name = "time_estimation"
cues = ["takes"]

[[task.template]]
id = "t1"
text = "Triage: {situation}"
"""


@pytest.mark.parametrize("task", shipped_tasks(), ids=lambda task: task.type)
def test_that_a_task_written_and_read_again_is_the_same(task, tmp_path):
    path = tmp_path / "task.toml"
    write_task(task, path)
    assert load_tasks(path) == (task,)


def test_that_a_short_task_gets_plain_defaults():
    (task,) = read_tasks(GOOD, name="x.toml")
    assert (task.version, task.requires[0].label, task.templates[0].is_ood) == (1, "Time estimation", False)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('type = "triage"', 'type = "triage', "not valid TOML in line 3"),
        ("[[task]]", "[[job]]", ""),
        ('title = "Triage"', "", "has no “title”"),
        ('title = "Triage"', "title = 3", "“title” of a [[task]] is not a text"),
        ('type = "triage"', 'type = "Tri age"', "cannot be the type"),
        ('context = "workday.prioritization"', 'context = "holiday"', "no context maker named “holiday”"),
        ('tools = ["set_priority"]', 'tools = ["shell"]', "no tool named “shell”"),
        ('tools = ["set_priority"]', 'tools = "set_priority"', "not a list of texts"),
        ('cues = ["takes"]', 'cues = ["("]', "no regular expression"),
        ('cues = ["takes"]', "cues = []", "has no cue"),
        ("{situation}", "the day", "does not say where the situation goes"),
        ('id = "t1"', 'id = "t1"\nood = true', "no prompt template for training"),
        ('id = "t1"', 'id = "t1"\ncolour = "red"', "“colour” means nothing"),
        ("[[task.requires]]", "[task.requires]", "not a list of tables"),
    ],
)
def test_that_a_broken_file_is_told_what_was_expected(old, new, said):
    with pytest.raises(InvalidInput) as caught:
        read_tasks(GOOD.replace(old, new), name="x.toml")
    assert said in caught.value.message
    assert caught.value.hint


def test_that_the_line_of_the_broken_task_is_named():
    text = GOOD + GOOD.replace('"triage"', '"second"').replace('cues = ["takes"]', "cues = []")
    with pytest.raises(InvalidInput, match=r"Task 2 of x.toml \(line 16\)"):
        read_tasks(text, name="x.toml")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_that_an_unreadable_file_is_told(tmp_path, content):
    path = tmp_path / "x.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudioError, match="cannot be read as text"):
        load_tasks(path)


def test_that_two_elements_of_one_name_are_refused():
    text = GOOD.replace(
        "[[task.template]]", '[[task.requires]]\nname = "time_estimation"\ncues = ["x"]\n\n[[task.template]]'
    )
    with pytest.raises(InvalidInput, match="Two elements are called"):
        read_tasks(text, name="x.toml")
