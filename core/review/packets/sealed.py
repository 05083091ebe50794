# SPDX-License-Identifier: Apache-2.0
"""A sealed file: a header that counts and hashes what follows it, one JSON object a line; both packet files are one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import orjson

from core.domain.json import JsonObject
from core.domain.reviews import LineFault
from core.errors import BrokenLine, InvalidInput
from core.jsonl import MAX_LINE_BYTES, JsonLine, mended_value, read_lines, strict_json, written_whole

T = TypeVar("T")

MOST_ROWS = 100_000
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of sealed file; ``noun`` is what people call it."""

    name: str
    version: int
    noun: str


PACKET = Form("stillroom-review-packet", 1, "review packet")
REPLY = Form("stillroom-review-reply", 1, "reply to a review packet")
_FORMS = (PACKET, REPLY)


def write_sealed(path: Path, form: Form, header: JsonObject, rows: Iterable[JsonObject]) -> JsonObject:
    """Write header and rows, whole or not at all; the header as written, with its count and hash.

    Raises:
        InvalidInput: a row cannot be read again, there are too many, or the file cannot be written.
        WorkspaceUnusable: the disk is full.
    """
    lines = [_encoded(row, f"Line {number}") for number, row in enumerate(rows, start=2)]
    if len(lines) > MOST_ROWS:
        raise InvalidInput(f"A {form.noun} holds at most {MOST_ROWS:,} lines.", hint="Make several smaller ones.")
    plain = mended_value({"format": form.name, "version": form.version, **header, "count": len(lines)})
    whole = {**plain, "sha256": _sealed_hash(plain, lines)}
    first = _encoded(whole, "The header")
    with written_whole(path) as file:
        file.write(first)
        file.writelines(lines)
    return whole


def read_sealed(path: Path, form: Form, parse_header: Callable[[JsonObject], T]) -> tuple[T, tuple[JsonLine, ...]]:
    """The header and the rows of a file whose rows are those that were written.

    Raises:
        BrokenLine: a line is not one JSON object; the message names it.
        InvalidInput: it is no file of this form, of a newer version, cut short, or changed since it was made.
    """
    lines = read_lines(path)
    try:
        first = next(lines, None)
        value = _checked_header(path, form, first)
        header = _parsed_header(path, value, parse_header)
        rows: list[JsonLine] = []
        for line in lines:
            rows.append(line)
            if len(rows) > value["count"]:
                break
    except RecursionError as error:
        raise InvalidInput(f"“{path.name}” is nested too deeply.", hint=_AGAIN, detail=str(error)) from error
    _check_whole(path, value, rows)
    return header, tuple(rows)


def parsed(path: Path, rows: Sequence[JsonLine], parse: Callable[[JsonObject], T]) -> list[T]:
    """The rows as ``parse`` reads them. Raises BrokenLine that names the first one that it refuses, and counts them."""
    found: list[T] = []
    faults: list[LineFault] = []
    for row in rows:
        if row.value is None:
            faults.append(LineFault(row.number, f"It is {row.fault}.", row.expected))
            continue
        try:
            found.append(parse(row.value))
        except InvalidInput as error:
            faults.append(LineFault(row.number, error.message, error.hint.rstrip(".")))
    if faults:
        raise _broken(path, faults)
    return found


def is_of(path: Path, form: Form) -> bool:
    """True where the first line of a file says that it is of this form. Raises InvalidInput where it cannot be read."""
    try:
        first = next(read_lines(path), None)
    except RecursionError:
        return False
    return first is not None and first.value is not None and first.value.get("format") == form.name


def is_hash(value: object) -> bool:
    """True for a SHA-256 as its 64 digits."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _checked_header(path: Path, form: Form, line: JsonLine | None) -> JsonObject:
    value = None if line is None else line.value
    if value is None or value.get("format") not in [known.name for known in _FORMS]:
        raise InvalidInput(f"“{path.name}” is not a {form.noun}.", hint=f"Choose the file of a {form.noun}.")
    if value["format"] != form.name:
        other = next(known.noun for known in _FORMS if known.name == value["format"])
        raise InvalidInput(f"“{path.name}” is a {other}, not a {form.noun}.", hint=f"Choose the file of a {form.noun}.")
    version, count, seal = value.get("version"), value.get("count"), value.get("sha256")
    if type(version) is int and version > form.version:
        raise InvalidInput(
            f"“{path.name}” was made by a newer Stillroom: form {version}, and this one reads {form.version}.",
            hint="Bring Stillroom up to date, or have the file made by the older one.",
        )
    is_counted = type(count) is int and 0 <= count <= MOST_ROWS
    is_plain = not any(isinstance(held, list | dict) for held in value.values())
    if version != form.version or type(version) is not int or not is_counted or not is_hash(seal) or not is_plain:
        raise _headless(path)
    return value


def _parsed_header(path: Path, value: JsonObject, parse: Callable[[JsonObject], T]) -> T:
    try:
        return parse(value)
    except InvalidInput as error:
        raise _headless(path) from error


def _check_whole(path: Path, header: JsonObject, rows: Sequence[JsonLine]) -> None:
    """Refuse a file that is cut short, broken or changed, in the words of what it is."""
    is_torn = bool(rows) and rows[-1].value is None and not rows[-1].raw.endswith(b"\n") and bool(rows[-1].raw)
    if len(rows) < header["count"] or is_torn:
        whole = len(rows) - is_torn
        raise InvalidInput(
            f"“{path.name}” is cut short: its first line says {header['count']:,}, and {whole:,} follow whole.",
            hint=_AGAIN,
        )
    faults = [LineFault(row.number, f"It is {row.fault}.", row.expected) for row in rows if row.value is None]
    if faults:
        raise _broken(path, faults)
    plain = {name: value for name, value in header.items() if name != "sha256"}
    if len(rows) > header["count"] or _sealed_hash(plain, [row.raw for row in rows]) != header["sha256"]:
        raise InvalidInput(f"“{path.name}” was changed since it was made; nothing was read from it.", hint=_AGAIN)


def _headless(path: Path) -> InvalidInput:
    return InvalidInput(f"The first line of “{path.name}” says too little to read the rest by.", hint=_AGAIN)


def _broken(path: Path, faults: Sequence[LineFault]) -> BrokenLine:
    first, more = faults[0], len(faults) - 1
    others = {0: "", 1: " 1 other broken line follows."}.get(more, f" {more:,} other broken lines follow.")
    return BrokenLine(
        f"Line {first.line} of {path.name} cannot be read: {first.message} Expected: {first.expected}.{others} "
        "Nothing was imported.",
        hint=_AGAIN,
    )


def _sealed_hash(header: JsonObject, lines: Iterable[bytes]) -> str:
    """SHA-256 of the header without its hash and of the lines, whatever their line ends."""
    found = hashlib.sha256(orjson.dumps(dict(header), option=orjson.OPT_SORT_KEYS))
    for line in lines:
        found.update(b"\n" + line.strip(b" \t\r\n"))
    return found.hexdigest()


def _encoded(row: JsonObject, name: str) -> bytes:
    """One line that can be read again."""
    try:
        line = orjson.dumps(mended_value(dict(row)))
        strict_json(line.decode())
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(
            f"{name} holds something that no file can carry.",
            hint="Leave that trace out.",
            detail=f"{type(error).__name__}: {error}",
        ) from error
    if len(line) >= MAX_LINE_BYTES:
        raise InvalidInput(f"{name} would be longer than 8 MB.", hint="Leave that trace out.")
    return line + b"\n"


_AGAIN = "Ask for the file again."
