# SPDX-License-Identifier: Apache-2.0
"""The tokens as a QPalette, for everything that a style sheet does not reach."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from ui.theme.tokens import Tokens, mix

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup


def palette_of(tokens: Tokens) -> QPalette:
    """A palette in which every role of Qt comes from a token."""
    roles = {
        _Role.Window: tokens.canvas,
        _Role.WindowText: tokens.text,
        _Role.Base: tokens.surface,
        _Role.AlternateBase: mix(tokens.canvas, tokens.surface, 0.6),
        _Role.Text: tokens.text,
        _Role.Button: tokens.surface,
        _Role.ButtonText: tokens.text,
        _Role.BrightText: tokens.reject,
        _Role.Highlight: tokens.selected,
        _Role.HighlightedText: tokens.text,
        _Role.Accent: tokens.accent,
        _Role.PlaceholderText: tokens.muted,
        _Role.Link: tokens.accent,
        _Role.LinkVisited: tokens.accent,
        _Role.ToolTipBase: tokens.text,
        _Role.ToolTipText: tokens.surface,
        _Role.Light: tokens.surface,
        _Role.Midlight: tokens.sunken,
        _Role.Mid: tokens.line,
        _Role.Dark: tokens.control,
        _Role.Shadow: tokens.line,
    }
    palette = QPalette()
    for role, color in roles.items():
        palette.setColor(role, QColor(color))
    faint = QColor(mix(tokens.muted, tokens.surface, 0.7))
    for role in (_Role.Text, _Role.WindowText, _Role.ButtonText, _Role.HighlightedText):
        palette.setColor(_Group.Disabled, role, faint)
    return palette
