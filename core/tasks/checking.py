# SPDX-License-Identifier: Apache-2.0
"""What a task must be before it is kept: named, phrased, checkable, and made of makers and tools that exist."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from core.domain.tasks import Element, PromptTemplate, Task
from core.errors import InvalidInput
from core.tasks.tools import TOOLS

SITUATION = "{situation}"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def check_task(task: Task) -> Task:
    """The task itself. Raises InvalidInput or UnknownName with what was expected."""
    from core.tasks.contexts.catalog import CONTEXTS

    if not _NAME.fullmatch(task.type):
        raise InvalidInput(
            f"“{task.type}” cannot be the type of a task.", hint="Use small letters, digits and underscores."
        )
    if not task.title.strip():
        raise InvalidInput(f"The task “{task.type}” has no title.", hint="Give it one.")
    CONTEXTS[task.context_maker]
    for tool in task.tools:
        TOOLS[tool]
    _check_elements(task.requires)
    _check_templates(task.templates)
    return task


def _check_elements(elements: tuple[Element, ...]) -> None:
    from core.domain.matching.mentions import cue_pattern

    if not elements:
        raise InvalidInput("The task requires no element.", hint="Name at least one reasoning element with its cues.")
    _check_unique((element.name for element in elements), "element")
    for element in elements:
        if not _NAME.fullmatch(element.name):
            raise InvalidInput(
                f"“{element.name}” cannot be the name of an element.", hint="Use small letters, digits, underscores."
            )
        if not element.cues:
            raise InvalidInput(f"The element “{element.name}” has no cue.", hint="Give words that show it.")
        for cue in element.cues:
            cue_pattern(cue)


def _check_templates(templates: tuple[PromptTemplate, ...]) -> None:
    if not any(not template.is_ood for template in templates):
        raise InvalidInput("The task has no prompt template for training.", hint="Add one that is not ood.")
    _check_unique((template.id for template in templates), "template")
    for template in templates:
        if template.text.count(SITUATION) != 1:
            raise InvalidInput(
                f"The template “{template.id}” does not say where the situation goes.",
                hint=f"Write {SITUATION} exactly once.",
            )


def _check_unique(names: Iterable[str], noun: str) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise InvalidInput(f"Two {noun}s are called “{name}”.", hint="Give each its own name.")
