# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.hidden import mark_of
from ui.widgets.visible_text import (
    LINE_LIMIT,
    SOFT_BREAK,
    TEXT_LIMIT,
    document_text,
    hidden_count,
    utf16_length,
    without_unwritable,
)


@pytest.mark.parametrize(
    ("character", "mark"),
    [
        ("\u202e", "⟨RLO⟩"),
        ("\u2066", "⟨LRI⟩"),
        ("\u200b", "⟨ZWSP⟩"),
        ("\x00", "⟨NUL⟩"),
        ("\u00ad", "⟨SHY⟩"),
        ("\ufdd0", "⟨U+FDD0⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\ud800", "⟨U+D800⟩"),
    ],
)
def test_that_a_hidden_character_gets_a_visible_mark(character: str, mark: str) -> None:
    shown = document_text(f"a{character}b")

    assert shown.text == f"a{mark}b"
    assert [shown.text[start:end] for start, end in shown.marks] == [mark]
    assert mark_of(character) == mark


@pytest.mark.parametrize("text", ["👨\u200d👩\u200d👧", "می\u200cخواهم"])
def test_that_joiners_stay_where_scripts_and_emoji_need_them(text: str) -> None:
    assert document_text(text).text == text


def test_that_a_joiner_between_latin_letters_is_marked() -> None:
    assert document_text("pass\u200dword").text == "pass⟨ZWJ⟩word"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\u2029", "\x0b", "\x85"])
def test_that_every_line_end_becomes_the_same_one(end: str) -> None:
    assert document_text(f"one{end}two").text == "one\u2028two"


def test_that_a_long_line_is_broken_and_the_breaks_can_be_told_from_those_of_the_text() -> None:
    shown = document_text("x" * (2 * LINE_LIMIT + 5) + "\n" + "y")

    assert max(len(line) for line in shown.text.split("\u2028")) <= LINE_LIMIT + 1
    assert shown.text.replace(SOFT_BREAK, "") == "x" * (2 * LINE_LIMIT + 5) + "\u2028y"


def test_that_no_more_than_the_cap_is_shown_until_all_is_asked_for() -> None:
    text = "word " * 60_000

    assert document_text(text).is_cut
    assert len(document_text(text).text.replace(SOFT_BREAK, "")) == TEXT_LIMIT
    assert document_text(text, None).text.replace(SOFT_BREAK, "") == text


@given(st.text(st.characters(codec=None), max_size=80))
def test_that_every_place_of_the_original_is_found_in_what_is_shown(text: str) -> None:
    shown = document_text(text)
    places = [shown.place(index) for index in range(len(text) + 1)]

    assert places == sorted(places)
    assert places[-1] == len(shown.text)
    for index, character in enumerate(text):
        if shown.text[places[index] : places[index] + 1] != character:
            rest = shown.text[places[index] :]
            assert rest.startswith(("\u2028", mark_of(character))) or character == "\n"


@given(st.text(st.characters(codec=None), max_size=80))
def test_that_nothing_hidden_is_left_in_what_is_shown(text: str) -> None:
    assert hidden_count(without_unwritable(text)) <= hidden_count(text)
    assert hidden_count(document_text(text).text.replace(SOFT_BREAK, "")) == 0


def test_that_characters_beyond_the_basic_plane_count_as_two() -> None:
    assert utf16_length("a😀b") == 4
