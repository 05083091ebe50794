# SPDX-License-Identifier: Apache-2.0
"""Numbered figures and tables of the report page."""

from __future__ import annotations

from core.domain.evaluations import Comparison
from core.evaluation.markup import plain
from core.evaluation.table import Block, blocks
from core.evaluation.words import measure_label


class Numbers:
    """Counts figures and tables, so that each can be named."""

    def __init__(self) -> None:
        """Start at one."""
        self._counts = {"Figure": 0, "Table": 0}

    def next(self, noun: str) -> str:
        """The next figure or table."""
        self._counts[noun] += 1
        return f"{noun} {self._counts[noun]}"


def figure(number: str, caption: str, chart: str) -> str:
    """A chart with its number and caption."""
    return f"<figure>{chart}<figcaption><b>{number}.</b> {plain(caption)}</figcaption></figure>"


def tables(comparison: Comparison, numbers: Numbers) -> str:
    """A table for each measure."""
    parts = []
    for block in blocks(comparison):
        caption = f"{measure_label(block.measure)}: share and 95 % interval; the gap is in points of 100."
        parts.append(f'<p class="caption"><b>{numbers.next("Table")}.</b> {caption}</p>{_table(block)}')
    return "".join(parts)


def _table(block: Block) -> str:
    heads = "".join(f'<th scope="col"{_n_class(column)}>{plain(head)}</th>' for column, head in enumerate(block.heads))
    rows = []
    for row in block.rows:
        first, *rest = row
        cells = "".join(
            f'<td class="{"n" if not column else "cell"}">{plain(cell)}</td>' for column, cell in enumerate(rest)
        )
        mark = ' class="total"' if first.startswith("All ") else ""
        rows.append(f'<tr{mark}><th scope="row">{plain(first)}</th>{cells}</tr>')
    return f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _n_class(column: int) -> str:
    return ' class="n"' if column == 1 else ""


def difference_table(comparison: Comparison) -> str:
    """Differences on the same cases, with their tests."""
    labels = {row.id: row.label for row in comparison.rows}
    rows = []
    for test in comparison.tests:
        found = test.difference
        difference = f"{100 * found.mean:+.1f} points [{100 * found.low:+.1f}, {100 * found.high:+.1f}]"
        p_value = "< 0.001" if test.p_value < 0.001 else f"{test.p_value:.3f}"
        cells = (f"{labels[test.first]} less {labels[test.second]}", str(found.n), difference, p_value, test.method)
        said = "".join(
            f'<td class="{"n" if number == 1 else "long"}">{plain(cell)}</td>' for number, cell in enumerate(cells)
        )
        rows.append(f'<tr><th scope="row">{plain(measure_label(test.measure))}</th>{said}</tr>')
    heads = ("measure", "subjects", "n", "difference", "p", "test")
    head = "".join(f'<th scope="col"{_n_class(number - 1)}>{text}</th>' for number, text in enumerate(heads))
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
