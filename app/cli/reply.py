# SPDX-License-Identifier: Apache-2.0
"""What a command answers: one JSON document for scripts and a few lines for people."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

import orjson

from core.domain.json import JsonObject


@dataclass(frozen=True, slots=True)
class Reply:
    """The outcome of a command.

    Attributes:
        data: the JSON document of ``--json``.
        text: what a person reads without it.
        code: exit code, 0 or 1.
    """

    data: JsonObject
    text: str
    code: int = 0

    def write(self, *, as_json: bool, out: TextIO | None = None) -> None:
        """Print one of the two forms."""
        stream = out or sys.stdout
        stream.write(orjson.dumps(self.data).decode() if as_json else self.text)
        stream.write("\n")
        stream.flush()


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows in columns, numbers to the right; a dash where there is nothing."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(header), *cells]) for i in range(len(header))]
    is_number = [all(isinstance(row[i], int | float) or row[i] is None for row in rows) for i in range(len(header))]

    def line(row: Sequence[str]) -> str:
        parts = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, is_number, strict=True)
        ]
        return "  ".join(parts).rstrip()

    return "\n".join([line(header), line(["-" * width for width in widths]), *(line(row) for row in cells)])


def _cell(value: object) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    return " ".join(str(value).split())
