# SPDX-License-Identifier: Apache-2.0
"""How many traces of 2 KB a second an import keeps and makes searchable."""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path

from core.studio import Studio
from tests.bench.row import Row

CHARACTERS = 1_500
WORDS = tuple(
    f"{first}{second}" for first in ("al", "be", "co", "du", "en", "fo") for second in ("ra", "ti", "lum", "s")
)


def import_rows(count: int) -> list[Row]:
    """Write a file of chats and import it into an empty workspace."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "chats.jsonl"
        size = write_chats(file, count)
        studio = Studio.open(Path(scratch) / "new", create=True)
        began, spent = time.perf_counter(), time.process_time()
        report = studio.review.import_jsonl(file, on_bad_line="skip")
        seconds, cpu_s = time.perf_counter() - began, time.process_time() - spent
        found = len(studio.review.search(WORDS[0]))
        studio.close()
    assert (len(report.imported), found) == (count, 50)
    note = f"{count:,} chats of {size / count:,.0f} bytes; {cpu_s / count * 1_000:.3f} ms processor each"
    return [Row("traces imported", count / seconds, "a second", "at least 10,000", count / seconds >= 10_000, note)]


def write_chats(file: Path, count: int) -> int:
    """A chat a line, about 2 KB of them question, thoughts and answer; the size of the file in bytes."""
    chance = random.Random(1)
    with file.open("w", encoding="utf-8") as lines:
        for number in range(count):
            lines.write(json.dumps(_chat(chance, number)) + "\n")
    return file.stat().st_size


def _chat(chance: random.Random, number: int) -> dict[str, object]:
    thoughts = [" ".join(chance.choices(WORDS, k=60)) + "." for _ in range(CHARACTERS // 260)]
    question = f"Case {number}: {' '.join(chance.choices(WORDS, k=40))}?"
    said = "\n\n".join(thoughts)
    text = f"<think>{said}</think>Answer: {chance.choice(WORDS)} {number}"
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": text}]}
