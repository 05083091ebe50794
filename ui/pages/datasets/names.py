# SPDX-License-Identifier: Apache-2.0
"""Names that are offered: for a new dataset, and for the file that one is written to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.domain.datasets import Snapshot


def free_name(snapshots: Sequence[Snapshot]) -> str:
    """A name that no dataset has."""
    taken = {snapshot.name for snapshot in snapshots}
    number = len(snapshots) + 1
    while f"kept-{number}" in taken:
        number += 1
    return f"kept-{number}"


def file_stem(name: str) -> str:
    """The name of a dataset as a file can be called."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "dataset"
