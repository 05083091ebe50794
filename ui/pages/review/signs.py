# SPDX-License-Identifier: Apache-2.0
"""What is marked and found of a trace, as signs beside its steps and lines under its words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.domain.findings import KeptFinding, Severity
from core.domain.traces import StepLabel
from ui.pages.review.state import TraceSheet
from ui.safety import calm
from ui.widgets.finding_list import FindingRow
from ui.widgets.glyphs import LABEL_GLYPHS
from ui.widgets.step_signs import StepSign, WordSign

SEVERITY_ROLES = {Severity.ERROR: "reject", Severity.WARNING: "warn", Severity.HINT: "muted"}
_LABELS = {
    StepLabel.WRONG: "Marked as wrong",
    StepLabel.UNNECESSARY: "Marked as unnecessary",
    StepLabel.MISSING_BEFORE: "Marked: a step is missing before this one",
}


def step_signs(sheet: TraceSheet) -> tuple[StepSign, ...]:
    """What a person marked comes first, then what the checks found."""
    marked = [
        StepSign(step, *LABEL_GLYPHS[label], words=_tr(_LABELS[label])) for step, label in sorted(sheet.labels.items())
    ]
    found = [
        StepSign(kept.finding.span.step, "warn", SEVERITY_ROLES[kept.finding.severity], finding_words(kept))
        for kept in sheet.findings
        if kept.is_open and kept.finding.span is not None
    ]
    return (*marked, *found)


def word_signs(sheet: TraceSheet) -> tuple[WordSign, ...]:
    """A line under the words that a finding speaks of; none under a whole step."""
    spans = ((kept.finding.span, kept.finding.severity) for kept in sheet.findings if kept.is_open)
    return tuple(
        WordSign(span.step, span.start, span.end, SEVERITY_ROLES[severity])
        for span, severity in spans
        if span is not None and span.end > span.start
    )


def finding_rows(sheet: TraceSheet) -> tuple[FindingRow, ...]:
    """The findings as the side panel lists them: open ones first."""
    rows = [
        FindingRow(
            key=kept.key,
            words=calm(finding_words(kept)),
            role=SEVERITY_ROLES[kept.finding.severity],
            step=kept.finding.span.step if kept.finding.span is not None else None,
            aside=calm(_tr("put aside by {who}: {why}").format(who=kept.dismissed_by, why=kept.reason))
            if not kept.is_open
            else "",
            other=kept.finding.other,
        )
        for kept in sheet.findings
    ]
    return tuple(sorted(rows, key=lambda row: bool(row.aside)))


def finding_words(kept: KeptFinding) -> str:
    """A finding in a sentence or two."""
    finding = kept.finding
    expected = _tr("Expected: {what}").format(what=finding.expected) if finding.expected else ""
    return " ".join(filter(None, (finding.message, expected)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
