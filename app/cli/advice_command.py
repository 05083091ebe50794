# SPDX-License-Identifier: Apache-2.0
"""``stillroom advice``: what would improve the traces of a task, and the change of the teacher prompt."""

from __future__ import annotations

import argparse
from difflib import unified_diff

from app.cli.command import Commands, add, open_studio
from app.cli.reply import Reply
from app.cli.watch import finish
from core.domain.advice import COMPUTED, Advice
from core.domain.codec import to_json
from core.errors import InvalidInput
from core.studio import Studio


def register(commands: Commands) -> None:
    """Add the command."""
    advice = add(commands, "advice", _advise, "say what would improve the traces of each task, and apply it if wanted")
    advice.add_argument(
        "--task", action="append", default=[], metavar="TYPE", help="only this task; may be repeated (default: all)"
    )
    advice.add_argument(
        "--teacher", default="", metavar="NAME", help="ask this provider, one request a task (default: compute it)"
    )
    advice.add_argument("--apply", action="store_true", help="keep the advised prompts as new versions of their tasks")


def _advise(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        found = [_advice(studio, task_type, given.teacher) for task_type in given.task or _types(studio)]
        if not found:
            raise InvalidInput("There are no traces of a task yet.", hint="Generate or import some first.")
        changed = [held for held in found if held.is_change] if given.apply else []
        saved = {held.task_type: _applied(studio, held) for held in changed}
    data = [to_json(held) | {"is_change": held.is_change, "saved": saved.get(held.task_type)} for held in found]
    text = "\n\n".join(_words(held, saved.get(held.task_type)) for held in found)
    return Reply({"count": len(found), "advice": data}, text)


def _types(studio: Studio) -> list[str]:
    """The tasks that have traces."""
    return [task.type for task in studio.tasks.tasks() if studio.review.rows(types=(task.type,), limit=1)]


def _advice(studio: Studio, task_type: str, teacher: str) -> Advice:
    task = studio.tasks.task(task_type)
    if not teacher:
        return studio.advice.computed(task)
    return studio.advice.advice_of(finish(studio, studio.advice.start(task, teacher)))


def _applied(studio: Studio, advice: Advice) -> int:
    task = studio.tasks.task(advice.task_type)
    return studio.tasks.save_task(studio.advice.advised(task, advice)).version


def _words(advice: Advice, saved: int | None) -> str:
    source = "computed from the checks" if advice.by == COMPUTED else f"from {advice.by}"
    noun = "trace" if advice.read == 1 else "traces"
    lines = [f"{advice.task_type}, version {advice.version}: {source}, {advice.read} {noun} read"]
    for question, answer in advice.answers:
        lines += ["", question, f"  {answer}"]
    if advice.is_change:
        diff = unified_diff(
            advice.before.splitlines(), advice.after.splitlines(), "prompt", "advised", lineterm="", n=1
        )
        lines += ["", *diff]
    if saved is not None:
        lines += ["", f"Kept as version {saved}."]
    return "\n".join(lines)
