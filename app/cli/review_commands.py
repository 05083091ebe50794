# SPDX-License-Identifier: Apache-2.0
"""``stillroom review``: station 3 from a shell; each act can be undone."""

from __future__ import annotations

import argparse
from pathlib import Path

import orjson

from app.cli import continue_command, decide_commands, remark_commands
from app.cli.command import Commands, add, add_group, add_reviewer, open_studio
from app.cli.decide_commands import standing_reply
from app.cli.reply import Reply
from app.cli.trace_commands import trace_json, trace_text
from core.domain.codec import from_json, to_json
from core.domain.reviews import Act
from core.domain.signals import Signals
from core.domain.surgery import mark
from core.domain.traces import Revision, Step, StepLabel, Trace, TraceId
from core.errors import InvalidInput
from core.studio import Studio

RIGHT = "right"
"""The word that takes a mark off a step."""


def register(commands: Commands) -> None:
    """Add the commands."""
    review = add_group(commands, "review", "decide, edit, undo and redo")
    following = add(review, "next", _next, "show the next trace that waits")
    add_reviewer(following)
    decide_commands.register(review)
    edit = add(review, "edit", _edit, "keep an edited version of a trace as a new revision")
    edit.add_argument("id", metavar="ID", type=int, help="id of the trace")
    edit.add_argument(
        "--file",
        required=True,
        type=Path,
        help="steps as a JSON list, or plain text: a line a step, the last the answer",
    )
    edit.add_argument("--accept", action="store_true", help="accept it in the same act")
    edit.add_argument("--note", default="", help="a word of your own that is kept with the revision")
    add_reviewer(edit)
    _register_surgery(review)
    remark_commands.register(review)
    continue_command.register(review)
    for name, handler, words in (("undo", _undo, "take back the last act"), ("redo", _redo, "do it again")):
        add_reviewer(add(review, name, handler, words))


def _register_surgery(review: Commands) -> None:
    marking = add(review, "mark", _mark, "mark a step as wrong, unnecessary or missing something before it")
    marking.add_argument("id", metavar="ID", type=int, help="id of the trace")
    marking.add_argument("step", metavar="STEP", type=int, help="number of the step, as traces show counts them")
    marking.add_argument("label", choices=[*(label.value for label in StepLabel), RIGHT], help="what the step is")
    marking.add_argument("--note", default="", help="a word of your own that is kept with the revision")
    add_reviewer(marking)
    restoring = add(review, "restore", _restore, "make an old revision the current one again, by a new revision")
    restoring.add_argument("id", metavar="ID", type=int, help="id of the trace")
    restoring.add_argument("number", metavar="NUMBER", type=int, help="number of the revision; 0 is the original")
    restoring.add_argument("--note", default="", help="a word of your own that is kept with the revision")
    add_reviewer(restoring)
    teaching = add(review, "signals", _signals, "show what a trace teaches: steps, pair, weights and step labels")
    teaching.add_argument("id", metavar="ID", type=int, help="id of the trace")


def _next(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        trace_id = studio.review.next(given.reviewer)
        if trace_id is None:
            return Reply({"trace": None, "state": None}, "Nothing waits for review.")
        trace = studio.review.trace(trace_id)
        data = trace_json(studio, trace)
    return Reply({"trace": trace_id, "state": trace.state.value, **data}, trace_text(trace, str(data["prompt"])))


def _edit(given: argparse.Namespace) -> Reply:
    trace_id = TraceId(given.id)
    with open_studio(given) as studio:
        steps = _read_steps(given.file, studio.review.trace(trace_id).steps)
        revision = studio.review.edit(trace_id, steps, author=given.reviewer, note=given.note, accept=given.accept)
        return _revised(studio, revision)


def _mark(given: argparse.Namespace) -> Reply:
    trace_id = TraceId(given.id)
    label = None if given.label == RIGHT else StepLabel(given.label)
    with open_studio(given) as studio:
        head = studio.review.trace(trace_id).head
        marked = mark(studio.review.marked(trace_id, head), given.step - 1, label)
        revision = studio.review.edit(
            trace_id, marked.steps, labels=marked.labels, base=head, author=given.reviewer, note=given.note
        )
        return _revised(studio, revision)


def _restore(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        revision = studio.review.restore(TraceId(given.id), given.number, author=given.reviewer, note=given.note)
        return _revised(studio, revision)


def _revised(studio: Studio, revision: Revision) -> Reply:
    state = studio.review.trace(revision.trace_id).state.value
    data = {"trace": revision.trace_id, "state": state, "revision": revision.number}
    return Reply(data, f"Trace {revision.trace_id} is at revision {revision.number}, {state}.")


def _signals(given: argparse.Namespace) -> Reply:
    trace_id = TraceId(given.id)
    with open_studio(given) as studio:
        trace = studio.review.trace(trace_id)
        signals = studio.review.signals(trace_id)
    data = {"trace": trace_id, "state": trace.state.value, "revision": trace.head, **to_json(signals)}
    return Reply(data, _signals_text(trace, signals))


def _signals_text(trace: Trace, signals: Signals) -> str:
    """The four signals in four lines."""
    masked, judged = signals.weights.count(0.0), len(signals.step_labels)
    trained = f"{len(signals.sft)}, {masked} of them with weight 0, {len(signals.corrections)} corrected"
    if not signals.sft:
        trained = f"none: the trace is {trace.state.value.replace('_', ' ')}"
    wrong = f"step {judged} is the first that is wrong" if not all(signals.step_labels) else "all of them right"
    return "\n".join(
        [
            f"Trace {trace.id} · {trace.state.value} · revision {trace.head}",
            f"Steps to train on: {trained}.",
            f"Preference pair: {'the edit over the original' if signals.pair else 'none, nothing was reworded'}.",
            f"Labelled steps of the original: {f'{judged}, {wrong}' if judged else 'none, nobody judged them'}.",
        ]
    )


def _read_steps(path: Path, current: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps of an edited file; plain text replaces thoughts and answer and keeps the tool calls."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InvalidInput(f"There is no file “{path}”.", hint="Give the file that holds the edited steps.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path.name} cannot be read.", hint="Give a UTF-8 text or JSON file.") from error
    if text.lstrip().startswith("["):
        try:
            return tuple(from_json(Step, step) for step in orjson.loads(text))
        except orjson.JSONDecodeError as error:
            raise InvalidInput(f"{path.name} is not JSON: {error}.", hint="Give a list of steps, or text.") from error
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise InvalidInput(f"{path.name} is empty.", hint="A trace needs at least an answer.")
    thoughts = tuple(from_json(Step, {"kind": "thought", "text": line}) for line in lines[:-1])
    tools = tuple(step for step in current if step.call is not None or step.result is not None)
    return (*thoughts, from_json(Step, {"kind": "answer", "text": lines[-1]}), *tools)


def _undo(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        act = studio.review.undo(given.reviewer)
        return _undone(studio, act, "There is nothing to undo.")


def _redo(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        act = studio.review.redo(given.reviewer)
        return _undone(studio, act, "There is nothing to redo.")


def _undone(studio: Studio, act: Act | None, otherwise: str) -> Reply:
    if act is None:
        return Reply({"count": 0}, otherwise)
    if len(act.trace_ids) == 1:
        return standing_reply(studio, act.trace_ids[0], act)
    return Reply({"count": len(act.trace_ids), "act": act.id}, f"{act.label}.")
