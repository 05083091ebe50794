# SPDX-License-Identifier: Apache-2.0
"""The scorers in the order in which their figures are read."""

from __future__ import annotations

from core.catalog import Catalog
from core.evaluation.scorers.base import Scorer
from core.evaluation.scorers.conclusion import ConclusionScorer
from core.evaluation.scorers.mention import MentionScorer
from core.evaluation.scorers.tool import ToolScorer
from core.evaluation.scorers.value import ValueScorer

SCORERS: Catalog[Scorer] = Catalog(
    "scorer",
    (
        ConclusionScorer(),
        ValueScorer(),
        MentionScorer(),
        ToolScorer(),
    ),
)
