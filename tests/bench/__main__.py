# SPDX-License-Identifier: Apache-2.0
"""Runs every ``bench_*.py`` beside this file and prints what they measured: ``python -m tests.bench [NAME...]``.

A bench is a module with ``run() -> list[Row]``. It measures; it never asserts, so that a busy machine fails nothing.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import os
import platform
import sys
from pathlib import Path

from tests.bench.row import Row, as_table

BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


def bench_names(folder: Path) -> list[str]:
    """The names of the benches in a folder, sorted."""
    return sorted(file.stem.removeprefix("bench_") for file in folder.glob("bench_*.py"))


def measure(names: list[str]) -> list[Row]:
    """Run these benches one after the other."""
    rows: list[Row] = []
    for name in names:
        sys.stderr.write(f"bench {name} ...\n")
        rows += importlib.import_module(f"tests.bench.bench_{name}").run()
    return rows


def circumstances(command: str, *, today: datetime.date) -> str:
    """When, with what and on what was measured, in one sentence."""
    python = f"Python {platform.python_version()}"
    return f"Measured on {today} with `{command}` on {platform.system()}, {os.cpu_count()} cores, {python}."


def write_into(page: Path, text: str) -> None:
    """Put the text between the marks of a page; raises SystemExit where it has none."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{page} has no {BEGIN} ... {END} to write between.")
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write where that is asked for."""
    known = bench_names(Path(__file__).parent)
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures Stillroom.")
    parser.add_argument("names", nargs="*", help=f"which benches; all without one. Known: {', '.join(known) or 'none'}")
    parser.add_argument("--write", type=Path, help="also write the table into this page; only when all benches ran")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"there is no bench named {unknown[0]}; known: {', '.join(known)}")
    table = as_table(measure(asked.names or known))
    sys.stdout.write(f"{table}\n")
    if asked.write is not None and not asked.names:
        today = datetime.datetime.now(tz=datetime.UTC).date()
        write_into(asked.write, f"{circumstances('make bench', today=today)}\n\n{table}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
