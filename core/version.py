# SPDX-License-Identifier: Apache-2.0
"""Which Stillroom this is: the command line, Settings, manifests, reports and packets all say the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def stillroom_version() -> str:
    """The version of the installed package, or of the source tree that it runs from, which it then says."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("stillroom")
    except PackageNotFoundError:
        import tomllib

        written = Path(__file__).parents[1] / "pyproject.toml"
        return f"{tomllib.loads(written.read_text(encoding='utf-8'))['project']['version']} (source tree)"
