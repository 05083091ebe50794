# SPDX-License-Identifier: Apache-2.0
"""Tasks as TOML: the shipped ones, those that people bring, and how one is written out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from core.domain.json import JsonValue
from core.domain.tasks import Element, PromptTemplate, Task
from core.errors import InvalidInput, StudioError
from core.jobs.runfolder import write_whole
from core.tasks.checking import check_task
from resources import resource_text

T = TypeVar("T")


def shipped_tasks() -> tuple[Task, ...]:
    """The four task types that come with Stillroom; that they are as they must be is tested, not checked each time."""
    return _read(resource_text("seeds", "tasks.toml"), "tasks.toml", _task)


def load_tasks(path: Path) -> tuple[Task, ...]:
    """The tasks of a file. Raises InvalidInput with the line and what was expected there."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path.name} cannot be read as text.", hint="Choose a TOML file in UTF-8.", detail=str(error)
        ) from error
    return read_tasks(text, name=path.name)


def read_tasks(text: str, *, name: str) -> tuple[Task, ...]:
    """The tasks of a TOML text, all of version 1. Raises InvalidInput with the line and what was expected there."""
    return _read(text, name, lambda row: check_task(_task(row)))


def write_task(task: Task, path: Path) -> None:
    """Write one task as TOML, whole or not at all."""
    import tomli_w

    table = {
        "type": task.type,
        "title": task.title,
        "description": task.description,
        "context": task.context_maker,
        "tools": list(task.tools),
        **({"guidance": task.guidance} if task.guidance else {}),
        "requires": [
            {"name": held.name, "label": held.label, "description": held.description, "cues": list(held.cues)}
            for held in task.requires
        ],
        "template": [
            {"id": held.id, "text": held.text, **({"ood": True} if held.is_ood else {})} for held in task.templates
        ],
    }
    write_whole(path, tomli_w.dumps({"task": [table]}))


def _read(text: str, name: str, make: Callable[[Any], Task]) -> tuple[Task, ...]:
    """Every task of a text as ``make`` makes it of its table."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        where = f" in line {place.group(1)}" if place else ""
        raise InvalidInput(f"{name} is not valid TOML{where}.", hint=f"The reader says: {error}.") from error
    rows = data.get("task")
    if not isinstance(rows, list) or not rows:
        raise InvalidInput(f"{name} holds no task.", hint="Expected at least one [[task]] table.")
    return tuple(_read_at(text, name, "[[task]]", index, partial(make, row)) for index, row in enumerate(rows))


def _read_at(text: str, name: str, header: str, index: int, read: Callable[[], T]) -> T:
    """Read one table; a fault is told with the line on which the table begins."""
    try:
        return read()
    except StudioError as error:
        starts = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(header)]
        where = f" (line {starts[index]})" if index < len(starts) else ""
        raise InvalidInput(f"Task {index + 1} of {name}{where}: {error.message}", hint=error.hint) from error


def _task(row: Any) -> Task:
    fields = _Table(row, "[[task]]")
    task = Task(
        type=fields.text("type"),
        version=1,
        title=fields.text("title"),
        description=fields.text("description", ""),
        requires=tuple(_element(held) for held in fields.tables("requires")),
        templates=tuple(_template(held) for held in fields.tables("template")),
        context_maker=fields.text("context"),
        tools=fields.texts("tools", ()),
        guidance=fields.text("guidance", ""),
    )
    fields.refuse_others()
    return task


def _element(row: Any) -> Element:
    fields = _Table(row, "[[task.requires]]")
    name = fields.text("name")
    label = fields.text("label", name.replace("_", " ").capitalize())
    element = Element(name, label, fields.text("description", label.lower()), fields.texts("cues"))
    fields.refuse_others()
    return element


def _template(row: Any) -> PromptTemplate:
    fields = _Table(row, "[[task.template]]")
    template = PromptTemplate(fields.text("id"), fields.text("text"), fields.switch("ood"))
    fields.refuse_others()
    return template


class _Table:
    """One TOML table that says what it expected and did not find."""

    def __init__(self, row: JsonValue, header: str) -> None:
        if not isinstance(row, Mapping):
            raise InvalidInput(f"A {header} is not a table.", hint=f"Expected {header} with its keys below it.")
        self._row = row
        self._header = header
        self._known: list[str] = []

    def text(self, key: str, default: str | None = None) -> str:
        """A text; needed where there is no default."""
        value = self._value(key, default)
        if not isinstance(value, str):
            raise InvalidInput(f"“{key}” of a {self._header} is not a text.", hint=f'Expected {key} = "...".')
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        value = self._value(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(held, str) for held in value):
            raise InvalidInput(
                f"“{key}” of a {self._header} is not a list of texts.", hint=f'Expected {key} = ["..."].'
            )
        return tuple(value)

    def tables(self, key: str) -> list[Any]:
        """A list of tables below this one."""
        value = self._value(key, None)
        if not isinstance(value, list):
            raise InvalidInput(
                f"“{key}” of a {self._header} is not a list of tables.", hint=f"Expected [[task.{key}]]."
            )
        return value

    def switch(self, key: str) -> bool:
        """True or false; false where it is not there."""
        value = self._value(key, False)
        if not isinstance(value, bool):
            raise InvalidInput(f"“{key}” of a {self._header} is not a switch.", hint=f"Expected {key} = true or false.")
        return value

    def refuse_others(self) -> None:
        """Raise InvalidInput for a key that means nothing here."""
        for key in self._row:
            if key not in self._known:
                raise InvalidInput(
                    f"“{key}” means nothing in a {self._header}.", hint=f"Known: {', '.join(self._known)}."
                )

    def _value(self, key: str, default: JsonValue) -> JsonValue:
        self._known.append(key)
        if key in self._row:
            return self._row[key]
        if default is None:
            raise InvalidInput(f"A {self._header} has no “{key}”.", hint=f"Expected: {', '.join(self._known)}.")
        return default
