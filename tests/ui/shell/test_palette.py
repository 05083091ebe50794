# SPDX-License-Identifier: Apache-2.0
"""The palette over the real pages: everything is found by its page and by other words, wherever one is."""

from __future__ import annotations

import pytest

from tests.helpers.shell import open_shell
from ui.pages.catalog import PAGES
from ui.widgets.command_palette import CommandPalette, PaletteEntry, ranked
from ui.window import MainWindow


@pytest.fixture
def window(qtbot, tmp_path):
    shell = open_shell(tmp_path)
    made = MainWindow(shell.context, PAGES)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.finish_close()
    made.deleteLater()
    shell.close()


def found(window, typed):
    window.open_palette()
    palette = window.findChild(CommandPalette)
    palette._field.setText(typed)
    ids = palette.shown_ids()
    palette.reject()
    return ids


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("train", "train.new"),
        ("training", "train.new"),
        ("fine-tune", "train.new"),
        ("new run", "train.new"),
        ("train new", "train.new"),
        ("provider", "generate.add"),
        ("api key", "generate.add"),
        ("benchmark", "evaluate.new"),
        ("task type", "tasks.new"),
        ("jsonl", "go.datasets"),
        ("accept", "go.review"),
        ("night", "app.theme"),
        ("shortcuts", "app.keys"),
        ("exit", "app.quit"),
    ],
)
def test_that_an_action_is_found_by_its_page_and_by_other_words(window, typed, wanted):
    assert wanted in found(window, typed)[:3]


def test_that_a_page_comes_before_what_can_be_begun_on_it(window):
    ids = found(window, "train")
    assert ids.index("go.train") < ids.index("train.new")


def test_that_something_is_begun_from_another_page(qtbot, window):
    window.findChild(CommandPalette).chosen.emit("train.new")
    assert window.current_page == "train"
    assert window._stack.title == "New run"


def test_that_an_action_of_the_shown_page_stands_there_once(window):
    window.show_page("train")
    window.open_palette()
    palette = window.findChild(CommandPalette)
    assert palette.shown_ids().count("train.new") == 1
    palette.reject()


@pytest.mark.parametrize(
    ("page", "deed"), [(page, deed) for page in PAGES for deed in page.deeds], ids=lambda one: one.id
)
def test_that_what_a_page_promises_can_be_begun_there(window, page, deed):
    window.show_page(page.id)
    assert window._context.actions.action(deed.id).isEnabled()


def test_that_a_beginning_in_the_text_counts_more_than_a_keyword():
    entries = [PaletteEntry("a", "Look", keywords="train"), PaletteEntry("b", "Train")]
    assert [entry.id for entry in ranked(entries, "tra")] == ["b", "a"]


def test_that_a_keyword_is_found_by_its_beginning_only():
    entries = [PaletteEntry("a", "Look", keywords="constraint")]
    assert ranked(entries, "train") == []
