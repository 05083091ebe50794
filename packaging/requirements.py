# SPDX-License-Identifier: Apache-2.0
"""Prints the requirements of Stillroom and of the named extras, one a line, for any installer.

``python packaging/requirements.py train dev``
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def requirements(extras: list[str]) -> list[str]:
    """What pyproject.toml asks for; raises SystemExit where an extra is unknown."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    optional: dict[str, list[str]] = project["optional-dependencies"]
    unknown = [name for name in extras if name not in optional]
    if unknown:
        raise SystemExit(f"There is no extra named {unknown[0]}. Known: {', '.join(optional)}.")
    return [*project["dependencies"], *(line for name in extras for line in optional[name])]


if __name__ == "__main__":
    print("\n".join(requirements(sys.argv[1:])))
