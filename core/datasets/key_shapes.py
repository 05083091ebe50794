# SPDX-License-Identifier: Apache-2.0
"""What API keys look like, so that none leaves in a training file."""

from __future__ import annotations

import re

_SHAPES = {
    "an OpenAI or Anthropic key": r"(?<![A-Za-z0-9])sk-(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{20,}",
    "a Hugging Face token": r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}",
    "a bearer token": r"(?i:bearer)\s+(?=[A-Za-z0-9._~+/=-]*\d)[A-Za-z0-9._~+/=-]{20,}",
    "a GitHub token": r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,}",
    "a Google key": r"(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}",
    "an AWS key": r"(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
}
_PATTERNS = {noun: re.compile(pattern) for noun, pattern in _SHAPES.items()}


def key_shape_in(text: str) -> str | None:
    """What kind of key a text seems to hold; None where it holds none."""
    return next((noun for noun, pattern in _PATTERNS.items() if pattern.search(text)), None)
