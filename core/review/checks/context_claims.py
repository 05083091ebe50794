# SPDX-License-Identifier: Apache-2.0
"""Claims about the context: times, durations, sizes and names that the problem does not give."""

from __future__ import annotations

from collections.abc import Iterator

from core.domain.findings import Finding, Severity
from core.domain.reviews import StepSpan
from core.domain.traces import Step, StepKind
from core.domain.workday.clock import between, clock, span
from core.review.checks.facts import Facts, facts_of
from core.review.checks.listings import odd_ones
from core.review.checks.marking import finding, shortened, written_steps
from core.review.checks.statements import Attribute, Statement, statements_in
from core.review.checks.unknown_names import Stranger, strange_answer, strange_arguments, strange_places
from core.review.reading import Reading

_HALF_DAY = 12 * 60


class ContextClaims:
    """Speaks of each statement that contradicts the situation; needs a situation that a program can read."""

    name = "context_claims"
    label = "Claims about the context"
    help = "Whether titles, places and times that the trace takes from the problem are those of the problem."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """What contradicts, step by step."""
        if reading.situation is None:
            return ()
        facts = facts_of(reading.situation)
        written = dict(written_steps(reading))
        found: list[Finding] = []
        for index, step in enumerate(reading.steps):
            if index in written:
                found += self._in_text(index, step, facts, reading)
            elif step.call is not None:
                for stranger in strange_arguments(step.call, facts):
                    found.append(self._stranger(stranger, index, reading))
        return tuple(found)

    def _in_text(self, index: int, step: Step, facts: Facts, reading: Reading) -> Iterator[Finding]:
        for statement in statements_in(step.text, facts):
            wanted = _contradicted(statement, facts)
            if wanted is not None:
                yield self._contradiction(statement, wanted, index, reading)
        for odd in odd_ones(step.text, facts, reading.truth):
            at = StepSpan(index, odd.span.start, odd.span.end)
            message = f"“{shortened(reading.quote(at))}” does not go with the rest of its list: it is {odd.wanted}."
            yield finding(self.name, Severity.WARNING, message, reading=reading, at=at, expected=odd.wanted)
        strangers = [*strange_places(step.text, facts)]
        if step.kind is StepKind.ANSWER:
            strangers += strange_answer(step.text, facts)
        for stranger in strangers:
            yield self._stranger(stranger, index, reading)

    def _contradiction(self, said: Statement, wanted: str, index: int, reading: Reading) -> Finding:
        at = StepSpan(index, said.span.start, said.span.end)
        given = reading.quote(StepSpan(index, said.value_span.start, said.value_span.end))
        whose = f"The {said.attribute.value}" + (f" of “{said.subject}”" if said.subject else "")
        message = f"{whose} is {wanted} in the problem, not {given}."
        return finding(self.name, Severity.ERROR, message, reading=reading, at=at, expected=wanted)

    def _stranger(self, stranger: Stranger, index: int, reading: Reading) -> Finding:
        at = StepSpan(index, stranger.span.start, stranger.span.end)
        message = f"The problem does not have “{shortened(stranger.name)}”."
        return finding(self.name, Severity.ERROR, message, reading=reading, at=at, expected=stranger.meant)


def _contradicted(said: Statement, facts: Facts) -> str | None:
    """What the situation gives instead; None where the two agree."""
    match said.attribute:
        case Attribute.DUE | Attribute.NOW:
            wanted = facts.now if said.attribute is Attribute.NOW else facts.due[said.subject]
            return None if wanted is None or _is_clock(said.values, wanted) else clock(wanted)
        case Attribute.MINUTES | Attribute.BUFFER:
            wanted = facts.buffer if said.attribute is Attribute.BUFFER else facts.minutes[said.subject]
            return None if wanted in said.values else f"{span(wanted)} h"
        case Attribute.STRETCH | Attribute.BLOCKED:
            meant = [facts.stretches[said.subject]] if said.subject else [*facts.stretches.values()]
            first, last = said.values
            is_start = any(_is_clock((first,), start - edge) for start, _end in meant for edge in (0, facts.buffer))
            is_end = any(_is_clock((last,), end + edge) for _start, end in meant for edge in (0, facts.buffer))
            return None if is_start and is_end else ", ".join(between(*stretch) for stretch in meant)
        case Attribute.SIZE:
            size = facts.sizes[said.subject]
            return None if size in said.values else f"{size} {facts.unit}"


def _is_clock(given: tuple[int, ...], wanted: int) -> bool:
    """The same time of day, or the same on a twelve-hour clock."""
    return any(wanted in (minute, minute + _HALF_DAY) for minute in given)
