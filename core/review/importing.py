# SPDX-License-Identifier: Apache-2.0
"""Traces that somebody else made: a file of chats becomes problems and pending traces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import orjson

from core.domain.answers import conclusion_of, has_heading, split_prompted, split_think, thought_steps
from core.domain.codec import to_json
from core.domain.datasets import Example
from core.domain.json import JsonObject
from core.domain.messages import (
    Message,
    ReasoningPart,
    ReasoningSource,
    Role,
    Sampling,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    Usage,
)
from core.domain.reviews import ImportReport, LineFault
from core.domain.tasks import Difficulty, NewProblem, ProblemId, Split
from core.domain.traces import NewTrace, Step, StepKind, TraceId
from core.errors import BrokenLine, InvalidInput
from core.jsonl import read_lines
from core.review.known import KnownTraces
from core.review.steps import check_steps
from core.store.rows import in_chunks
from core.store.store import Store, Unit

IMPORTED = "imported"
"""Task type and teacher of what comes from a file, where nothing else is said."""

_SHOWN_FAULTS = 200
_CHUNK = 2_000
"""Lines in one transaction: each one waits for the disk, and full-text search likes them large."""


class RowReader(Protocol):
    """An import format, as the datasets station lists them."""

    @property
    def name(self) -> str:
        """Identifier."""
        ...

    def read(self, row: JsonObject) -> Example:
        """The chat of one line. Raises InvalidInput: the hint says what was expected."""
        ...


@dataclass(frozen=True, slots=True)
class ReadChat:
    """One line of a file as a problem and the trace that answers it; ``line`` counts from 1."""

    line: int
    problem: NewProblem
    system: str
    steps: tuple[Step, ...]
    conclusion: str
    source: ReasoningSource
    is_mended: bool


@dataclass(slots=True)
class _Tally:
    """What has been imported so far."""

    imported: list[TraceId] = field(default_factory=list)
    known: int = 0
    mended: list[int] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)
    fault_count: int = 0

    def add_fault(self, fault: LineFault) -> None:
        self.fault_count += 1
        if len(self.faults) < _SHOWN_FAULTS:
            self.faults.append(fault)

    def report(self) -> ImportReport:
        return ImportReport(
            imported=tuple(self.imported),
            known=self.known,
            mended=tuple(self.mended),
            faults=tuple(self.faults),
            fault_count=self.fault_count,
        )


def import_file(store: Store, path: Path, *, reader: RowReader, task_type: str, on_bad_line: str) -> ImportReport:
    """Read a file into pending traces; see ``ReviewService.import_jsonl``."""
    if on_bad_line not in ("stop", "skip"):
        raise InvalidInput(f"“{on_bad_line}” says nothing about broken lines.", hint="Use stop or skip.")
    if on_bad_line == "stop":
        _check_all(path, reader, task_type)
    with store.read() as unit:
        held = KnownTraces(unit, own_system=IMPORTED)
    tally = _Tally()
    for chunk in in_chunks(read_chats(path, reader, task_type=task_type), _CHUNK):
        for found in chunk:
            if isinstance(found, LineFault):
                tally.add_fault(found)
        chats = [found for found in chunk if isinstance(found, ReadChat)]
        with store.begin() as unit:
            _keep(unit, _new_ones(unit, chats, held, tally), tally)
    return tally.report()


def read_chats(path: Path, reader: RowReader, *, task_type: str) -> Iterator[ReadChat | LineFault]:
    """The chats of a file in order; a broken line gives what is wrong with it. Raises InvalidInput for no file."""
    for line in read_lines(path):
        if line.value is None:
            yield LineFault(line.number, f"It is {line.fault}.", line.expected)
            continue
        try:
            yield _chat(reader.read(line.value), line.number, task_type, is_mended=line.is_mended)
        except InvalidInput as error:
            yield LineFault(line.number, error.message, error.hint)


def _check_all(path: Path, reader: RowReader, task_type: str) -> None:
    """Read the whole file before anything is stored. Raises InvalidInput that names the first broken line."""
    first: LineFault | None = None
    count = 0
    for found in read_chats(path, reader, task_type=task_type):
        if isinstance(found, LineFault):
            first = first or found
            count += 1
    if first is not None:
        others = {1: "", 2: " 1 other broken line follows."}.get(count, f" {count - 1:,} other broken lines follow.")
        raise BrokenLine(
            f"Line {first.line} of {path.name} cannot be read: {first.message} Expected: {first.expected}.{others} "
            "Nothing was imported.",
            hint="Mend the file, or leave broken lines out and import the rest.",
        )


def _chat(example: Example, line: int, task_type: str, *, is_mended: bool) -> ReadChat:
    system, prompt, answer = _parts(example)
    steps, source = _steps(answer)
    checked = check_steps(steps)
    tools, written = _tools(example)
    problem = NewProblem(
        key=_hash(IMPORTED, task_type, system, prompt, written),
        task_type=task_type,
        task_version=0,
        template_id=IMPORTED,
        split=Split.TRAIN,
        difficulty=Difficulty.MEDIUM,
        domain=IMPORTED,
        seed=0,
        prompt=prompt,
        context={"system": system, "tools": tools},
        truth=None,
    )
    return ReadChat(line, problem, system, checked, conclusion_of(checked), source, is_mended)


def _tools(example: Example) -> tuple[list[JsonObject], str]:
    """The tools on offer as JSON, and the text of it."""
    tools = [to_json(tool) for tool in example.tools]
    try:
        return tools, orjson.dumps(tools).decode()
    except (TypeError, ValueError, RecursionError) as error:
        hint = "a schema of ordinary depth"
        raise InvalidInput("A tool on offer cannot be stored.", hint=hint, detail=str(error)) from error


def _parts(example: Example) -> tuple[str, str, tuple[Message, ...]]:
    """System text, the one question, and what follows it."""
    system = [message.text for message in example.messages if message.role is Role.SYSTEM]
    questions = [at for at, message in enumerate(example.messages) if message.role is Role.USER]
    if len(questions) != 1:
        raise InvalidInput(f"It has {len(questions)} user messages.", hint="exactly one user message")
    (at,) = questions
    answer = example.messages[at + 1 :]
    if any(message.role is not Role.SYSTEM for message in example.messages[:at]):
        raise InvalidInput("The assistant speaks before the user.", hint="the user message before the assistant's")
    if any(message.role is Role.SYSTEM for message in answer):
        raise InvalidInput("A system message follows the user's.", hint="system messages at the beginning")
    prompt = example.messages[at].text
    if not prompt.strip():
        raise InvalidInput("The user message is empty.", hint="a question in the user message")
    return "\n".join(system), prompt, answer


def _steps(messages: tuple[Message, ...]) -> tuple[list[Step], ReasoningSource]:
    """The turn as steps; text before the last assistant message is reasoning, whatever it looks like."""
    speakers = [at for at, message in enumerate(messages) if message.role is Role.ASSISTANT]
    last = speakers[-1] if speakers else 0
    steps: list[Step] = []
    source = ReasoningSource.PROMPTED
    for at, message in enumerate(messages):
        has_reasoning = bool(message.reasoning)
        for part in message.parts:
            match part:
                case ReasoningPart():
                    source = part.source
                    steps += thought_steps(part.text)
                case ToolCallPart():
                    steps.append(Step(StepKind.TOOL_CALL, call=part))
                case ToolResultPart():
                    steps.append(Step(StepKind.TOOL_RESULT, result=part))
                case TextPart() if at == last:
                    steps += _answer_steps(part.text, is_split=has_reasoning)
                case TextPart():
                    steps += thought_steps(part.text)
    return steps, source


def _answer_steps(text: str, *, is_split: bool) -> list[Step]:
    """Thoughts and answer of a text; ``is_split`` where the reasoning stood apart, so that all of it is the answer.

    Where neither tags, a heading nor a paragraph tells them apart, the last line is the answer.
    """
    thoughts, rest = ([], text) if is_split else split_think(text)
    if not thoughts and not is_split:
        thoughts, rest = split_prompted(rest)
        *above, last = rest.strip().splitlines() or [""]
        if not thoughts and above and not has_heading(rest):
            thoughts, rest = thought_steps("\n".join(above)), last
    return [*thoughts, *([Step(StepKind.ANSWER, rest.strip())] if rest.strip() else [])]


def _new_ones(unit: Unit, chats: Sequence[ReadChat], held: KnownTraces, tally: _Tally) -> list[ReadChat]:
    """The chats that the workspace does not hold; the others are counted as known."""
    are_held = held.are_held(unit, [(chat.problem, chat.steps) for chat in chats])
    tally.known += sum(are_held)
    return [chat for chat, is_held in zip(chats, are_held, strict=True) if not is_held]


def _keep(unit: Unit, chats: Sequence[ReadChat], tally: _Tally) -> None:
    tally.mended += [chat.line for chat in chats if chat.is_mended]
    unit.problems.insert_many([chat.problem for chat in chats])
    held = unit.problems.of_keys([chat.problem.key for chat in chats])
    made = [(_trace(chat, held[chat.problem.key][0]), " ".join(chat.problem.prompt.split())) for chat in chats]
    stored = unit.traces.insert_many(made)
    tally.known += stored.count(None)
    tally.imported += [found for found in stored if found is not None]


def _trace(chat: ReadChat, problem_id: ProblemId) -> NewTrace:
    return NewTrace(
        problem_id=problem_id,
        teacher=IMPORTED,
        teacher_kind=IMPORTED,
        model="",
        steps=chat.steps,
        conclusion=chat.conclusion,
        reasoning_source=chat.source,
        sampling=Sampling(temperature=None),
        usage=Usage(),
        latency_s=0.0,
        request_key=_hash(IMPORTED, chat.problem.key, orjson.dumps(to_json(chat.steps)).decode()),
        prompt_hash=_hash(chat.system, chat.problem.prompt),
    )


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
