# SPDX-License-Identifier: Apache-2.0
"""All quick checks over one trace: what they find, what matters most first."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from core.domain.findings import Finding, Severity
from core.review.checks.base import Check
from core.review.checks.catalog import CHECKS
from core.review.checks.length import Length
from core.review.limits import within_limits
from core.review.reading import Reading

log = logging.getLogger(__name__)

MOST_OF_ONE_CHECK = 50
_ORDER = {severity: place for place, severity in enumerate(Severity)}


def find(reading: Reading, *, checks: Iterable[Check] = CHECKS) -> tuple[Finding, ...]:
    """The findings of all checks by severity, then by place; those about the whole trace come first.

    A check that fails is left out and logged, so that the others are still heard.
    """
    seen = within_limits(reading)
    found = [] if seen.is_whole else [_cut(reading, seen)]
    for check in checks:
        try:
            found += _first_ones(check.look(seen), check)
        except Exception:
            log.exception("check %s failed", check.name)
    return tuple(sorted(found, key=_place))


def _cut(reading: Reading, seen: Reading) -> Finding:
    message = (
        f"This trace is too long to be checked as a whole: only its first {len(seen.steps):,} of "
        f"{len(reading.steps):,} steps and {len(seen.text):,} of {len(reading.text):,} characters were looked at."
    )
    return Finding(Length.name, Severity.WARNING, message)


def _place(found: Finding) -> tuple[int, int, int]:
    at = found.span
    return (_ORDER[found.severity], -1 if at is None else at.step, 0 if at is None else at.start)


def _first_ones(found: tuple[Finding, ...], check: Check) -> tuple[Finding, ...]:
    """As many as a person can go through; the last one says how many more there are."""
    if len(found) <= MOST_OF_ONE_CHECK:
        return found
    ranked = sorted(found, key=_place)
    more = len(found) - MOST_OF_ONE_CHECK
    said = f"“{check.label}” found {more:,} more of these, which are not listed."
    return (*ranked[:MOST_OF_ONE_CHECK], Finding(check.name, Severity.HINT, said))
