# SPDX-License-Identifier: Apache-2.0
"""What the other stations ask of a task type: prompts, tools and required elements, also where there is no task."""

from __future__ import annotations

from core.domain.messages import ToolSpec
from core.domain.tasks import Element, Task
from core.errors import UnknownName
from core.tasks.prompts import PromptRole
from core.tasks.service import TaskService
from resources import resource_text


class TaskGuide:
    """Looks task types up by name; problems that were imported have a type without a task and get plain words."""

    def __init__(self, tasks: TaskService) -> None:
        """Look up in ``tasks``. Any thread."""
        self._tasks = tasks

    def teacher_prompt(self, task_type: str) -> str:
        """The system prompt that a teacher gets."""
        return self._prompt(task_type, "teacher")

    def student_prompt(self, task_type: str) -> str:
        """The system prompt that a student is trained and asked with."""
        return self._prompt(task_type, "student")

    def tools(self, task_type: str) -> tuple[ToolSpec, ...]:
        """The tools on offer."""
        task = self._find(task_type)
        return () if task is None else self._tasks.tools(task)

    def requires(self, task_type: str) -> tuple[Element, ...]:
        """The reasoning elements that an answer must contain."""
        task = self._find(task_type)
        return () if task is None else task.requires

    def _prompt(self, task_type: str, role: PromptRole) -> str:
        task = self._find(task_type)
        return (
            resource_text("prompts", f"plain_{role}.md").strip()
            if task is None
            else self._tasks.system_prompt(task, role)
        )

    def _find(self, task_type: str) -> Task | None:
        try:
            return self._tasks.task(task_type)
        except UnknownName:
            return None
