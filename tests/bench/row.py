# SPDX-License-Identifier: Apache-2.0
"""One measured figure, as a bench gives it and as people read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        what: what was measured, such as ``window shown after a warm start``.
        value: the figure, in ``unit``.
        target: what it should be, in words such as ``under 1.2``; empty where there is none.
        is_met: whether the target was reached; None where there is none.
        note: how it was measured, where that is not plain.
    """

    what: str
    value: float
    unit: str
    target: str = ""
    is_met: bool | None = None
    note: str = ""


def shown(value: float) -> str:
    """A figure with three significant digits, large ones whole."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def as_table(rows: list[Row]) -> str:
    """The figures as a Markdown table, aligned for a terminal too."""
    head = ("what", "measured", "target", "", "note")
    signs = {True: "met", False: "missed", None: ""}
    lines = [(row.what, f"{shown(row.value)} {row.unit}", row.target, signs[row.is_met], row.note) for row in rows]
    widths = [max(len(line[column]) for line in [head, *lines]) for column in range(len(head))]
    rule = tuple("-" * max(3, width) for width in widths)
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in [head, rule, *lines]
    )
