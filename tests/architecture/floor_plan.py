# SPDX-License-Identifier: Apache-2.0
"""Writes the file list of docs/architecture.md from the docstrings: ``python -m tests.architecture.floor_plan``."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.tree import ROOMS, ROOT, python_files

PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- files -->", "<!-- /files -->"


def first_sentence(file: Path) -> str:
    """The first line of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]


def floor_plan() -> str:
    """Every room with its modules, in the order of the floors, one line each."""
    lines: list[str] = []
    for room in ROOMS:
        for folder in sorted(
            {file.parent for file in python_files(room)}, key=lambda path: path.relative_to(ROOT).parts
        ):
            lines += _room(folder)
    return "\n".join(lines)


def written_plan(page: str) -> str:
    """The part between the marks of the page."""
    return page.partition(BEGIN)[2].partition(END)[0].strip()


def _room(folder: Path) -> list[str]:
    name = folder.relative_to(ROOT).as_posix()
    package = folder / "__init__.py"
    said = first_sentence(package) if package.is_file() else ""
    files = sorted(file for file in folder.glob("*.py") if file != package)
    rows = [f"- `{file.name}`: {first_sentence(file)}" for file in files]
    return [f"### `{name}/`", "", *([said, ""] if said else []), *rows, *([""] if rows else [])]


def main() -> None:
    """Write the plan into the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{floor_plan().rstrip()}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
