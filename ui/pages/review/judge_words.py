# SPDX-License-Identifier: Apache-2.0
"""Judges in words: what judging would cost, what a judge says, and how far it can be trusted."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from core.domain.judgements import BEST, JudgeFigures, Judgement, JudgingEstimate
from core.domain.people import Agreement
from core.domain.reviews import Verdict


def estimate_words(estimate: JudgingEstimate) -> str:
    """What would be sent and what it would cost."""
    if not estimate.requests:
        return _tr("This judge has scored all of the queue already.")
    number = QLocale().toString
    sent = _tr("{n} requests").format(n=number(estimate.requests))
    if estimate.requests == 1:
        sent = _tr("1 request")
    if estimate.canaries:
        sent += _tr(", {n} of them with a planted fault").format(n=number(estimate.canaries))
    tokens = _tr("about {a} tokens in and {b} out").format(
        a=number(estimate.input_tokens), b=number(estimate.output_tokens)
    )
    return f"{sent}; {tokens}. {_money(estimate)}"


def score_words(held: Judgement) -> str:
    """A judgement in one line."""
    verdict = _tr("accept") if held.opinion.verdict is Verdict.ACCEPT else _tr("reject")
    return _tr("{score} of {best}, {verdict}").format(score=held.opinion.score, best=BEST, verdict=verdict)


def figure_lines(figures: JudgeFigures) -> tuple[tuple[str, str], ...]:
    """Name and words of each figure of a judge."""
    return (
        (_tr("Order, tau"), figure_words(figures.tau)),
        (_tr("Verdicts, kappa"), figure_words(figures.kappa)),
        (_tr("Its rejections"), figure_words(figures.rejects, is_share=True)),
        (_tr("Planted faults"), figure_words(figures.canaries, is_share=True)),
    )


def trust_words(figures: JudgeFigures) -> str:
    """How far a judge can be trusted, in the lines that stand beside each of its scores; those with a figure."""
    lines = [
        said.format(v=_value(figure, is_share=is_share))
        for figure, said, is_share in (
            (figures.kappa, _tr("kappa {v}"), False),
            (figures.tau, _tr("tau {v}"), False),
            (figures.rejects, _tr("rejections confirmed {v}"), True),
            (figures.canaries, _tr("planted faults caught {v}"), True),
        )
        if figure.value is not None
    ]
    if figures.kappa.value is None and figures.tau.value is None:
        return "\n".join((_tr("Not compared with people yet."), *lines))
    return "\n".join((_tr("How far people agree with this judge:"), *lines))


def figure_words(figure: Agreement, *, is_share: bool = False) -> str:
    """A figure with its interval and what it rests on, or why there is none."""
    return figure.reason if figure.value is None else _value(figure, is_share=is_share)


def _value(figure: Agreement, *, is_share: bool = False) -> str:
    def said(number: float | None) -> str:
        if number is None:
            return ""
        return f"{number:.0%}" if is_share else f"{round(number, 2) + 0.0:.2f}"

    between = "" if figure.low is None else f" ({said(figure.low)} to {said(figure.high)})"
    return f"{said(figure.value)}{between}, n = {QLocale().toString(figure.n)}"


def _money(estimate: JudgingEstimate) -> str:
    if estimate.usd_p50 is None or estimate.usd_p90 is None:
        return _tr("The price of this model is not known.")
    if not estimate.usd_p90:
        return _tr("It costs nothing for each token.")
    usual, dear = f"{estimate.usd_p50:.4f}", f"{estimate.usd_p90:.4f}"
    if usual == dear:
        return _tr("It costs about {a} USD.").format(a=usual)
    return _tr("It costs about {a} USD, at the dear end {b} USD.").format(a=usual, b=dear)


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
