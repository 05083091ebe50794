# SPDX-License-Identifier: Apache-2.0
"""The folder packaging/ never hides the library of that name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_that_the_folder_of_recipes_is_no_package() -> None:
    assert (ROOT / "packaging").is_dir()
    assert not (ROOT / "packaging" / "__init__.py").exists()
    assert not (ROOT / "tests" / "packaging" / "__init__.py").exists()


def test_that_packaging_is_the_library_when_started_in_the_tree() -> None:
    code = "import packaging, packaging.version; print(packaging.__file__)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "site-packages" in Path(ended.stdout.strip()).parts
