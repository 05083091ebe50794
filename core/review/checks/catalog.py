# SPDX-License-Identifier: Apache-2.0
"""The quick checks, in the order in which a reviewer reads what they find."""

from __future__ import annotations

from core.catalog import Catalog
from core.review.checks.arithmetic import Arithmetic
from core.review.checks.base import Check
from core.review.checks.conclusion import Conclusion
from core.review.checks.context_claims import ContextClaims
from core.review.checks.empty_steps import EmptySteps
from core.review.checks.language import Language
from core.review.checks.length import Length
from core.review.checks.near_duplicate import NearDuplicate
from core.review.checks.refusal import Refusal
from core.review.checks.repeated_steps import RepeatedSteps
from core.review.checks.required_elements import RequiredElements
from core.review.checks.secrets import Secrets
from core.review.checks.tool_call import ToolCall

CHECKS: Catalog[Check] = Catalog(
    "check",
    (
        Secrets(),
        Conclusion(),
        ToolCall(),
        Arithmetic(),
        ContextClaims(),
        RequiredElements(),
        NearDuplicate(),
        Refusal(),
        Language(),
        Length(),
        EmptySteps(),
        RepeatedSteps(),
    ),
)
