# SPDX-License-Identifier: Apache-2.0
"""What a reviewer may save as the steps of a trace."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from core.domain.codec import to_json
from core.domain.traces import Step, StepKind
from core.errors import InvalidInput


def check_steps(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps, once they are known to make a trace.

    Raises:
        InvalidInput: there is nothing in them, a step lacks what its kind needs, or arguments are not a JSON object.
    """
    if not any(step.text.strip() or step.call is not None for step in steps):
        raise InvalidInput("A trace cannot be empty.", hint="Keep at least one thought, answer or tool call.")
    for number, step in enumerate(steps, start=1):
        _check(number, step)
    return tuple(steps)


def _check(number: int, step: Step) -> None:
    match step.kind:
        case StepKind.THOUGHT | StepKind.ANSWER:
            if not step.text.strip():
                raise InvalidInput(f"Step {number} is empty.", hint="Write something in it, or delete the step.")
            if step.call is not None or step.result is not None:
                raise InvalidInput(f"Step {number} is text and cannot hold a tool call.", hint="Make it its own step.")
        case StepKind.TOOL_CALL:
            _check_call(number, step)
        case StepKind.TOOL_RESULT:
            if step.result is None:
                raise InvalidInput(f"Step {number} is a tool result without a result.", hint="Delete the step.")
    _check_storable(number, step)


def _check_call(number: int, step: Step) -> None:
    if step.call is None or not step.call.name.strip():
        raise InvalidInput(f"Step {number} is a tool call without a tool.", hint="Name the tool, or delete the step.")
    arguments = step.call.arguments
    if not isinstance(arguments, dict) or not all(isinstance(name, str) for name in arguments):
        raise InvalidInput(
            f"The arguments of step {number} are not a JSON object.", hint='Write them as {"name": value}.'
        )


def _check_storable(number: int, step: Step) -> None:
    """Refuse what cannot be written as JSON text: not-a-number, lone surrogates, other objects."""
    written = step.text if step.call is None and step.result is None else to_json(step)
    try:
        is_same = orjson.loads(orjson.dumps(written)) == written
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(
            f"Step {number} holds something that cannot be stored.",
            hint="Use text, finite numbers, true, false, null, lists and objects.",
            detail=str(error),
        ) from error
    if not is_same:
        raise InvalidInput(
            f"Step {number} holds a number that cannot be stored.", hint="Use finite numbers of ordinary size."
        )
