# SPDX-License-Identifier: Apache-2.0
"""What the architecture tests read of the source tree: files and the imports in them, without running anything."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "core", "ui", "resources")
CODE_FOLDERS = (*ROOMS, "packaging", "tests")
TEXT_ENDINGS = {".py", ".md", ".toml", ".txt", ".sh", ".yaml", ".qss", ".jsonl", ".jinja", ".svg", ".html", ".css"}


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module name: absolute, and whether it is loaded as soon as the file is."""

    module: str
    line: int
    is_immediate: bool


def python_files(*folders: str, root: Path = ROOT) -> list[Path]:
    """Every Python file below these folders of the tree."""
    return sorted(file for name in folders for file in (root / name).rglob("*.py") if "__pycache__" not in file.parts)


def text_files() -> list[Path]:
    """Every text file that is part of the project: its folders, and the files at its root."""
    folders = [*CODE_FOLDERS, "docs", ".ci"]
    below = [file for name in folders for file in (ROOT / name).rglob("*")]
    found = [*below, *ROOT.iterdir()]
    is_named = {"Makefile", "run", "LICENSE"}
    return sorted(
        file
        for file in found
        if file.is_file() and "__pycache__" not in file.parts and (file.suffix in TEXT_ENDINGS or file.name in is_named)
    )


def shown(file: Path) -> str:
    """The file as a person names it: relative to the root."""
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else str(file)


def module_name(file: Path) -> str:
    """The dotted name of a file of the tree."""
    parts = list(file.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(file: Path) -> list[Import]:
    """Every import in a file, wherever it stands; relative ones are not used in this tree."""
    return list(_imports(ast.parse(file.read_text(encoding="utf-8")), is_immediate=True))


def is_third_party(module: str) -> bool:
    """True when the module is neither Python's own nor the tree's."""
    top = module.partition(".")[0]
    return top not in sys.stdlib_module_names and top not in {*ROOMS, "tests", "stillroom", "__future__"}


def _imports(node: ast.AST, *, is_immediate: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Import(names=names):
                yield from (Import(name.name, child.lineno, is_immediate) for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield Import(module, child.lineno, is_immediate)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                yield from _imports(child, is_immediate=False)
            case ast.If() if _is_for_types(child.test):
                yield from _imports(child, is_immediate=False)
            case _:
                yield from _imports(child, is_immediate=is_immediate)


def _is_for_types(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
