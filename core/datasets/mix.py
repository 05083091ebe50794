# SPDX-License-Identifier: Apache-2.0
"""Mixing an existing file with distilled examples at a ratio, line by line and byte for byte."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from core.domain.datasets import MixCounts
from core.errors import BrokenLine, InvalidInput
from core.jsonl import read_lines, written_whole


class _Place(NamedTuple):
    """Where a line stands: 0 for the existing file and 1 for the distilled one, offset and length in bytes."""

    file: int
    offset: int
    length: int


def mix_counts(existing: int, available: int, *, ratio: float) -> MixCounts:
    """How many of each side a mix takes, so that the distilled ones make up ``ratio`` of the whole.

    Raises:
        InvalidInput: the ratio is not at least 0 and below 1.
    """
    if not 0 <= ratio < 1:
        raise InvalidInput(
            f"{ratio} is not a share of distilled examples.",
            hint="Use a number from 0 up to but without 1, such as 0.3.",
        )
    target = int(existing * ratio / (1 - ratio))
    taken = min(target, available)
    return MixCounts(existing=existing, distillation=taken, total=existing + taken, shortfall=target - taken)


def count_mix(existing: Path, available: int, *, ratio: float, on_bad_line: str = "stop") -> MixCounts:
    """What a mix of a file with so many distilled examples would take; nothing is written.

    Raises:
        InvalidInput: the ratio is out of bounds, the file is missing, or a line is broken and may not be left out.
    """
    mix_counts(0, 0, ratio=ratio)
    kept, faults = _places(existing, 0, is_skipping=_is_skipping(on_bad_line))
    return replace(mix_counts(len(kept), available, ratio=ratio), skipped=faults)


def mix(existing: Path, distilled: Path, *, ratio: float, seed: int, out: Path, on_bad_line: str = "stop") -> MixCounts:
    """Write all existing lines and a sample of the distilled ones, shuffled; the same seed gives the same file.

    Where there are too few distilled lines for the ratio, all are taken and ``shortfall`` says how many are missing.
    ``on_bad_line`` is ``stop`` or ``skip``.

    Raises:
        InvalidInput: the ratio is out of bounds, a file is missing, ``out`` is one of them, or a line is broken.
    """
    mix_counts(0, 0, ratio=ratio)
    is_skipping = _is_skipping(on_bad_line)
    if out.resolve() in (existing.resolve(), distilled.resolve()):
        raise InvalidInput(f"The mix cannot overwrite “{out.name}”, which it reads.", hint="Name another file.")
    (kept, kept_faults), (offered, offered_faults) = (
        _places(path, file, is_skipping=is_skipping) for file, path in enumerate((existing, distilled))
    )
    counts = mix_counts(len(kept), len(offered), ratio=ratio)
    dice = random.Random(seed)
    chosen = kept + dice.sample(offered, counts.distillation)
    dice.shuffle(chosen)
    with existing.open("rb") as one, distilled.open("rb") as other, written_whole(out) as file:
        for place in chosen:
            file.write(_line((one, other)[place.file], place))
    return MixCounts(counts.existing, counts.distillation, counts.total, counts.shortfall, kept_faults + offered_faults)


def _is_skipping(on_bad_line: str) -> bool:
    if on_bad_line not in ("stop", "skip"):
        raise InvalidInput(f"“{on_bad_line}” says nothing about broken lines.", hint="Use stop or skip.")
    return on_bad_line == "skip"


def _places(path: Path, file: int, *, is_skipping: bool) -> tuple[list[_Place], int]:
    """Where the good lines stand, and how many broken ones were left out."""
    found: list[_Place] = []
    faults = 0
    for line in read_lines(path):
        if line.value is not None:
            found.append(_Place(file, line.offset, len(line.raw)))
        elif is_skipping:
            faults += 1
        else:
            raise BrokenLine(
                f"Line {line.number} of {path.name} is {line.fault}; expected {line.expected}. Nothing was written.",
                hint="Mend the line, or leave broken lines out.",
            )
    return found, faults


def _line(file: BinaryIO, place: _Place) -> bytes:
    file.seek(place.offset)
    raw = file.read(place.length)
    return raw if raw.endswith(b"\n") else raw + b"\n"
