# SPDX-License-Identifier: Apache-2.0
"""Untrusted text loads nothing, hides nothing and hangs nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage
from PySide6.QtWidgets import QWidget

from ui.safety import (
    ElidedLabel,
    SafeBrowser,
    TextLabel,
    cap,
    escape,
    hard_wrap,
    safe_menu_text,
    safe_tooltip,
    visible,
)
from ui.widgets.painted import elided
from ui.widgets.visible_text import document_text

RED = "#FF0000"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A red picture that no text may bring to the screen."""
    path = tmp_path / "red.png"
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(QColor(RED))
    image.save(str(path))
    return path


def red_pixels(widget: QWidget) -> int:
    image = widget.grab().toImage()
    spots = ((x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4))
    return sum(image.pixelColor(x, y).name().upper() == RED for x, y in spots)


def baits(picture: Path) -> list[str]:
    return [
        f'<img src="{picture}">',
        f'<p><img src="file://{picture}"></p>',
        f"![x]({picture})",
        f'<table background="{picture}"><tr><td>x</td></tr></table>',
    ]


@pytest.mark.parametrize("bait", range(4))
@pytest.mark.parametrize("kind", [TextLabel, ElidedLabel])
def test_that_a_label_shows_the_text_and_not_the_picture(
    qtbot: object, picture: Path, bait: int, kind: type[TextLabel]
) -> None:
    label = kind(baits(picture)[bait])
    label.resize(400, 200)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert red_pixels(label) == 0
    label.setText(baits(picture)[bait])
    assert red_pixels(label) == 0
    label.deleteLater()


@pytest.mark.parametrize("bait", range(4))
def test_that_the_browser_loads_no_file_even_from_markup(qtbot: object, picture: Path, bait: int) -> None:
    browser = SafeBrowser()
    browser.resize(400, 200)
    browser.show_html(baits(picture)[bait])
    assert red_pixels(browser) == 0
    browser.deleteLater()


def test_that_the_browser_follows_no_link(qtbot: object, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not show", encoding="utf-8")
    browser = SafeBrowser()
    browser.show_html(f'<a href="file://{secret}">here</a>')
    assert not browser.openLinks()
    assert not browser.openExternalLinks()
    assert "do not show" not in browser.toPlainText()
    browser.deleteLater()


def test_that_escaped_text_keeps_every_character_that_looks_like_a_tag(qtbot: object) -> None:
    browser = SafeBrowser()
    browser.show_html(f"<p>{escape('if a < b and c > d: <think>yes</think>')}</p>")
    assert browser.toPlainText() == "if a < b and c > d: <think>yes</think>"
    browser.deleteLater()


def test_that_a_tooltip_is_words_and_not_markup(picture: Path) -> None:
    said = safe_tooltip(f'<img src="{picture}"> & more\nline')
    assert "<img" not in said
    assert "&lt;img" in said
    assert said.startswith("<qt>")
    assert safe_tooltip("") == ""


def test_that_hidden_characters_are_shown_as_marks() -> None:
    assert visible("a\u202eb\u200bc\x00d") == "a⟨RLO⟩b⟨ZWSP⟩c⟨NUL⟩d"
    assert visible("tab\tand\nline stay") == "tab\tand\nline stay"
    assert visible("one\u2028line, not two") == "one⟨U+2028⟩line, not two"


@pytest.mark.parametrize("text", ["👨\u200d👩\u200d👧", "می\u200cخواهم"])
def test_that_a_label_keeps_the_joiners_that_scripts_and_emoji_need(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u00ad", "\ud800", "\U000e0041", "\u200b"])
def test_that_labels_and_traces_mark_a_hidden_character_alike(character: str) -> None:
    assert visible(f"a{character}b") == document_text(f"a{character}b").text


def test_that_a_painted_line_cannot_be_turned_round_by_a_hidden_character(qtbot: object) -> None:
    assert elided("what \u202eevil\u202c now", QFontMetricsF(QFont()), 10_000) == "what ⟨RLO⟩evil⟨PDF⟩ now"
    spoof, plain = ElidedLabel("a\u202eb"), ElidedLabel("a⟨RLO⟩b")
    for label in (spoof, plain):
        qtbot.addWidget(label)
        label.resize(300, 24)
    assert spoof.grab().toImage() == plain.grab().toImage()


def test_that_a_menu_text_is_one_short_line_without_mnemonics() -> None:
    assert safe_menu_text("a & b\nc") == "a && b c"
    assert len(safe_menu_text("x" * 500)) == 120


def test_that_wrapping_loses_nothing_and_bounds_every_line() -> None:
    text = "x" * 5_000 + "\n" + "short"
    wrapped = hard_wrap(text, width=2_000)
    assert wrapped.replace("\n", "") == text.replace("\n", "")
    assert max(len(line) for line in wrapped.split("\n")) <= 2_000


def test_that_a_cap_says_how_much_is_left_out() -> None:
    assert cap("abcdef", limit=4) == ("abcd", 2)
    assert cap("abc", limit=4) == ("abc", 0)


@pytest.mark.parametrize("text", ["x" * 1_000_000, "<b>" * 200_000, "![](/dev/zero)" * 10, "\u202e" * 100_000])
def test_that_hostile_text_is_shown_within_two_seconds(qtbot: object, text: str) -> None:
    began = time.monotonic()
    label = ElidedLabel(text)
    label.resize(300, 40)
    label.grab()
    browser = SafeBrowser()
    browser.resize(400, 300)
    browser.show_html(f"<p>{escape(cap(text, limit=20_000)[0])}</p>")
    browser.grab()
    assert time.monotonic() - began < 2
    label.deleteLater()
    browser.deleteLater()
