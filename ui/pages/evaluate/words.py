# SPDX-License-Identifier: Apache-2.0
"""How measures, roles, splits and reports read on Evaluate."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from core.domain.evaluations import CaseResult, Interval, Measure, Report, SubjectRole

ROLE_HUES = {
    SubjectRole.TEACHER: "teacher",
    SubjectRole.STUDENT: "student",
    SubjectRole.BASE: "muted",
    SubjectRole.OTHER: "accent",
}


def measure_name(measure: Measure) -> str:
    """The measure in a word or two."""
    names = {
        Measure.CONCLUSION: "Conclusion",
        Measure.VALUE: "Coverage by value",
        Measure.MENTION: "Coverage by mention",
        Measure.TOOL: "Tool call",
    }
    return _tr(names[measure])


def measure_help(measure: Measure) -> str:
    """What the measure counts, and what it does not."""
    helps = {
        Measure.CONCLUSION: "Share of cases whose conclusion is right. The tick is the best rule that does not reason.",
        Measure.VALUE: "Share of the expected reasoning elements whose statements are all there and true in the case. "
        "It is never mixed with coverage by mention, which counts words that may be wrong.",
        Measure.MENTION: "Share of the expected reasoning elements that are mentioned, true or not. A student learns "
        "to mention early; coverage by value says how much of it is true.",
        Measure.TOOL: "Share of the cases that expect a tool call in which it fits the schema and has the right "
        "arguments.",
    }
    return _tr(helps[measure])


def role_name(role: SubjectRole) -> str:
    """The role in words."""
    names = {
        SubjectRole.TEACHER: "Teacher",
        SubjectRole.BASE: "Base student",
        SubjectRole.STUDENT: "Student",
        SubjectRole.OTHER: "Other",
    }
    return _tr(names[role])


def split_name(split: str) -> str:
    """The split in words."""
    names = {"": "All cases", "held_out": "Held-out", "ood": "Out of distribution", "train": "Training"}
    return _tr(names.get(split, split.replace("_", " ")))


def counts_words(counts: Mapping[str, int]) -> str:
    """Counts by name, such as ``20 scheduling, 20 decomposition``."""
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())


def splits_words(counts: Mapping[str, int]) -> str:
    """Counts by split."""
    return ", ".join(f"{count:,} {split_name(split).lower()}" for split, count in counts.items())


def share(interval: Interval | None) -> str:
    """A mean with its 95 % interval and n, such as ``81 % (71–88), n 60``; a dash where there is none."""
    if interval is None or interval.n == 0:
        return "–"
    return f"{interval.mean * 100:.0f} % ({interval.low * 100:.0f}–{interval.high * 100:.0f})"


def report_line(report: Report) -> str:
    """A report in a line: role, benchmark, cases and what it came to."""
    cases = _tr("{n} cases").format(n=f"{report.n:,}")
    right = _tr("{mean} % right").format(mean=f"{report.overall.conclusion.mean * 100:.0f}")
    return " · ".join((role_name(report.role), right, report.benchmark, cases))


def is_right(result: CaseResult) -> bool:
    """True where the conclusion is right."""
    return result.scores.conclusion >= 1


def category_name(category: str) -> str:
    """A category as people read it."""
    return category.replace("_", " ").capitalize()


def _tr(text: str) -> str:
    return QCoreApplication.translate("evaluate", text)
