# SPDX-License-Identifier: Apache-2.0
"""Distillation in three functions, for a notebook: ask a teacher, write the training file, ask the student.

A model is named by ``planner`` (the built-in one, no language model), by ``KIND:MODEL`` such as ``openai:NAME`` or
``anthropic:NAME`` whose key is in the kind's usual environment variable, by ``URL#MODEL`` for an OpenAI-compatible
server, or by a local Hugging Face folder. For anything larger use a workspace: it resumes, reviews and counts the cost.

Run ``python -m app.exercise`` for a small example that needs no key.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.datasets.examples import example_of
from core.datasets.wire import dump, example_row
from core.domain.messages import Completion, Message, Role, Sampling, text_message
from core.domain.providers import ProviderProfile
from core.domain.tasks import Split
from core.domain.traces import Step, StepKind
from core.errors import InvalidInput, ProviderRefused
from core.generation.parse import ParsedAnswer, parse_completion
from core.jobs.runfolder import write_whole
from core.keys import Keys
from core.providers.base import ChatRequest
from core.providers.catalog import PROVIDERS, build
from core.studio import Studio
from resources import resource_text


@dataclass(frozen=True, slots=True)
class Sample:
    """A teacher's answer to one query."""

    query: str
    parsed: ParsedAnswer

    @property
    def reasoning(self) -> str:
        """The thoughts, one a line."""
        return "\n".join(step.text for step in self.parsed.steps if step.kind is StepKind.THOUGHT)

    @property
    def answer(self) -> str:
        """The answer's text."""
        return "\n".join(step.text for step in self.parsed.steps if step.kind is StepKind.ANSWER)


def collect_teacher_trajectories(queries: Sequence[str], model: str | ProviderProfile) -> list[Sample]:
    """Ask a teacher each query, one after the other, and read reasoning apart from the answer.

    Raises:
        InvalidInput: the model's name has none of the known forms.
        KeyMissing: the model needs a key and none was found.
        ProviderRefused: the model cannot be reached, refused, or cut an answer off.
    """
    asked = asyncio.run(_ask_all([_messages("plain_teacher.md", query) for query in queries], model, Sampling()))
    return [Sample(query, parse_completion(found)) for query, found in zip(queries, asked, strict=True)]


def build_finetune_jsonl(samples: Sequence[Sample], path: str | Path) -> Path:
    """Write samples as chat JSONL: system, user, and one assistant message with reasoning, answer and tool call.

    Raises:
        InvalidInput: there is no sample, or the file cannot be written.
    """
    if not samples:
        raise InvalidInput("There is no sample to write.", hint="Collect some trajectories first.")
    rows = [
        example_of(
            sample.parsed.steps,
            prompt=sample.query,
            system=_prompt("plain_student.md"),
            tools=(),
            source=sample.parsed.source,
        )
        for sample in samples
    ]
    target = Path(path)
    try:
        write_whole(target, b"".join(dump(example_row(row, arguments_as_text=True)) for row in rows).decode())
    except OSError as error:
        raise InvalidInput(f"“{target.name}” cannot be written.", hint="Choose a folder that is yours.") from error
    return target


def run_student(query: str, model: str | ProviderProfile) -> str:
    """The whole text that a student answers to one query, with its reasoning; greedy.

    Raises:
        InvalidInput: the model's name has none of the known forms, or its folder holds no model.
        ProviderRefused: the model refused.
    """
    (found,) = asyncio.run(_ask_all([_messages("plain_student.md", query)], model, Sampling(temperature=0.0)))
    return "\n".join(_line(step) for step in parse_completion(found).steps)


def profile_of(model: str | ProviderProfile) -> ProviderProfile:
    """The provider profile that a model's name stands for. Raises InvalidInput."""
    if isinstance(model, ProviderProfile):
        return model
    if model == "planner":
        return ProviderProfile(name="planner", kind="planner")
    if model and Path(model).is_dir():
        return ProviderProfile(name=Path(model).name, kind="local", model=model)
    if model.startswith(("http://", "https://")):
        url, _, name = model.partition("#")
        return ProviderProfile(name="server", kind="openai_compatible", model=name, base_url=url)
    kind, sign, name = model.partition(":")
    if not sign or kind not in PROVIDERS.names:
        raise InvalidInput(
            f"“{model}” names no model.", hint="Write planner, KIND:MODEL, URL#MODEL or a folder that exists."
        )
    return ProviderProfile(name=kind, kind=kind, model=name, key_env=PROVIDERS[kind].default_key_env)


async def _ask_all(
    chats: Sequence[tuple[Message, ...]], model: str | ProviderProfile, sampling: Sampling
) -> list[Completion]:
    profile = profile_of(model)
    kind = PROVIDERS[profile.kind]
    keys = Keys()
    provider = build(profile, key=keys.get(profile) if kind.needs_key else keys.find(profile))
    try:
        return [
            await provider.complete(ChatRequest(key=str(number), messages=chat, sampling=sampling))
            for number, chat in enumerate(chats)
        ]
    finally:
        await provider.aclose()


def _messages(prompt: str, query: str) -> tuple[Message, ...]:
    return text_message(Role.SYSTEM, _prompt(prompt)), text_message(Role.USER, query)


def _prompt(name: str) -> str:
    return resource_text("prompts", name).strip()


def _line(step: Step) -> str:
    if step.call is None:
        return step.text
    return f"{step.call.name}({', '.join(f'{name}={value}' for name, value in step.call.arguments.items())})"


def main() -> int:
    """The example: three problems, the built-in planner as teacher, and its answer to a new one as the student's."""
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio.open(Path(folder) / "workspace", create=True)
        try:
            made = studio.tasks.preview("prioritization", n=4, seed=1, split=Split.TRAIN)
        finally:
            studio.close()
        queries = [problem.prompt for problem in made]
        samples = collect_teacher_trajectories(queries[:3], "planner")
        path = build_finetune_jsonl(samples, Path(folder) / "train.jsonl")
        sys.stdout.write(path.read_text(encoding="utf-8"))
        try:
            sys.stdout.write(f"\n{queries[3]}\n\n{run_student(queries[3], 'planner')}\n")
        except ProviderRefused as refused:
            sys.stderr.write(f"{refused}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
