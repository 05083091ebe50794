# SPDX-License-Identifier: Apache-2.0
"""Continuations: a teacher goes on with a trace from where a reviewer cut it, and what that would cost or did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core.domain.messages import Usage
from core.domain.traces import Step


@dataclass(frozen=True, slots=True)
class ContinuationForecast:
    """What asking for a continuation would send and cost, before anything is sent.

    Attributes:
        from_step: how many steps stay; the teacher goes on behind the last of them.
        input_tokens: estimated at four characters each.
        p50_output_tokens, p90_output_tokens: of whole answers of this teacher, as it counted them; None where none of
            its answers was counted.
        most_output_tokens: the limit that is sent along.
        p50_cost_usd, p90_cost_usd: at those; None where the tokens or the price are unknown, never zero for that.
        measured_count: how many answers the figures are of.
    """

    teacher: str
    from_step: int
    input_tokens: int
    p50_output_tokens: int | None
    p90_output_tokens: int | None
    most_output_tokens: int
    p50_cost_usd: float | None
    p90_cost_usd: float | None
    measured_count: int


@dataclass(frozen=True, slots=True)
class Continuation:
    """Who went on with a trace, and what it took; kept with the revision that its steps came into.

    Attributes:
        teacher: name of the provider profile; teacher_kind its kind; model as it was returned, or as it was asked for
            where the answer was stopped.
        from_step: number of the last step that stayed; the new ones stand behind it.
        step_count: how many steps came.
        usage, cost_usd: None in them where the provider did not say, as after a stop.
        latency_s: seconds from sending to the last byte.
    """

    teacher: str
    teacher_kind: str
    model: str
    from_step: int
    step_count: int
    usage: Usage
    cost_usd: float | None
    latency_s: float
    is_stopped: bool = False
    request_id: str | None = None

    @property
    def sentence(self) -> str:
        """What the note of the revision says of it."""
        model = f" ({self.model})" if self.model and self.model != self.teacher else ""
        stopped = ", stopped before its end" if self.is_stopped else ""
        return f"Continued behind step {self.from_step} by {self.teacher}{model}{stopped}."


@dataclass(frozen=True, slots=True)
class ContinuedSteps:
    """The steps that a teacher wrote behind those that stayed, and how they came."""

    steps: tuple[Step, ...]
    made: Continuation


class ContinuationRequest(Protocol):
    """A continuation that can be asked for once; nothing is sent before that."""

    @property
    def forecast(self) -> ContinuationForecast:
        """What it would send and cost."""
        ...

    async def ask(self, on_steps: Callable[[tuple[Step, ...]], None]) -> ContinuedSteps:
        """Ask, and tell the steps so far while they come; a stop gives what came until then.

        Raises:
            ProviderRefused: the teacher cannot be reached, declined or was cut off, whatever it said before.
        """
        ...

    def stop(self) -> ContinuedSteps:
        """End the request; gives what came until then, as ``ask`` does. The thread of the event loop."""
        ...
