# SPDX-License-Identifier: Apache-2.0
"""The runner of the benches: finding them, the table, and the page that keeps it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.bench.__main__ import bench_names, circumstances, main, write_into
from tests.bench.row import Row, as_table


def test_that_benches_are_found_by_name(tmp_path: Path) -> None:
    for name in ("bench_store.py", "bench_window.py", "row.py", "bench_notes.md"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert bench_names(tmp_path) == ["store", "window"]


def test_that_a_table_shows_figures_targets_and_misses() -> None:
    rows = [Row("start", 1.2345, "s", "under 1.2", False), Row("memory", 12345.6, "MB", note="resident")]
    assert as_table(rows).splitlines() == [
        "| what   | measured  | target    |        | note     |",
        "| ------ | --------- | --------- | ------ | -------- |",
        "| start  | 1.23 s    | under 1.2 | missed |          |",
        "| memory | 12,346 MB |           |        | resident |",
    ]


def test_that_the_page_keeps_what_is_around_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n", encoding="utf-8")
    write_into(page, "new")
    assert page.read_text(encoding="utf-8") == "before\n<!-- bench -->\nnew\n<!-- /bench -->\nafter\n"


def test_that_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="has no <!-- bench -->"):
        write_into(page, "new")


def test_that_the_circumstances_name_day_and_command() -> None:
    said = circumstances("make bench", today=datetime.date(2026, 11, 22))
    assert said.startswith("Measured on 2026-11-22 with `make bench` on ")


def test_that_an_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nonsense"])
    assert "there is no bench named nonsense" in capsys.readouterr().err
