# SPDX-License-Identifier: Apache-2.0
"""What every file keeps to: length, licence line, names, and that nothing foreign is named in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import CODE_FOLDERS, ROOMS, ROOT, python_files, shown, text_files

MOST_LINES = 500
VAGUE_NAMES = {"util", "utils", "misc", "helper", "helpers", "manager", "common", "stuff"}
# Put together here, so that this file does not name them itself.
FOREIGN = {
    "a folder of one machine": re.compile(r"(?<![\w.])/" + r"(work|opt|root|home/\w+)/"),
    "a folder beside the tree": re.compile(r"\.\./" + r"shared\b"),
    "the address of a package index": re.compile(
        r"pypi\.o" + r"rg|python" + r"hosted|npmj" + r"s\.|deb\.deb" + r"ian|download\.pyt" + r"orch"
    ),
}
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def too_long(files: list[Path]) -> list[str]:
    """The files of more lines than a person reads in one sitting."""
    counts = {shown(file): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    return [f"{name}: {count} lines" for name, count in counts.items() if count > MOST_LINES]


def foreign_lines(files: list[Path]) -> list[str]:
    """The lines that name what is no part of the project."""
    found = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            found += [
                f"{shown(file)}:{number} names {what}" for what, pattern in FOREIGN.items() if pattern.search(line)
            ]
    return found


def test_that_no_file_is_too_long_to_read() -> None:
    assert too_long(python_files(*CODE_FOLDERS)) == []


def test_that_a_long_file_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "long.py"
    file.write_text("pass\n" * (MOST_LINES + 1), encoding="utf-8")
    assert too_long([file]) == [f"{file}: {MOST_LINES + 1} lines"]


def test_that_nothing_foreign_is_named() -> None:
    assert foreign_lines(text_files()) == []


@pytest.mark.parametrize("line", ["see /" + "work/main", "in ../" + "shared/design.md", "from pypi.o" + "rg"])
def test_that_a_foreign_name_is_seen(tmp_path: Path, line: str) -> None:
    file = tmp_path / "note.md"
    file.write_text(f"{line}\n", encoding="utf-8")
    assert len(foreign_lines([file])) == 1


def test_that_no_work_is_left_for_later() -> None:
    files = [file for file in text_files() if file.suffix in {".py", ".sh"}]
    assert [shown(file) for file in files if UNFINISHED.search(file.read_text(encoding="utf-8"))] == []


def test_that_every_python_file_begins_with_its_licence() -> None:
    line = "# SPDX-License-Identifier: Apache-2.0"
    found = [file for file in python_files(*CODE_FOLDERS) if file.read_text(encoding="utf-8").strip()]
    assert [shown(file) for file in found if not file.read_text(encoding="utf-8").startswith(line)] == []


def test_that_every_module_of_the_rooms_says_what_lives_in_it() -> None:
    files = [file for file in python_files(*ROOMS) if file.read_text(encoding="utf-8").strip()]
    assert [shown(file) for file in files if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))] == []


def test_that_no_file_of_the_rooms_has_a_vague_name() -> None:
    names = {file: {*file.relative_to(ROOT).with_suffix("").parts} for file in python_files(*ROOMS)}
    assert [shown(file) for file, parts in names.items() if parts & VAGUE_NAMES] == []


def test_that_every_folder_of_code_is_a_package() -> None:
    folders = {file.parent for file in python_files(*ROOMS) if "migrations" not in file.parts}
    assert sorted(shown(folder) for folder in folders if not (folder / "__init__.py").is_file()) == []


def test_that_migrations_are_data_and_no_package() -> None:
    assert not list((ROOT / "core" / "store" / "migrations").rglob("__init__.py"))
