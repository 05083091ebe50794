# SPDX-License-Identifier: Apache-2.0
"""Times and spans as people say them: relative in the line, exact in the tooltip."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication


def ago(at: datetime, *, now: datetime | None = None) -> str:
    """How long ago, such as ``3 min ago``; a date once it is older than a week."""
    seconds = ((now or datetime.now(UTC)) - at).total_seconds()
    if seconds < 45:
        return _tr("just now")
    if seconds < 3600:
        return _tr("{n} min ago").format(n=max(1, round(seconds / 60)))
    if seconds < 86_400:
        return _tr("{n} h ago").format(n=round(seconds / 3600))
    if seconds < 7 * 86_400:
        return _tr("{n} d ago").format(n=round(seconds / 86_400))
    return at.astimezone().strftime("%Y-%m-%d")


def exact(at: datetime) -> str:
    """The moment in local time, to the second."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z").strip()


def span(seconds: float) -> str:
    """A duration in the two units that matter, such as ``1 h 5 min`` or ``12 s``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return _tr("{n} s").format(n=whole)
    if whole < 600:
        minutes, rest = divmod(whole, 60)
        return _tr("{m} min {s} s").format(m=minutes, s=rest) if rest else _tr("{m} min").format(m=minutes)
    if whole < 3600:
        return _tr("{m} min").format(m=round(whole / 60))
    hours, minutes = divmod(round(whole / 60), 60)
    return _tr("{h} h {m} min").format(h=hours, m=minutes) if minutes else _tr("{h} h").format(h=hours)


def _tr(text: str) -> str:
    return QCoreApplication.translate("times", text)
