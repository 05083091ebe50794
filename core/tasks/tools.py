# SPDX-License-Identifier: Apache-2.0
"""The tools that an answer may call; tasks name them, and no call is ever carried out."""

from __future__ import annotations

from core.catalog import Catalog
from core.domain.messages import ToolSpec


def _tool(name: str, description: str, **arguments: str) -> ToolSpec:
    """A tool whose arguments are all texts and all needed."""
    properties = {key: {"type": "string", "description": text} for key, text in arguments.items()}
    schema = {"type": "object", "properties": properties, "required": list(arguments), "additionalProperties": False}
    return ToolSpec(name, description, schema)


TOOLS: Catalog[ToolSpec] = Catalog(
    "tool",
    (
        _tool(
            "set_priority",
            "Mark the task that has to be done first.",
            task="Exact title of the task.",
            priority="The word first.",
        ),
        _tool(
            "schedule_block",
            "Put a task into the calendar.",
            task="Exact title of the task.",
            start="Start as HH:MM.",
            end="End as HH:MM.",
        ),
        _tool(
            "create_subtask",
            "Create the part of a project that is worked on first.",
            project="Exact title of the project.",
            title="Exact title of the part.",
        ),
        _tool(
            "reassign_resource",
            "Move a booking to another resource at its own time.",
            booking="Exact title of the booking.",
            resource="Exact name of the resource that it moves to.",
        ),
    ),
)
