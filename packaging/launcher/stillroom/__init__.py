# SPDX-License-Identifier: Apache-2.0
"""The installed Stillroom: puts its own rooms first on the import path and starts the app.

The rooms lie in ``_src`` and not beside this package, so that no generic name such as ``core`` lands in site-packages.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Start Stillroom with the arguments of the process and give its exit code."""
    source = str(Path(__file__).resolve().parent / "_src")
    if source not in sys.path:
        sys.path.insert(0, source)
    from app.main import main as start

    return start()
