# SPDX-License-Identifier: Apache-2.0
"""``stillroom tasks`` and ``stillroom sample``: station 1 from a shell."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.command import Commands, add, add_group, open_studio, whole_above_zero
from app.cli.reply import Reply, table
from core.domain.codec import to_json
from core.domain.tasks import Difficulty, Split


def register(commands: Commands) -> None:
    """Add the commands."""
    tasks = add_group(commands, "tasks", "list, show and add kinds of reasoning problems")
    add(tasks, "list", _list, "list the tasks with what they require")
    show = add(tasks, "show", _show, "show one task with its phrasings")
    show.add_argument("type", metavar="TYPE", help="type of the task, such as scheduling")
    load = add(tasks, "add", _add, "add or change tasks from a TOML file; versions count up")
    load.add_argument("file", metavar="FILE", type=Path, help="TOML file, such as “tasks export” writes")
    export = add(tasks, "export", _export, "write a task as TOML, to edit and add again")
    export.add_argument("type", metavar="TYPE", help="type of the task, such as scheduling")
    export.add_argument("file", metavar="FILE", type=Path, help="TOML file to write")

    sample = add(commands, "sample", _sample, "make problems and store them")
    sample.add_argument("--n", type=whole_above_zero, required=True, help="how many problems")
    sample.add_argument(
        "--seed", type=int, default=0, help="the same seed gives the same problems everywhere (default: %(default)s)"
    )
    sample.add_argument(
        "--task", action="append", default=[], metavar="TYPE", help="only this task; may be repeated (default: all)"
    )
    sample.add_argument(
        "--split",
        choices=[split.value for split in Split],
        default=Split.TRAIN.value,
        help="train on them, or hold them out for tests (default: %(default)s)",
    )
    sample.add_argument(
        "--difficulty",
        action="append",
        default=[],
        choices=[level.value for level in Difficulty],
        help="only this difficulty; may be repeated (default: all)",
    )
    sample.add_argument("--preview", action="store_true", help="print them without storing anything")
    add(commands, "coverage", _coverage, "count the stored problems by task, difficulty and split")


def _list(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        tasks = studio.tasks.tasks()
    rows = [
        (t.type, t.version, t.title, len(t.templates), ", ".join(element.label for element in t.requires))
        for t in tasks
    ]
    data = {"count": len(tasks), "tasks": [to_json(task) for task in tasks]}
    return Reply(data, table(("type", "version", "title", "phrasings", "requires"), rows))


def _show(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        task = studio.tasks.task(given.type)
    lines = [f"{task.title} ({task.type}, version {task.version})", task.description, "", "Requires:"]
    lines += [f"  {element.label}: {element.description}" for element in task.requires]
    lines += ["", "Phrasings:"]
    lines += [f"  {t.id}{' (out of distribution)' if t.is_ood else ''}: {t.text}" for t in task.templates]
    return Reply({"task": to_json(task)}, "\n".join(lines))


def _add(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        tasks = studio.tasks.import_toml(given.file)
    said = ", ".join(f"{task.type} version {task.version}" for task in tasks)
    return Reply({"count": len(tasks), "tasks": [to_json(task) for task in tasks]}, f"Added {said}.")


def _export(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        studio.tasks.export_toml(given.type, given.file)
    return Reply({"path": str(given.file)}, f"Wrote {given.file}.")


def _sample(given: argparse.Namespace) -> Reply:
    split = Split(given.split)
    with open_studio(given) as studio:
        if given.preview:
            types = given.task or [task.type for task in studio.tasks.tasks()]
            made = [
                problem
                for number, task_type in enumerate(types)
                for problem in studio.tasks.preview(
                    task_type, n=len(range(number, given.n, len(types))), seed=given.seed, split=split
                )
            ]
            text = "\n\n".join(f"[{p.task_type}, {p.difficulty.value}, {p.domain}]\n{p.prompt}" for p in made)
            return Reply({"count": len(made), "problems": [], "preview": [to_json(problem) for problem in made]}, text)
        levels = tuple(Difficulty(level) for level in given.difficulty)
        before = sum(cell.count for cell in studio.tasks.coverage())
        ids = studio.tasks.sample(n=given.n, seed=given.seed, types=tuple(given.task), split=split, difficulties=levels)
        new = sum(cell.count for cell in studio.tasks.coverage()) - before
    known = f", {len(ids) - new} were there already" if new < len(ids) else ""
    text = f"{len(ids)} {split.value} problems: {new} stored{known}."
    return Reply({"count": len(ids), "problems": list(ids), "new": new}, text)


def _coverage(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        cells = studio.tasks.coverage()
    rows = [(cell.task_type, cell.difficulty, cell.split, cell.count) for cell in cells]
    data = {"cells": [to_json(cell) for cell in cells]}
    return Reply(data, table(("task", "difficulty", "split", "count"), rows) if rows else "No problem is stored yet.")
