# SPDX-License-Identifier: Apache-2.0
"""How figures about people read: shares, intervals, and that a figure is not defined."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from core.domain.opinions import Dispute
from core.domain.people import Agreement, PairAgreement, PeopleReport, ReviewerFigures

NOTHING = "–"


def reviewer_row(one: ReviewerFigures, waiting: int) -> tuple[str, ...]:
    """One reviewer as a line of the table."""
    seconds = NOTHING if one.median_seconds is None else f"{one.median_seconds:,.0f} s"
    shares = (one.accept_share, one.edit_share, one.reject_share)
    differs = NOTHING if one.disagreement_rate is None else f"{percent(one.disagreement_rate)} / {one.compared:,}"
    return (one.reviewer, f"{one.done:,}", f"{waiting:,}", *map(percent, shares), seconds, differs)


def waiting_row(name: str, waiting: int) -> tuple[str, ...]:
    """Somebody who has not decided anything yet."""
    return (name, "0", f"{waiting:,}", *[NOTHING] * 5)


def overall_rows(report: PeopleReport) -> tuple[tuple[str, ...], ...]:
    """The figures of everybody together, each with its interval and how many traces it rests on."""
    return (
        figure_row(_tr("Percent agreement"), report.percent),
        figure_row(_tr("Krippendorff’s alpha"), report.alpha),
        figure_row(_tr("Gwet’s AC1"), report.ac1),
        figure_row(_tr("Ratings, ordinal alpha"), report.rating_alpha),
    )


def pair_rows(pair: PairAgreement) -> tuple[tuple[str, ...], ...]:
    """Two reviewers as lines of the table, a figure a line."""
    names = f"{pair.first}, {pair.second}"
    return (
        (names, *figure_row(_tr("Percent"), pair.percent)),
        (names, *figure_row(_tr("Cohen’s kappa"), pair.kappa)),
        (names, *figure_row(_tr("Gwet’s AC1"), pair.ac1)),
        (names, *figure_row(_tr("Ratings, AC2"), pair.rating)),
    )


def reasons_not_defined(report: PeopleReport) -> str:
    """Why figures are missing, each reason once."""
    whole = (report.percent, report.alpha, report.ac1, report.rating_alpha)
    every: Iterable[Agreement] = (
        *whole,
        *(found for pair in report.pairs if pair.shared for found in (pair.percent, pair.kappa, pair.ac1, pair.rating)),
    )
    return "\n".join(dict.fromkeys(found.reason for found in every if found.reason))


def figure_row(name: str, found: Agreement) -> tuple[str, ...]:
    """A figure with its interval and how many traces it rests on."""
    return (name, value_words(found), interval_words(found), f"{found.n:,}")


def value_words(found: Agreement) -> str:
    """A figure, or that there is none."""
    return _tr("not defined") if found.value is None else f"{found.value:.2f}"


def interval_words(found: Agreement) -> str:
    """The 95 % interval."""
    return NOTHING if found.low is None or found.high is None else f"{found.low:.2f} to {found.high:.2f}"


def dispute_words(dispute: Dispute) -> str:
    """A trace with what everybody says of it."""
    return f"{dispute.trace_id}  ·  {',  '.join(opinion.sentence for opinion in dispute.opinions)}"


def percent(share: float | None) -> str:
    """A share in whole percent."""
    return NOTHING if share is None else f"{share:.0%}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("people", text)
