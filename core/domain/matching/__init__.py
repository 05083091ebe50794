# SPDX-License-Identifier: Apache-2.0
"""Whether a text mentions an element, makes a true claim, reaches the conclusion and calls the right tool."""

from core.domain.matching.calls import check_call
from core.domain.matching.claims import holds
from core.domain.matching.conclusions import read_conclusion
from core.domain.matching.copies import own_words
from core.domain.matching.mentions import mentions
from core.domain.matching.spans import Span

__all__ = ["Span", "check_call", "holds", "mentions", "own_words", "read_conclusion"]
