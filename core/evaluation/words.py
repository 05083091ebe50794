# SPDX-License-Identifier: Apache-2.0
"""How figures and names are said in tables, sentences and charts; one way for all of them."""

from __future__ import annotations

from core.domain.evaluations import Interval, Measure

_MEASURES = {
    Measure.CONCLUSION: "Conclusion right",
    Measure.VALUE: "Coverage by value",
    Measure.MENTION: "Coverage by mention",
    Measure.TOOL: "Tool call right",
}
_EXPLAINED = {
    Measure.CONCLUSION: "share of cases whose conclusion is right",
    Measure.VALUE: "share of the expected reasoning elements whose statements are all there and true in the case",
    Measure.MENTION: "share of the expected reasoning elements that are mentioned, true or not",
    Measure.TOOL: "share of the cases that expect a tool call in which it fits the schema and has the right arguments",
}
_SPLITS = {
    "held_out": "held-out",
    "ood": "out-of-distribution",
    "train": "training",
}


def measure_label(measure: Measure) -> str:
    """The measure as a heading."""
    return _MEASURES[measure]


def measure_explained(measure: Measure) -> str:
    """What the measure counts, in half a sentence."""
    return _EXPLAINED[measure]


def split_label(split: str) -> str:
    """The split in words; all of them where none was asked for."""
    return _SPLITS.get(split, split or "all")


def category_label(category: str) -> str:
    """The category as a row heading; the empty one stands for all."""
    return category.replace("_", " ").capitalize() if category else "All categories"


def percent(share: float) -> str:
    """A share as whole percent; never rounded up to 100 or down to 0 unless it is."""
    points = share * 100
    if 0 < points < 1:
        return "<1 %"
    if 99 < points < 100:
        return ">99 %"
    return f"{points:.0f} %"


def bounds(interval: Interval) -> str:
    """The interval in brackets, in percent."""
    return f"[{interval.low * 100:.0f}, {interval.high * 100:.0f}]"


def figure(interval: Interval | None) -> str:
    """Mean and interval, such as ``81 % [71, 88]``; a dash where there is none."""
    if interval is None or interval.n == 0:
        return "–"
    return f"{percent(interval.mean)} {bounds(interval)}"


def points(gap: float | None) -> str:
    """A difference in whole points of 100; a dash where there is none."""
    if gap is None:
        return "–"
    rounded = round(gap)
    return f"−{-rounded}" if rounded < 0 else str(rounded)


def p_words(p_value: float) -> str:
    """A p value as people write it."""
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:.2g}"


def seconds(duration_s: float) -> str:
    """A duration for people."""
    if duration_s < 90:
        return f"{duration_s:.0f} s" if duration_s >= 10 else f"{duration_s:.1f} s"
    minutes = round(duration_s / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"
