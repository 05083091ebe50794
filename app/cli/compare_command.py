# SPDX-License-Identifier: Apache-2.0
"""``stillroom traces compare``: two traces of one problem side by side, step beside step."""

from __future__ import annotations

import argparse
from itertools import zip_longest

from app.cli.command import Commands, add, open_studio
from app.cli.reply import Reply
from core.domain.alignment import Fate, Stretch, aligned
from core.domain.answers import conclusion_of
from core.domain.codec import to_json
from core.domain.traces import Step, Trace, TraceId
from core.errors import InvalidInput

_WIDTH = 56
_SIGNS = {Fate.SAME: "=", Fate.RECUT: "~", Fate.CHANGED: "|"}


def register(traces: Commands) -> None:
    """Add the command to the group."""
    comparing = add(traces, "compare", _compare, "set two traces of one problem side by side")
    comparing.add_argument("one", metavar="A", type=int, help="id of the trace on the left")
    comparing.add_argument("other", metavar="B", type=int, help="id of the trace on the right")


def _compare(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        one, other = studio.review.trace(TraceId(given.one)), studio.review.trace(TraceId(given.other))
    if one.problem_id != other.problem_id:
        raise InvalidInput(
            f"Traces {one.id} and {other.id} answer different problems.",
            hint="Name two traces of one problem; a trace has others where its problem was asked more than once.",
        )
    stretches = aligned(one.steps, other.steps)
    data = {
        "one": _facts(one),
        "other": _facts(other),
        "stretches": [to_json(stretch) for stretch in stretches],
    }
    return Reply(data, "\n".join([_line(_head(one), " ", _head(other)), *_lines(one, other, stretches)]))


def _facts(trace: Trace) -> dict[str, object]:
    made = trace.original
    return {
        "id": trace.id,
        "teacher": made.teacher,
        "state": trace.state.value,
        "conclusion": _conclusion(trace),
        "steps": [to_json(step) for step in trace.steps],
    }


def _head(trace: Trace) -> str:
    return f"Trace {trace.id} · {trace.original.teacher} · {trace.state.value} · {_conclusion(trace)}"


def _conclusion(trace: Trace) -> str:
    return conclusion_of(trace.steps) if trace.is_edited else trace.original.conclusion


def _lines(one: Trace, other: Trace, stretches: tuple[Stretch, ...]) -> list[str]:
    lines = []
    for found in stretches:
        left, right = one.steps[found.start : found.end], other.steps[found.first : found.last]
        for place, (before, after) in enumerate(zip_longest(left, right)):
            said = _said(before, found.start + place), _said(after, found.first + place)
            lines.append(_line(said[0], _SIGNS[found.fate], said[1]))
    return lines


def _said(step: Step | None, place: int) -> str:
    if step is None:
        return ""
    if step.call is not None:
        return f"{place + 1:>2}  {step.call.name} {dict(step.call.arguments)}"
    text = step.result.content if step.result is not None else step.text
    return f"{place + 1:>2}  {' '.join(text[:500].split())}"


def _line(left: str, sign: str, right: str) -> str:
    return f"{_cut(left):<{_WIDTH}} {sign} {_cut(right)}".rstrip()


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
