# SPDX-License-Identifier: Apache-2.0
"""The environment of a process that is measured: offscreen, with its bytecode written as an installed one's is."""

from __future__ import annotations

import os

from tests.bench.many import KEPT


def as_installed() -> dict[str, str]:
    """What a measured process finds around it."""
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return known | {"PYTHONPYCACHEPREFIX": str(KEPT / "bytecode"), "QT_QPA_PLATFORM": "offscreen"}
