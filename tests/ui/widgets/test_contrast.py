# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from ui.theme.palette import palette_of
from ui.theme.tokens import DARK, LIGHT, Tokens, contrast
from ui.widgets.ink import ink, tint

ON_TINTS = [
    ("text", "accent", 0.32),
    ("text", "muted", 0.22),
    ("text", "warn", 0.22),
    ("text", "accept", 0.20),
    ("text", "warn", 0.20),
    ("warn", "warn", 0.16),
    ("muted", "accent", 0.13),
    ("accent", "accent", 0.08),
    ("reject", "reject", 0.09),
    *((role, "accent", 0.06) for role in ("accept", "reject", "warn", "muted", "teacher", "student")),
]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("words", "ground", "strength"), ON_TINTS)
def test_that_words_can_be_read_on_every_tint_that_widgets_paint(
    qapp, tokens: Tokens, words: str, ground: str, strength: float
) -> None:
    palette = palette_of(tokens)

    assert contrast(ink(words, palette).name(), tint(ground, strength, palette).name()) >= 4.5
