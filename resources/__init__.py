# SPDX-License-Identifier: Apache-2.0
"""Files that come with Stillroom, and three functions that find them."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Where a shipped file or folder is."""
    return _ROOT.joinpath(*parts)


def resource_text(*parts: str) -> str:
    """The text of a shipped file."""
    return resource_path(*parts).read_text(encoding="utf-8")


def resource_names(folder: str, suffix: str) -> tuple[str, ...]:
    """The names of the shipped files of one kind in a folder, sorted."""
    return tuple(sorted(path.name for path in resource_path(folder).iterdir() if path.name.endswith(suffix)))
