# SPDX-License-Identifier: Apache-2.0
"""The words of a table of traces: what its columns are called, and how a state, a figure or a text reads in a cell."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.domain.traces import TraceRow, TraceState

_LONGEST = 300
"""More letters of a text than any column shows."""


class TraceWords(QObject):
    """Says rows of traces in words, column by column."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Know every column and every state."""
        super().__init__(parent)
        self._names = {
            "state": self.tr("State"),
            "id": self.tr("Trace"),
            "title": self.tr("Problem"),
            "conclusion": self.tr("Conclusion"),
            "task_type": self.tr("Category"),
            "difficulty": self.tr("Difficulty"),
            "split": self.tr("Split"),
            "teacher": self.tr("Teacher"),
            "confidence": self.tr("Confidence"),
            "finding_count": self.tr("Findings"),
            "length": self.tr("Length"),
            "cost_usd": self.tr("Cost"),
            "created_at": self.tr("Made"),
        }
        self._states = {
            TraceState.PENDING: self.tr("Pending"),
            TraceState.ACCEPTED: self.tr("Accepted"),
            TraceState.EDITED: self.tr("Edited"),
            TraceState.REJECTED: self.tr("Rejected"),
            TraceState.NEEDS_WORK: self.tr("Needs work"),
            TraceState.SKIPPED: self.tr("Skipped"),
            TraceState.NEEDS_ADJUDICATION: self.tr("Needs adjudication"),
        }

    def column(self, name: str) -> str:
        """The heading of a column."""
        return self._names[name]

    def state(self, state: TraceState) -> str:
        """The word for a state."""
        return self._states[state]

    def cell(self, row: TraceRow, name: str) -> str:
        """What a column says of a trace, on one line."""
        match name:
            case "state":
                return self._states[row.state]
            case "title":
                return " ".join(row.title[:_LONGEST].split())
            case "conclusion":
                return " ".join(row.conclusion[:_LONGEST].split())
            case "cost_usd":
                return "–" if row.cost_usd is None else f"${row.cost_usd:.4f}"
            case "confidence":
                return "–" if row.confidence is None else f"{row.confidence:.2f}"
            case "length":
                return f"{row.length:,}"
            case "created_at":
                return row.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
            case _:
                return str(getattr(row, name)).replace("_", " ")
