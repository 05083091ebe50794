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

CATALOG_FILES = sorted(
    file
    for room in ("core", "ui")
    for file in (ROOT / room).rglob("catalog.py")
    if file != ROOT / "core" / "catalog.py"
)
NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")


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
        "core/datasets/exporters",
        "core/datasets/importers",
        "core/training/trainers",
        "core/evaluation/scorers",
        "ui/pages",
    } <= rooms


@pytest.mark.parametrize("file", CATALOG_FILES, ids=shown)
def test_that_a_catalog_file_makes_a_catalog_that_is_not_empty(file: Path) -> None:
    found = catalogs_in(importlib.import_module(module_name(file)))
    assert found
    assert all(len(catalog) > 0 for catalog in found)


@pytest.mark.parametrize("entry", _entries())
def test_that_an_entry_has_a_name_and_words_for_people(entry: Any) -> None:
    assert NAME.match(entry.name)
    words = entry.label if hasattr(entry, "label") else entry.title
    assert words.strip()
    assert not words.endswith((".", "!"))
    if hasattr(entry, "help"):
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


@pytest.mark.parametrize("file", [file for file in CATALOG_FILES if file.parent.name != "pages"], ids=shown)
def test_that_no_kind_lies_beside_its_catalog_unlisted(file: Path) -> None:
    entries = [entry for catalog in catalogs_in(importlib.import_module(module_name(file))) for entry in catalog]
    listed = {entry if inspect.isclass(entry) else type(entry) for entry in entries}
    assert unlisted_kinds(file.parent, listed) == []


def test_that_an_unlisted_kind_is_seen() -> None:
    folder = ROOT / "core" / "training" / "trainers"
    assert unlisted_kinds(folder, set()) == ["core/training/trainers/sft.py: SupervisedFineTuning"]


def test_that_every_folder_of_pages_is_in_the_catalog_of_pages() -> None:
    pages = ROOT / "ui" / "pages"
    (catalog,) = catalogs_in(importlib.import_module("ui.pages.catalog"))
    folders = {file.parent.name for file in pages.glob("*/__init__.py")}
    assert set(catalog.names) == folders
    for name in folders:
        assert (pages / name / "view.py").is_file()
        assert (pages / name / "presenter.py").is_file()
