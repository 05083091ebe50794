# SPDX-License-Identifier: Apache-2.0
"""Exporting a snapshot: its frozen rows, one at a time, in the form that somebody else reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from core.datasets.exporters.base import Exporter
from core.datasets.importers.openai_chat import OpenAIChatFile
from core.datasets.key_shapes import key_shape_in
from core.datasets.manifest import EVAL, TRAIN, read_manifest, trace_of_row
from core.datasets.wire import dump
from core.domain.datasets import ExportResult
from core.domain.json import JsonObject
from core.errors import InvalidInput
from core.jsonl import JsonLine, read_lines, written_whole

SIDES = (TRAIN, EVAL)


def export_rows(
    folder: Path,
    *,
    exporter: Exporter,
    params: Any,
    side: str | None,
    path: Path,
    sha256: str,
    allow_keys: bool = False,
) -> ExportResult:
    """Write the rows of one side, or of both with the train rows first; nothing stays where it fails.

    Raises:
        InvalidInput: the frozen files are not what was frozen, a row seems to hold an API key, or ``path`` cannot be
            written.
    """
    reader = OpenAIChatFile()
    written = hashlib.sha256()
    found = hashlib.sha256()
    rows = 0
    with written_whole(path) as file:
        for number, (line_side, line) in enumerate(_lines(folder, found.update)):
            if side is not None and line_side != side:
                continue
            row = dump(exporter.row(reader.read(_value(line, folder)), params))
            if not allow_keys:
                _check_keys(row, folder, number)
            file.write(row)
            written.update(row)
            rows += 1
        if found.hexdigest() != sha256:
            raise _changed(folder)
    return ExportResult(rows=rows, path=str(path), sha256=written.hexdigest())


def first_rows(folder: Path, side: str, limit: int) -> tuple[JsonObject, ...]:
    """The first rows of the train or eval file, as they were frozen."""
    if side not in SIDES:
        raise InvalidInput(f"There is no side “{side}” of a dataset.", hint=f"Known: {', '.join(SIDES)}.")
    found: list[JsonObject] = []
    for line in read_lines(folder / f"{side}.jsonl"):
        if len(found) >= limit:
            break
        found.append(_value(line, folder))
    return tuple(found)


def _lines(folder: Path, heard: Callable[[bytes], None]) -> Iterator[tuple[str, JsonLine]]:
    for side in SIDES:
        for line in read_lines(folder / f"{side}.jsonl"):
            heard(line.raw)
            yield side, line


def _value(line: JsonLine, folder: Path) -> JsonObject:
    if line.value is None:
        raise _changed(folder)
    return line.value


def _changed(folder: Path) -> InvalidInput:
    return InvalidInput(
        f"The files of the dataset in {folder.name} are not what was frozen; nothing was written.",
        hint="Restore them from a backup, or freeze again under another name.",
    )


def _check_keys(row: bytes, folder: Path, number: int) -> None:
    shape = key_shape_in(row.decode())
    if shape is not None:
        trace = trace_of_row(read_manifest(folder), number)
        raise InvalidInput(
            f"Trace {trace} seems to hold {shape}; nothing was written.",
            hint="Edit the trace and freeze again, or allow keys if it is none.",
        )
