# SPDX-License-Identifier: Apache-2.0
"""What is known about a trace in words: where its reasoning came from, what it cost, and how its elements stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from core.domain.messages import ReasoningSource
from core.domain.reviews import ElementEvidence, HistoryEntry, SkipTo, Verdict
from core.domain.traces import Confidence, ConfidenceMethod, NewTrace, TraceId
from ui.pages.review.state import NOT_A_MODEL, TraceSheet
from ui.widgets.checklist import ChecklistRow, Standing
from ui.widgets.times import span
from ui.widgets.trace_view import Evidence

_SOURCES = {
    ReasoningSource.PROMPTED: "written on request, as part of the answer",
    ReasoningSource.NATIVE_RAW: "the model's own, word for word",
    ReasoningSource.NATIVE_SUMMARY: "a summary of the model's own",
    ReasoningSource.HIDDEN: "hidden by the provider",
    ReasoningSource.HUMAN: "written by a person",
}
_METHODS = {
    ConfidenceMethod.LOGPROB: "from token probabilities",
    ConfidenceMethod.VOTE: "from a vote of samples",
    ConfidenceMethod.VERBALISED: "as the teacher said",
    ConfidenceMethod.SOLVED: "solved by program",
}
_ROLES = {Standing.TRUE: "accept", Standing.FALSE: "reject", Standing.MENTIONED: "warn", Standing.MISSING: "muted"}


def decided_words(verdict: Verdict, trace_id: TraceId, skip_to: SkipTo = SkipTo.ME) -> str:
    """What was just decided, and of a skip where the trace went."""
    words = {
        Verdict.ACCEPT: "Accepted trace {id}",
        Verdict.REJECT: "Rejected trace {id}",
        Verdict.NEEDS_WORK: "Sent back trace {id}",
    }
    skips = {
        SkipTo.ME: "Skipped trace {id}; it comes back at the end",
        SkipTo.OTHERS: "Skipped trace {id}; it goes to others",
        SkipTo.OUT: "Skipped trace {id} out of the queue",
    }
    return _tr(skips[skip_to] if verdict is Verdict.SKIP else words[verdict]).format(id=trace_id)


def decided_many_words(verdict: Verdict, ids: Sequence[TraceId], skip_to: SkipTo) -> str:
    """What was just decided on many traces at once."""
    if len(ids) == 1:
        return decided_words(verdict, ids[0], skip_to)
    words = {
        Verdict.ACCEPT: "Accepted {n} traces",
        Verdict.REJECT: "Rejected {n} traces",
        Verdict.NEEDS_WORK: "Sent back {n} traces",
    }
    skips = {
        SkipTo.ME: "Skipped {n} traces; they come back at the end",
        SkipTo.OTHERS: "Skipped {n} traces; they go to others",
        SkipTo.OUT: "Skipped {n} traces out of the queue",
    }
    return _tr(skips[skip_to] if verdict is Verdict.SKIP else words[verdict]).format(n=f"{len(ids):,}")


def standing_of(evidence: ElementEvidence) -> Standing:
    """How an element stands: mentioned or not, and true or not where a program can tell."""
    if not evidence.spans:
        return Standing.MISSING
    if evidence.is_true is None:
        return Standing.MENTIONED
    return Standing.TRUE if evidence.is_true else Standing.FALSE


def checklist_rows(evidence: Sequence[ElementEvidence]) -> tuple[ChecklistRow, ...]:
    """The lines of the checklist."""
    return tuple(ChecklistRow(found.element, found.label, standing_of(found)) for found in evidence)


def tints(evidence: ElementEvidence) -> tuple[Evidence, ...]:
    """The stretches of the text to tint for one element."""
    role = _ROLES[standing_of(evidence)]
    return tuple(Evidence(span.step, span.start, span.end, role) for span in evidence.spans)


def missing_words(evidence: ElementEvidence) -> str:
    """What should stand in the text for an element and does not; empty where nothing is missing."""
    if not evidence.missing:
        return ""
    return _tr("Should say: {claims}").format(claims="; ".join(evidence.missing[:6]))


def teacher_words(sheet: TraceSheet) -> str:
    """The teacher and its model; the planner is never taken for a model."""
    made = sheet.trace.original
    if sheet.is_planner:
        return f"{made.teacher}: {_tr(NOT_A_MODEL)}"
    return made.teacher if made.model in ("", made.teacher) else f"{made.teacher}  ·  {made.model}"


def fact_rows(sheet: TraceSheet) -> tuple[tuple[str, str], ...]:
    """Names and values of what is known about how the trace was made."""
    made = sheet.trace.original
    rows = [
        (_tr("Teacher"), teacher_words(sheet)),
        (_tr("Reasoning"), _tr(_SOURCES[made.reasoning_source])),
        (_tr("Confidence"), _confidence(made.confidence)),
        (_tr("Cost"), cost_words(made.cost_usd)),
        (_tr("Latency"), _latency(made.latency_s)),
        (_tr("Tokens"), _tokens(made)),
    ]
    return tuple((name, value) for name, value in rows if value)


def cost_words(cost_usd: float | None) -> str:
    """Money with its currency; what nobody knows is unknown, never zero."""
    if cost_usd is None:
        return _tr("unknown")
    return "$0" if cost_usd == 0 else f"${cost_usd:.4f}"


def history_words(entry: HistoryEntry) -> str:
    """One line of a trace's history."""
    words = entry.label
    if entry.reasons:
        words += f" ({', '.join(entry.reasons)})"
    return _tr("{words}, taken back").format(words=words) if entry.is_undone else words


def _confidence(confidence: Confidence | None) -> str:
    if confidence is None:
        return _tr("not measured")
    return f"{confidence.value:.2f} {_tr(_METHODS[confidence.method])}"


def _latency(seconds: float) -> str:
    if seconds < 0.001:
        return _tr("under 1 ms")
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s" if seconds < 60 else span(seconds)


def _tokens(made: NewTrace) -> str:
    usage = made.usage
    parts = [
        _tr(words).format(n=f"{count:,}")
        for count, words in (
            (usage.input_tokens, "{n} in"),
            (usage.output_tokens, "{n} out"),
            (usage.reasoning_tokens, "{n} of reasoning"),
        )
        if count is not None
    ]
    return ", ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
