# SPDX-License-Identifier: Apache-2.0
"""The documents say what is there: names, links, commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from app.cli.entry import build_parser
from tests.architecture.floor_plan import floor_plan, written_plan
from tests.architecture.tree import ROOT, shown

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(r"^(app|core|ui|resources|packaging|tests|docs)/[\w./*{},-]*(:\w+)?$")
NAMED_MODULE = re.compile(r"^(app|core|ui|resources)(\.\w+)+$")
# Pages about what is to be written or was decided, where a name may stand for one that does not exist.
EXAMPLES = {"docs/extending.md"}
# Written by a command, not by hand.
MADE = {"docs/screens/"}


def missing_names(text: str) -> list[str]:
    """The files, modules and symbols that a text quotes and the tree has not."""
    return [name for name in QUOTED.findall(text) if not _is_there(name)]


def _is_there(name: str) -> bool:
    if name in MADE or "/x." in name or "/x/" in name:
        return True
    if NAMED_FILE.match(name):
        path, _, symbol = name.partition(":")
        found = list(ROOT.glob(path.rstrip("/"))) if "*" in path else [ROOT / path]
        return bool(found) and all(_has(file, symbol) for file in found)
    if NAMED_MODULE.match(name):
        return _is_module(name) or _is_symbol(name)
    return True


def _has(file: Path, symbol: str) -> bool:
    if not file.exists():
        return False
    pattern = rf"^(class|def|async def) {symbol}\b|^{symbol}\b.*="
    return not symbol or re.search(pattern, file.read_text(encoding="utf-8"), flags=re.MULTILINE) is not None


def _is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or path.is_dir()


def _is_symbol(name: str) -> bool:
    module, _, symbol = name.rpartition(".")
    path = ROOT / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.is_file() and _has(file, symbol)


@pytest.mark.parametrize("page", [page for page in PAGES if shown(page) not in EXAMPLES], ids=shown)
def test_that_every_quoted_name_exists(page: Path) -> None:
    assert missing_names(page.read_text(encoding="utf-8")) == []


def test_that_a_name_that_is_gone_is_seen() -> None:
    text = (
        "See `core/errors.py:StudioError`, `core/gone.py`, `core/errors.py:Gone`, `core.gone.thing` and `core.errors`."
    )
    assert missing_names(text) == ["core/gone.py", "core/errors.py:Gone", "core.gone.thing"]


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_that_every_link_leads_somewhere(page: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]
    inside = [target for target in targets if target and "://" not in target]
    assert [target for target in inside if not (page.parent / target).exists()] == []


def test_that_the_architecture_lists_the_files_that_are_there() -> None:
    written = written_plan((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")).splitlines()
    stale = set(written) ^ set(floor_plan().splitlines())
    assert sorted(stale) == [], "run: make plan"


def test_that_the_commands_of_the_readme_can_be_made() -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    asked = set()
    for page in PAGES:
        asked |= set(re.findall(r"(?:`|^    )make ([a-z-]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert asked
    assert asked - known == set()


def test_that_the_shell_understands_the_examples_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"^    \.venv/bin/stillroom (.+)$", text, flags=re.MULTILINE)
    assert len(examples) >= 8
    assert re.findall(r"^    stillroom .+$", text, flags=re.MULTILINE) == [], "one form in all examples"
    for example in examples:
        assert build_parser().parse_args(shlex.split(example)).handler is not None, example


def test_that_decisions_are_numbered_without_a_gap() -> None:
    names = sorted(file.name for file in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert len(names) >= 5
