# SPDX-License-Identifier: Apache-2.0
"""What must stand beside a name wherever its figures do, such as that it is no language model; each thing once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from core.domain.evaluations import Report

_BETWEEN = "; "


def notes_of(report: Report) -> tuple[str, ...]:
    """The notes of one report."""
    return tuple(part for part in str(report.facts.get("note") or "").split(_BETWEEN) if part)


def shared_notes(reports: Sequence[Report]) -> frozenset[str]:
    """The notes that all of several reports have; they tell none from another."""
    if len(reports) < 2:
        return frozenset()
    return frozenset(notes_of(reports[0])).intersection(*(notes_of(report) for report in reports[1:]))


def notes_words(reports: Sequence[Report]) -> str:
    """The notes of reports side by side, each with the names that it is about; empty where there is none."""
    labels: dict[str, list[str]] = {}
    for report in reports:
        for note in notes_of(report):
            labels.setdefault(note, []).append(report.label)
    shared = shared_notes(reports)
    ordered = sorted(labels, key=lambda note: note in shared)
    return "  ".join(_sentence(note, () if note in shared else labels[note]) for note in ordered)


def _sentence(note: str, labels: Sequence[str]) -> str:
    """One note; a name that the note begins with is not said again."""
    if not labels:
        return QCoreApplication.translate("evaluate", "All: {note}.").format(note=note)
    if len(labels) == 1 and note.startswith(labels[0]):
        return f"{note[:1].upper()}{note[1:]}."
    return f"{', '.join(labels)}: {note}."
