# SPDX-License-Identifier: Apache-2.0
"""Tasks and problems: what is asked, what a good answer must contain, and what is true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.domain.json import JsonObject

ProblemId = NewType("ProblemId", int)

MOVE_MARK = " -> "
"""Stands between candidate and target in the normal form of a move."""

ORDER_MARK = " > "
"""Stands between candidates in the normal form of an order."""


class Split(StrEnum):
    """Which side of the fence a problem stands on; no problem is ever in two."""

    TRAIN = "train"
    HELD_OUT = "held_out"
    OOD = "ood"


class Difficulty(StrEnum):
    """How much a problem asks for: size and number of constraints."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Element:
    """A reasoning element that a task requires.

    Attributes:
        name: identifier such as ``time_estimation``.
        cues: words or regular expressions (case-insensitive) of which one must occur for the element to be mentioned.
    """

    name: str
    label: str
    description: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """One phrasing of a task; ``{situation}`` is where the context goes.

    Attributes:
        is_ood: kept for the out-of-distribution split and never used in train or held-out.
    """

    id: str
    text: str
    is_ood: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of reasoning problem: phrasings, required elements, the maker of its contexts and the tools on offer.

    Attributes:
        type: identifier and category, such as ``prioritization``.
        version: counts up with each edit; problems remember theirs.
        context_maker: name in the contexts catalog.
        tools: names of the tools that the answer may call.
        guidance: what teachers are told besides; a line each.
    """

    type: str
    version: int
    title: str
    description: str
    requires: tuple[Element, ...]
    templates: tuple[PromptTemplate, ...]
    context_maker: str
    tools: tuple[str, ...]
    guidance: str = ""


class ClaimKind(StrEnum):
    """How a claim is found in a text."""

    VALUE = "value"
    LINK = "link"
    ORDER = "order"


class ConclusionForm(StrEnum):
    """What a conclusion names: one candidate, a slot of time, all candidates in order, or a candidate and a target."""

    CHOICE = "choice"
    SLOT = "slot"
    ORDER = "order"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement that a right trace makes.

    Attributes:
        element: the required element that it belongs to.
        subject: the phrases that must all stand in the same sentence or line as the value (usually one title).
        values: the value, of which one must stand there: a time ``15:00``, a duration ``1:30 h`` (both are found in
            any common spelling), or a plain word, which also matches longer forms of itself.
        kind: how the claim is read: a value beside its subject, a link (the first subject comes after or needs the
            second) or an order (the subjects are named in this order, with no other candidate between).
    """

    element: str
    subject: tuple[str, ...]
    values: tuple[str, ...] = ()
    kind: ClaimKind = ClaimKind.VALUE


@dataclass(frozen=True, slots=True)
class ExpectedCall:
    """The tool call that follows from the right conclusion.

    Attributes:
        arguments: values that must be equal; a list means any one of them is right.
    """

    name: str
    arguments: JsonObject


@dataclass(frozen=True, slots=True)
class Truth:
    """What the solver proved about a problem.

    Attributes:
        conclusion: the right conclusion in one plain phrase.
        accepted: all right conclusions in normal form, as the task's conclusion reader extracts them from an answer.
        claims: what a right trace says on the way, by element.
        shortcuts: name of a lazy rule -> the conclusion in normal form that it would give; for the shortcut baselines.
        form: how a conclusion is read from an answer.
        candidates: the titles that a conclusion may name, and that claims are about.
        targets: the places that a move may go to.
    """

    conclusion: str
    accepted: tuple[str, ...]
    claims: tuple[Claim, ...]
    call: ExpectedCall | None
    shortcuts: JsonObject
    form: ConclusionForm = ConclusionForm.CHOICE
    candidates: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewProblem:
    """A problem that is not stored yet: what a context maker and a template give.

    Attributes:
        key: hash of task type, version, prompt and split; the same problem has the same key on every machine.
        prompt: the user's message, with the situation written out.
        context: the situation as data, as the maker's own form reads and writes it.
    """

    key: str
    task_type: str
    task_version: int
    template_id: str
    split: Split
    difficulty: Difficulty
    domain: str
    seed: int
    prompt: str
    context: JsonObject
    truth: Truth | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A task rendered in a context and kept in the store."""

    id: ProblemId
    made: NewProblem
    created_at: datetime

    @property
    def task_type(self) -> str:
        """The task type, which is the category in every report."""
        return self.made.task_type

    @property
    def prompt(self) -> str:
        """The user's message."""
        return self.made.prompt

    @property
    def split(self) -> Split:
        """The split that the problem belongs to for good."""
        return self.made.split

    @property
    def truth(self) -> Truth | None:
        """What the solver proved, where the context can be solved by program."""
        return self.made.truth


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """How many stored problems there are of one task type, difficulty and split."""

    task_type: str
    difficulty: Difficulty
    split: Split
    count: int
