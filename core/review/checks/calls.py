# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a tool call whatever the problem is: an unknown tool, or arguments that its schema refuses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.domain.calls import CallFault
from core.domain.messages import ToolCallPart, ToolSpec
from core.review.checks.marking import shortened
from core.review.checks.schemas import EFFORT, placed_faults_in


def faults_of(call: ToolCallPart, tools: Sequence[ToolSpec], *, effort: int = EFFORT) -> Iterator[CallFault]:
    """The faults of a call; nothing where it is not known what was on offer."""
    offered = {tool.name: tool for tool in tools}
    if not offered or not call.name.strip():
        return
    if call.name not in offered:
        known = shortened(", ".join(offered))
        yield CallFault("", f"there is no tool “{shortened(call.name)}” on offer. Known: {known}.")
        return
    for argument, message in placed_faults_in(call.arguments, offered[call.name].parameters, effort=effort):
        yield CallFault(argument, message)
