# SPDX-License-Identifier: Apache-2.0
"""The context makers that tasks can name."""

from __future__ import annotations

from core.catalog import Catalog
from core.tasks.contexts.base import ContextMaker
from core.tasks.contexts.workday import WorkdayMaker

CONTEXTS: Catalog[ContextMaker] = Catalog(
    "context maker",
    (
        WorkdayMaker(
            "prioritization",
            "Workday: what comes first",
            "Tasks with lengths and deadlines, some with meetings in their way.",
            "the exact title of the task",
        ),
        WorkdayMaker(
            "scheduling",
            "Workday: where it fits",
            "One task to place between meetings, with a buffer around each.",
            "the start and the end as HH:MM-HH:MM",
        ),
        WorkdayMaker(
            "decomposition",
            "Workday: in which order",
            "A project of parts that need one another.",
            "the exact titles in order, separated by commas",
        ),
        WorkdayMaker(
            "conflict_resolution",
            "Workday: who moves",
            "Bookings that want the same resource at the same time.",
            "the exact title of the booking that moves, the word to, and the name of the place",
        ),
    ),
)
