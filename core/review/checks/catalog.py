# SPDX-License-Identifier: Apache-2.0
"""The checks, in the order in which a reviewer reads them."""

from __future__ import annotations

from core.catalog import Catalog
from core.review.checks.base import Check
from core.review.checks.conclusion import Conclusion
from core.review.checks.elements import RequiredElements
from core.review.checks.tool_call import ToolCall

CHECKS: Catalog[Check] = Catalog("check", (RequiredElements(), Conclusion(), ToolCall()))
