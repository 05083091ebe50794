# SPDX-License-Identifier: Apache-2.0
"""Surgery of steps: pure operations on the steps of a trace and on what is marked of them, for screen and shell.

Marks follow their steps through every operation. Each one gives a new draft and raises InvalidInput where the wish
cannot be met; nothing is kept before ``ReviewService.edit`` is told to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import TypeAlias

from core.domain.pieces import cut, starts_of
from core.domain.traces import Step, StepKind, StepLabel
from core.errors import InvalidInput

Marked: TypeAlias = tuple[Step, StepLabel | None]

_TEXT_KINDS = (StepKind.THOUGHT, StepKind.ANSWER)
_NOUNS = {
    StepKind.THOUGHT: "a thought",
    StepKind.TOOL_CALL: "a tool call",
    StepKind.TOOL_RESULT: "a tool result",
    StepKind.ANSWER: "an answer",
}


@dataclass(frozen=True, slots=True)
class MarkedSteps:
    """The steps of one revision, or of one to be, with what is marked of them.

    Attributes:
        labels: index of a step, 0 for the first -> its mark; a step without one is right.
    """

    steps: tuple[Step, ...]
    labels: Mapping[int, StepLabel] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions of one trace, side by side."""

    one: MarkedSteps
    other: MarkedSteps


def split(draft: MarkedSteps, index: int, at: int) -> MarkedSteps:
    """Cut the text of a step in two before character ``at``; the white space of the seam goes.

    Both halves keep a mark of wrong or unnecessary, for no part of such a step was cleared; what is missing before it
    is missing before the first half.
    """
    text = _text_step(draft, index, "split").text
    if not 0 < at < len(text) or not all(half.strip() for half in cut(text, at)):
        raise InvalidInput(
            f"Step {index + 1} cannot be split there: one half would be empty.", hint="Choose a place between words."
        )
    return _cut(draft, index, (at,))


def split_sentences(draft: MarkedSteps, index: int) -> MarkedSteps:
    """Cut the text of a step into the items of its list, else its paragraphs, else its sentences."""
    starts = starts_of(_text_step(draft, index, "split").text)
    if len(starts) < 2:
        raise InvalidInput(
            f"Step {index + 1} is one sentence; there is nothing to split.", hint="Choose a place in it to split there."
        )
    return _cut(draft, index, starts[1:])


def join(draft: MarkedSteps, index: int) -> MarkedSteps:
    """Make one step of a step and the next one; a line break between them, as a student reads them, too.

    The mark of the whole is what ``label_of_joined`` says.
    """
    first = _text_step(draft, index, "joined")
    if index + 1 == len(draft.steps):
        raise InvalidInput(
            f"Step {index + 1} is the last one; no step is behind it to join.", hint="Join the one before."
        )
    second = draft.steps[index + 1]
    if first.kind is not second.kind:
        raise InvalidInput(
            f"Steps {index + 1} and {index + 2} cannot be joined: {_NOUNS[first.kind]} and {_NOUNS[second.kind]}.",
            hint="Join two steps of the same kind.",
        )
    marked = _marked(draft)
    label = label_of_joined([marked[index][1], marked[index + 1][1]])
    whole = changed(first, text=f"{first.text}\n{second.text}")
    return _draft([*marked[:index], (whole, label), *marked[index + 2 :]])


def mark(draft: MarkedSteps, index: int, label: StepLabel | None) -> MarkedSteps:
    """Mark a step; None says that it is right."""
    _step(draft, index)
    marked = _marked(draft)
    marked[index] = (draft.steps[index], label)
    return _draft(marked)


def replace(draft: MarkedSteps, index: int, step: Step) -> MarkedSteps:
    """Put another step in the place of one; its mark goes, for it was about other words."""
    if _step(draft, index) == step:
        return draft
    marked = _marked(draft)
    marked[index] = (step, None)
    return _with_calls(draft, marked)


def insert(draft: MarkedSteps, index: int, step: Step) -> MarkedSteps:
    """Put a step in front of the one at ``index``, or behind the last; it has no mark."""
    if not 0 <= index <= len(draft.steps):
        raise InvalidInput(
            f"There is no place {index + 1} for a step.", hint=f"The places are 1 to {len(draft.steps) + 1}."
        )
    marked = _marked(draft)
    return _with_calls(draft, [*marked[:index], (step, None), *marked[index:]])


def delete(draft: MarkedSteps, index: int) -> MarkedSteps:
    """Take a step out, and its mark with it."""
    _step(draft, index)
    marked = _marked(draft)
    return _with_calls(draft, _some([*marked[:index], *marked[index + 1 :]]))


def move(draft: MarkedSteps, index: int, to: int) -> MarkedSteps:
    """Take a step with its mark to another place; ``to`` is its index afterwards."""
    _step(draft, index)
    _step(draft, to)
    marked = _marked(draft)
    marked.insert(to, marked.pop(index))
    return _with_calls(draft, marked)


def truncate(draft: MarkedSteps, index: int) -> MarkedSteps:
    """Take a step out and all behind it, so that the trace can go on from there in another way."""
    _step(draft, index)
    return _draft(_some(_marked(draft)[:index]))


def label_of_joined(labels: Sequence[StepLabel | None]) -> StepLabel | None:
    """The mark of steps that became one: wrong where any is; else missing before where any is.

    Unnecessary only where all are, for a step that is needed in part is needed.
    """
    for graver in (StepLabel.WRONG, StepLabel.MISSING_BEFORE):
        if graver in labels:
            return graver
    return StepLabel.UNNECESSARY if set(labels) == {StepLabel.UNNECESSARY} else None


def labels_of_pieces(label: StepLabel | None, count: int) -> tuple[StepLabel | None, ...]:
    """The marks of the pieces of a step, as ``split`` describes them."""
    later = None if label is StepLabel.MISSING_BEFORE else label
    return (label, *[later] * (count - 1))


def is_text(step: Step) -> bool:
    """True for a thought or an answer, which can be cut and joined; calls and results are whole."""
    return step.kind in _TEXT_KINDS and step.call is None and step.result is None


def _cut(draft: MarkedSteps, index: int, places: Sequence[int]) -> MarkedSteps:
    """The draft with one step in pieces that begin at these places."""
    step, label = _marked(draft)[index]
    rest, pieces = step.text, list[str]()
    for at in reversed(places):
        rest, piece = cut(rest, at)
        pieces.insert(0, piece)
    texts = [rest, *pieces]
    new = [
        (changed(step, text=text), held) for text, held in zip(texts, labels_of_pieces(label, len(texts)), strict=True)
    ]
    marked = _marked(draft)
    return _draft([*marked[:index], *new, *marked[index + 1 :]])


def _step(draft: MarkedSteps, index: int) -> Step:
    if not 0 <= index < len(draft.steps):
        raise InvalidInput(f"There is no step {index + 1}.", hint=f"The steps are 1 to {len(draft.steps)}.")
    return draft.steps[index]


def _text_step(draft: MarkedSteps, index: int, done: str) -> Step:
    step = _step(draft, index)
    if not is_text(step):
        raise InvalidInput(
            f"Step {index + 1} is {_NOUNS[step.kind]} and cannot be {done}.", hint="Choose a thought or an answer."
        )
    return step


def _some(marked: list[Marked]) -> list[Marked]:
    if not marked:
        raise InvalidInput("A trace cannot be empty.", hint="Keep at least one step, or reject the trace.")
    return marked


def _with_calls(before: MarkedSteps, marked: list[Marked]) -> MarkedSteps:
    """The new draft, unless a result would lose the call that it answers."""
    after = _draft(marked)
    if _unasked(after.steps) - _unasked(before.steps):
        raise InvalidInput(
            "A tool result cannot stand without its tool call before it.", hint="Move or delete the tool result first."
        )
    return after


def _unasked(steps: Sequence[Step]) -> frozenset[str]:
    """The ids of results in front of which no such call stands."""
    asked, found = set[str](), set[str]()
    for step in steps:
        if step.call is not None:
            asked.add(step.call.id)
        elif step.result is not None and step.result.call_id not in asked:
            found.add(step.result.call_id)
    return frozenset(found)


def _marked(draft: MarkedSteps) -> list[Marked]:
    return [(step, draft.labels.get(index)) for index, step in enumerate(draft.steps)]


def _draft(marked: Sequence[Marked]) -> MarkedSteps:
    labels = {index: label for index, (_step, label) in enumerate(marked) if label is not None}
    return MarkedSteps(tuple(step for step, _label in marked), labels)
