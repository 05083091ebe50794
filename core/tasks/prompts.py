# SPDX-License-Identifier: Apache-2.0
"""The system prompts of teacher and student."""

from __future__ import annotations

from typing import Literal

from core.domain.tasks import Task
from resources import resource_text

PromptRole = Literal["teacher", "student"]


def system_prompt(task: Task, role: PromptRole) -> str:
    """What a teacher is asked for, in full, or the short line that a student is trained and asked with."""
    from core.tasks.contexts.catalog import CONTEXTS

    template = resource_text("prompts", f"{role}.md").strip()
    elements = "; ".join(f"{element.label.lower()} ({element.description})" for element in task.requires)
    answer_form = CONTEXTS[task.context_maker].answer_form
    prompt = template.replace("{elements}", elements).replace("{answer_form}", answer_form)
    return f"{prompt}\n{task.guidance}" if role == "teacher" and task.guidance else prompt
