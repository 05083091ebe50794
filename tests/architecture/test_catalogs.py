# SPDX-License-Identifier: Apache-2.0
"""Every catalog is walked: names, words for people, params, and that no kind lies beside its catalog unlisted."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.catalog import Catalog
from core.params import ParamType, params_of
from tests.architecture.tree import ROOT, module_name, shown
from ui.pages.catalog import PAGES

CATALOG_FILES = sorted({*(ROOT / "core").rglob("catalog.py")} - {ROOT / "core" / "catalog.py"})
NAME = re.compile(r"^[a-z][a-z0-9]*([._][a-z0-9]+)*$")


def catalogs_in(module: ModuleType) -> list[Catalog[Any]]:
    """The catalogs that a module makes."""
    return [value for value in vars(module).values() if isinstance(value, Catalog)]


def unlisted_kinds(folder: Path, listed: set[type]) -> list[str]:
    """The kinds in a folder that no catalog lists: classes that carry the words of a kind."""
    found = []
    for file in sorted(folder.glob("*.py")):
        module = importlib.import_module(module_name(file))
        for kind in vars(module).values():
            if inspect.isclass(kind) and kind.__module__ == module.__name__ and _is_kind(kind) and kind not in listed:
                found.append(f"{shown(file)}: {kind.__name__}")
    return found


def _is_kind(cls: type) -> bool:
    """A class that names itself for people is a kind; a protocol or a base only says that there is a name."""
    words = [inspect.getattr_static(cls, word, None) for word in ("name", "label", "help")]
    return all(isinstance(word, str) and word for word in words)


def _entries() -> list[Any]:
    found = []
    for file in CATALOG_FILES:
        for catalog in catalogs_in(importlib.import_module(module_name(file))):
            found += [pytest.param(entry, id=f"{file.parent.name}-{entry.name}") for entry in catalog]
    return found


def test_that_every_room_of_kinds_has_its_catalog() -> None:
    rooms = {file.parent.relative_to(ROOT).as_posix() for file in CATALOG_FILES}
    assert {
        "core/providers",
        "core/tasks/contexts",
        "core/review/checks",
        "core/review/evidence",
        "core/datasets/exporters",
        "core/datasets/importers",
        "core/training/trainers",
        "core/evaluation/scorers",
    } <= rooms


@pytest.mark.parametrize("file", CATALOG_FILES, ids=shown)
def test_that_a_catalog_file_makes_a_catalog_that_is_not_empty(file: Path) -> None:
    found = catalogs_in(importlib.import_module(module_name(file)))
    assert found
    assert all(len(catalog) > 0 for catalog in found)


@pytest.mark.parametrize("entry", _entries())
def test_that_an_entry_has_a_name_and_words_for_people(entry: Any) -> None:
    assert NAME.match(entry.name)
    assert entry.label.strip()
    assert not entry.label.endswith((".", "!"))
    assert entry.help.strip().endswith(".")


@pytest.mark.parametrize("entry", _entries())
def test_that_the_params_of_an_entry_describe_themselves(entry: Any) -> None:
    if not hasattr(entry, "Params"):
        pytest.skip("this kind has no params")
    for spec in params_of(entry.Params):
        assert spec.label.strip(), spec.name
        assert spec.help.strip(), spec.name
        assert (spec.type is ParamType.CHOICE) <= bool(spec.choices), spec.name
        if spec.choices and spec.default is not None:
            assert spec.default in spec.choices, spec.name


@pytest.mark.parametrize("file", CATALOG_FILES, ids=shown)
def test_that_no_kind_lies_beside_its_catalog_unlisted(file: Path) -> None:
    entries = [entry for catalog in catalogs_in(importlib.import_module(module_name(file))) for entry in catalog]
    listed = {entry if inspect.isclass(entry) else type(entry) for entry in entries}
    assert unlisted_kinds(file.parent, listed) == []


def test_that_an_unlisted_kind_is_seen() -> None:
    folder = ROOT / "core" / "training" / "trainers"
    assert unlisted_kinds(folder, set()) == ["core/training/trainers/sft.py: SupervisedFineTuning"]


def test_that_every_folder_of_pages_is_in_the_catalog_of_pages() -> None:
    folders = {file.parent.name for file in (ROOT / "ui" / "pages").glob("*/__init__.py")}
    assert [page.id for page in PAGES if page.id not in folders] == []
    assert len({page.id for page in PAGES}) == len(PAGES) == len(folders)
    for name in folders:
        assert (ROOT / "ui" / "pages" / name / "view.py").is_file()
        assert (ROOT / "ui" / "pages" / name / "presenter.py").is_file()


def test_that_the_pages_are_in_the_order_of_the_story() -> None:
    story = ["home", "tasks", "generate", "review", "people", "datasets", "train", "evaluate", "settings"]
    pages = sorted(PAGES, key=lambda page: page.order)
    assert [page.id for page in pages if page.id in story] == story
    assert all(page.title.strip() and page.icon.strip() for page in pages)
