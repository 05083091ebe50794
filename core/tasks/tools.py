# SPDX-License-Identifier: Apache-2.0
"""The tools that an answer may call; tasks name them, and no call is ever carried out.

Their descriptions are short because they stand in the prompt of every student that is shown them.
"""

from __future__ import annotations

from core.catalog import Catalog
from core.domain.messages import ToolSpec


def _tool(name: str, description: str, *arguments: str) -> ToolSpec:
    """A tool whose arguments are all texts and all needed."""
    properties = {argument: {"type": "string"} for argument in arguments}
    return ToolSpec(name, description, {"type": "object", "properties": properties, "required": list(arguments)})


TOOLS: Catalog[ToolSpec] = Catalog(
    "tool",
    (
        _tool("set_priority", "Mark a task by its exact title; the priority is first.", "task", "priority"),
        _tool("schedule_block", "Book a task by its exact title; times are HH:MM.", "task", "start", "end"),
        _tool("create_subtask", "Create the first part of a project, both by exact title.", "project", "title"),
        _tool("reassign_resource", "Move a booking to another resource, both by exact name.", "booking", "resource"),
    ),
)
