# SPDX-License-Identifier: Apache-2.0
"""Files of one JSON object a line: read with limits because anyone may have made them, written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from core.domain.json import JsonObject
from core.errors import InvalidInput, WorkspaceUnusable

MAX_LINE_BYTES = 8 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_LOST = "\ufffd"
_LONGEST_WHOLE = 20
_EXPECTED = "one JSON object on a line"


@dataclass(frozen=True, slots=True)
class JsonLine:
    """One line of a file: its object, or what is wrong with it.

    Attributes:
        number: 1 for the first line.
        raw: the bytes as they stand in the file, with the line end; empty where the line is too long.
        offset: where the line begins, in bytes from the start of the file.
        fault: empty where ``value`` holds the object.
        is_mended: True where characters that no file may hold were replaced.
    """

    number: int
    raw: bytes
    offset: int
    value: JsonObject | None
    fault: str = ""
    expected: str = ""
    is_mended: bool = False


def read_lines(path: Path) -> Iterator[JsonLine]:
    """The lines of a file that are not blank; a broken one comes with its fault, and reading goes on behind it.

    Raises:
        InvalidInput: there is no such file, or it cannot be read.
    """
    with _opened(path) as file:
        number, offset = 0, 0
        while True:
            raw = file.readline(MAX_LINE_BYTES + 1)
            if not raw:
                return
            number += 1
            length = len(raw)
            if length > MAX_LINE_BYTES:
                length += _skip_line(file, raw)
                yield JsonLine(number, b"", offset, None, "longer than 8 MB", "at most 8 MB on a line")
            else:
                skipped = len(_BOM) if number == 1 and raw.startswith(_BOM) else 0
                if raw[skipped:].strip():
                    yield _parse(number, raw[skipped:], offset + skipped)
            offset += length


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of ``path`` only once all of it is on the disk; nothing is left on an error.

    Raises:
        InvalidInput: the folder is missing or cannot be written.
        WorkspaceUnusable: the disk is full.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> InvalidInput | WorkspaceUnusable:
    """The fault of a disk in plain words."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return WorkspaceUnusable(
            "The disk is full; nothing was half-written.", hint="Free some space, then do it again.", detail=str(error)
        )
    if error.errno == errno.ENOENT:
        hint = "Make the folder first, or name another one."
        return InvalidInput(f"There is no folder “{path.parent}”.", hint=hint, detail=str(error))
    return InvalidInput(
        f"“{path.name}” cannot be written.", hint="Choose a folder that you may write to.", detail=str(error)
    )


def mended(text: str) -> str:
    """The text without lone surrogates and NUL, which neither the store nor a file can hold."""
    if "\0" in text:
        text = text.replace("\0", _LOST)
    return "".join(_LOST if "\ud800" <= letter <= "\udfff" else letter for letter in text) if _is_broken(text) else text


def mended_value(value: Any) -> Any:
    """A JSON value whose texts are all mended."""
    if isinstance(value, str):
        return mended(value)
    if isinstance(value, list):
        return [mended_value(held) for held in value]
    if isinstance(value, dict):
        return {mended(name): mended_value(held) for name, held in value.items()}
    return value


def strict_json(text: str) -> Any:
    """The value of a JSON text whose numbers are finite and fit in 64 bits. Raises ValueError or RecursionError."""
    return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite, parse_int=_bounded)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise InvalidInput(f"There is no file “{path}”.", hint="Check the name.") from None
    except IsADirectoryError:
        raise InvalidInput(f"“{path}” is a folder, not a file.", hint="Name a JSONL file in it.") from None
    except OSError as error:
        raise InvalidInput(f"“{path}” cannot be read.", hint="Check that it is yours.", detail=str(error)) from error
    with file:
        yield file


def _skip_line(file: BinaryIO, start: bytes) -> int:
    """Read on to the end of a line without keeping it; how many bytes that took."""
    skipped, piece = 0, start
    while piece and not piece.endswith(b"\n"):
        piece = file.readline(MAX_LINE_BYTES)
        skipped += len(piece)
    return skipped


def _parse(number: int, raw: bytes, offset: int) -> JsonLine:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = f"not UTF-8 text (byte {error.start + 1} of the line)"
        return JsonLine(number, raw, offset, None, fault, "a file in UTF-8")
    may_be_broken = "\\u0000" in text or "\\ud" in text.lower()
    try:
        value = strict_json(text)
        whole = mended_value(value) if may_be_broken else value
    except RecursionError:
        return JsonLine(number, raw, offset, None, "nested too deeply", "a chat of ordinary depth")
    except json.JSONDecodeError as error:
        fault = f"not JSON ({error.msg.removesuffix(' at').rstrip(' :')} at column {error.colno})"
        return JsonLine(number, raw, offset, None, fault, _EXPECTED)
    except ValueError as error:
        return JsonLine(number, raw, offset, None, f"not usable JSON ({error})", "finite numbers of ordinary size")
    if not isinstance(value, dict):
        return JsonLine(number, raw, offset, None, f"{_noun(value)}, not an object", _EXPECTED)
    return JsonLine(number, raw, offset, whole, is_mended=may_be_broken and whole != value)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _bounded(text: str) -> int:
    number = int(text) if len(text) <= _LONGEST_WHOLE else None
    if number is None or not -(2**63) <= number < 2**63:
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _noun(value: object) -> str:
    return {list: "a list", str: "a text", bool: "a truth value", type(None): "null"}.get(type(value), "a number")


def _is_broken(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
