# SPDX-License-Identifier: Apache-2.0
"""The evidence readers, in the order in which a reviewer reads what they give."""

from __future__ import annotations

from core.catalog import Catalog
from core.review.evidence.base import EvidenceReader
from core.review.evidence.conclusion import ConclusionEvidence
from core.review.evidence.elements import ElementsEvidence
from core.review.evidence.tool_call import ToolCallEvidence

READERS: Catalog[EvidenceReader] = Catalog(
    "evidence reader", (ElementsEvidence(), ConclusionEvidence(), ToolCallEvidence())
)
