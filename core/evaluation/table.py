# SPDX-License-Identifier: Apache-2.0
"""A comparison as a table for the shell and as Markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.evaluations import Comparison, Gap, Interval, Measure, Report, SubjectRole
from core.evaluation.baselines import best_baseline
from core.evaluation.words import category_label, figure, measure_label, percent, points, split_label


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one measure as text.

    Attributes:
        rows: cells in the order of ``heads``; the first cell names the row.
    """

    measure: Measure
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def blocks(comparison: Comparison) -> tuple[Block, ...]:
    """One block for each measure that has figures; the best shortcut stands beside the conclusions."""
    found = (_block(comparison, measure) for measure in Measure)
    return tuple(block for block in found if block.rows)


def render_table(comparison: Comparison, *, as_markdown: bool = False) -> str:
    """The comparison for a terminal of 100 columns or more, or as Markdown for a README."""
    parts = [headline(comparison), *notes(comparison)]
    for block in blocks(comparison):
        label = measure_label(block.measure)
        parts.append(f"**{label}**\n\n{_markdown(block)}" if as_markdown else f"{label}\n{_plain(block)}")
    bullet, safe = ("- ", _escape) if as_markdown else ("", _printable)
    parts.append("\n".join(bullet + safe(sentence) for sentence in comparison.verdict))
    return "\n\n".join(part for part in parts if part) + "\n"


def notes(comparison: Comparison) -> tuple[str, ...]:
    """What must stand beside a name wherever its figures do, such as that a subject is no language model."""
    noted = [(row.label, str(row.facts["note"])) for row in comparison.rows if row.facts.get("note")]
    return tuple(_printable(f"{label}: {note}.") for label, note in noted)


def headline(comparison: Comparison) -> str:
    """What the figures stand on, in one line."""
    cases = f"{comparison.n} {split_label(comparison.split)} cases"
    return f"Benchmark {comparison.benchmark}, {cases}; shares with 95 % intervals, gap in points."


def _block(comparison: Comparison, measure: Measure) -> Block:
    gaps = {(gap.report_id, gap.category): gap for gap in comparison.gaps if gap.measure is measure}
    gap_ids = list(dict.fromkeys(report_id for report_id, _ in gaps))
    has_rules = measure is Measure.CONCLUSION and bool(comparison.baselines)
    heads = ["category", "n", *(_column(row) for row in comparison.rows)]
    heads += ["gap" if len(gap_ids) == 1 else f"gap {_label_of(comparison, found)}" for found in gap_ids]
    heads += ["best shortcut"] if has_rules else []
    rows = []
    overall = ("",) if len(comparison.categories) > 1 else ()
    for category in (*comparison.categories, *overall):
        own = [_interval(row, category, measure) for row in comparison.rows]
        if not any(own):
            continue
        n = max(interval.n for interval in own if interval is not None)
        cells = [category_label(category), str(n), *(figure(interval) for interval in own)]
        cells += [_gap_words(gaps.get((found, category))) for found in gap_ids]
        cells += [_rule_words(comparison, category)] if has_rules else []
        rows.append(tuple(cells))
    rows += _split_rows(comparison, measure, blanks=len(heads) - 2 - len(comparison.rows))
    return Block(measure, tuple(heads), tuple(rows))


def _split_rows(comparison: Comparison, measure: Measure, *, blanks: int) -> list[tuple[str, ...]]:
    splits = comparison.rows[0].by_split
    if len(splits) < 2:
        return []
    rows = []
    for split in splits:
        own = [row.by_split[split].of(measure) if split in row.by_split else None for row in comparison.rows]
        if any(own):
            n = max(interval.n for interval in own if interval is not None)
            name = f"All {split_label(split)}"
            rows.append((name, str(n), *(figure(interval) for interval in own), *([""] * blanks)))
    return rows


def _interval(row: Report, category: str, measure: Measure) -> Interval | None:
    scores = row.by_category[category] if category else row.overall
    return scores.of(measure)


def _column(row: Report) -> str:
    role = "" if row.role is SubjectRole.OTHER else row.role.value
    return row.label if not role or role == row.label.lower() else f"{role}: {row.label}"


def _label_of(comparison: Comparison, report_id: int) -> str:
    return next(row.label for row in comparison.rows if row.id == report_id)


def _gap_words(gap: Gap | None) -> str:
    return "–" if gap is None else points(gap.gap)


def _rule_words(comparison: Comparison, category: str) -> str:
    best = best_baseline(comparison.baselines, category)
    if best is None or not category:
        return ""
    return f"{percent(best.by_category[category].mean)} {best.label}"


def _plain(block: Block) -> str:
    lines = [tuple(_printable(cell) for cell in line) for line in (block.heads, *block.rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(block.heads))]
    rule = "  ".join("-" * width for width in widths)
    said = [_line(line, widths) for line in lines]
    return "\n".join((said[0], rule, *said[1:]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = []
    for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (width - _width(cell))
        padded.append(space + cell if column == 1 else cell + space)
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Columns of a terminal: wide East Asian characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _markdown(block: Block) -> str:
    rule = "|" + "|".join("---:" if column == 1 else "---" for column in range(len(block.heads))) + "|"
    lines = ["| " + " | ".join(_escape(cell) for cell in line) + " |" for line in (block.heads, *block.rows)]
    return "\n".join((lines[0], rule, *lines[1:]))


def _escape(text: str) -> str:
    """Text that Markdown shows as it is: labels come from people and files."""
    for mark in "\\`*_<|":
        text = text.replace(mark, f"\\{mark}")
    return _printable(text.replace("](", "]\\("))


def _printable(text: str) -> str:
    """Text without the control characters that could steer a terminal or break a row."""
    return "".join(
        " " if c in "\n\t" else "\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text
    )
