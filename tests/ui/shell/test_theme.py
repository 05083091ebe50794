# SPDX-License-Identifier: Apache-2.0
"""Colours by role: readable in both themes, switched at once, and told apart by paint code."""

from __future__ import annotations

import itertools
import re

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QListView, QPushButton

from core.settings import Settings
from resources import resource_path, resource_text
from ui.theme.icons import GLYPHS, Icons
from ui.theme.palette import palette_of
from ui.theme.stylesheet import stylesheet
from ui.theme.theme import READING_PX, Theme, ThemeChoice
from ui.theme.tokens import DARK, LIGHT, Tokens, contrast, tokens_of

THEMES = {"light": LIGHT, "dark": DARK}
GROUNDS = ("canvas", "surface")
INKS = ("text", "muted", "accent", "teacher", "student", "accept", "reject", "edited", "warn")
STATES = ("teacher", "student", "accept", "reject", "edited", "warn", "accent")


@pytest.mark.parametrize(("theme", "ink", "ground"), list(itertools.product(THEMES, INKS, GROUNDS)))
def test_that_every_ink_is_readable_on_every_ground(theme: str, ink: str, ground: str) -> None:
    tokens = THEMES[theme]
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize(("theme", "state"), list(itertools.product(THEMES, STATES)))
def test_that_every_state_is_readable_on_its_tint(theme: str, state: str) -> None:
    tokens = THEMES[theme]
    assert contrast(getattr(tokens, state), getattr(tokens, f"{state}_tint")) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("text", "selected", 4.5),
        ("muted", "selected", 4.5),
        ("accent", "selected", 4.5),
        ("text", "sunken", 4.5),
        ("muted", "sunken", 4.5),
        ("on_accent", "accent", 4.5),
        ("on_accent", "accent_hover", 4.5),
        ("surface", "text", 4.5),
        ("control", "surface", 3.0),
        ("control", "canvas", 3.0),
        ("accent", "canvas", 3.0),
    ],
)
def test_that_other_pairs_reach_their_contrast(theme: str, ink: str, ground: str, least: float) -> None:
    tokens = THEMES[theme]
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= least


def test_that_contrast_agrees_with_the_known_extremes() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_that_teacher_and_student_are_told_apart_in_both_themes() -> None:
    for tokens in THEMES.values():
        teacher, student = tokens.color("teacher"), tokens.color("student")
        assert abs(teacher.hue() - student.hue()) > 40


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_that_the_sheet_is_filled_and_its_images_exist(tokens: Tokens) -> None:
    sheet = stylesheet(tokens, reading_px=15)
    assert "$" not in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert resource_path("icons").joinpath(path.rsplit("/", 1)[-1]).is_file()


def test_that_the_sheet_names_no_raw_colour() -> None:
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", resource_text("themes", "stillroom.qss")) == []


@pytest.mark.parametrize("name", THEMES)
def test_that_paint_code_finds_the_theme_below_any_style_sheet(qapp: QApplication, name: str) -> None:
    theme = Theme(qapp, ThemeChoice(name))
    for widget in (QLabel("x"), QPushButton("x"), QListView()):
        widget.setProperty("look", "bare")
        widget.grab()
        assert tokens_of(widget.palette()) is THEMES[name]
        widget.deleteLater()
    theme.deleteLater()


def test_that_a_switch_changes_palette_and_sheet_at_once(qapp: QApplication) -> None:
    theme = Theme(qapp, ThemeChoice.LIGHT)
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.tokens.is_dark))
    theme.choose(ThemeChoice.DARK)
    assert told == [True]
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.canvas
    assert DARK.surface in qapp.styleSheet()
    theme.deleteLater()


def test_that_an_unknown_system_scheme_means_light(qapp: QApplication) -> None:
    theme = Theme(qapp, ThemeChoice.SYSTEM)
    assert theme.tokens is LIGHT
    theme.deleteLater()


def test_that_the_palette_leaves_no_role_of_an_item_view_grey() -> None:
    palette = palette_of(LIGHT)
    assert palette.color(QPalette.ColorRole.HighlightedText).name().upper() == LIGHT.text
    assert palette.color(QPalette.ColorRole.Highlight).name().upper() == LIGHT.selected


def test_that_every_named_icon_has_a_glyph_and_follows_the_theme(qapp: QApplication) -> None:
    owner = QObject()
    theme = Theme(qapp, ThemeChoice.LIGHT, parent=owner)
    icons = Icons(theme, owner)
    for name in GLYPHS:
        assert not icons.get(name).isNull()
    button = QPushButton()
    icons.put(button, "home", "accent")
    before = button.icon().pixmap(20, 20).toImage()
    theme.choose(ThemeChoice.DARK)
    assert button.icon().pixmap(20, 20).toImage() != before
    button.deleteLater()
    owner.deleteLater()


def test_that_traces_are_read_at_the_size_of_the_design():
    assert Settings().reading_size == READING_PX == 15
