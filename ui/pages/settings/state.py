# SPDX-License-Identifier: Apache-2.0
"""What Settings shows besides the settings: places, versions, keys and students."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from core.version import stillroom_version

if TYPE_CHECKING:
    from ui.context import UiContext

_PACKAGES = (
    ("Qt for Python", "PySide6-Essentials"),
    ("torch", "torch"),
    ("transformers", "transformers"),
    ("trl", "trl"),
    ("peft", "peft"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder, with what it is."""

    id: str
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Installation:
    """What is installed and set up here.

    Attributes:
        versions: name and version; empty where it is not installed.
        students: name with what is known of each.
        why_no_training: one sentence with its hint; empty where training works.
    """

    places: tuple[Place, ...]
    versions: tuple[tuple[str, str], ...]
    has_keyring: bool
    students: tuple[str, ...]
    why_no_training: str


def read_installation(context: UiContext) -> Installation:
    """Read what there is to know; any thread, since a keyring can take its time."""
    studio = context.studio
    why_not = studio.training.why_not()
    return Installation(
        places=_places(context.settings.path, studio.workspace.root, context.machine.log_file),
        versions=(
            ("Stillroom", stillroom_version()),
            *((name, _version(package)) for name, package in _PACKAGES),
            ("Python", platform.python_version()),
        ),
        has_keyring=studio.keys.has_keyring,
        students=tuple(_student_words(held.name, held.parameter_count) for held in studio.training.students()),
        why_no_training="" if why_not is None else f"{why_not.message} {why_not.hint}",
    )


def _places(settings: Path, workspace: Path, log: Path | None) -> tuple[Place, ...]:
    found: Sequence[tuple[str, str, Path | None]] = (
        ("workspace", "Workspace", workspace),
        ("settings", "Settings", settings),
        ("log", "Log", log),
    )
    return tuple(Place(id_, words, str(path)) for id_, words, path in found if path is not None)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _student_words(name: str, parameter_count: int | None) -> str:
    return name if parameter_count is None else f"{name}  ·  {parameter_count / 1e6:,.1f} M parameters"
