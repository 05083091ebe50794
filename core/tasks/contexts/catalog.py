# SPDX-License-Identifier: Apache-2.0
"""The context makers that tasks can name."""

from __future__ import annotations

from core.catalog import Catalog
from core.tasks.contexts.base import ContextMaker
from core.tasks.contexts.workday import WorkdayMaker

CONTEXTS: Catalog[ContextMaker] = Catalog(
    "context maker",
    (
        WorkdayMaker("prioritization", "Workday: what comes first", "Tasks with lengths and deadlines, and meetings."),
        WorkdayMaker("scheduling", "Workday: where it fits", "One task to place between meetings, with buffers."),
        WorkdayMaker("decomposition", "Workday: in which order", "A project of parts that need one another."),
        WorkdayMaker("conflict_resolution", "Workday: who moves", "Bookings that want one resource at one time."),
    ),
)
