# SPDX-License-Identifier: Apache-2.0
"""What does not fit about a tool call: words for the field that shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallFault:
    """One thing that does not fit the schema of the tool.

    Attributes:
        argument: name of the argument that it speaks of; empty for the call as a whole.
        message: one sentence, beginning in lower case.
    """

    argument: str
    message: str
