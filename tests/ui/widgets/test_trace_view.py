# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton

from core.domain.messages import ToolResultPart
from core.domain.traces import Step, StepKind
from tests.helpers.pictures import pixel_count
from tests.helpers.screen_builders import small_trace, thought, tool_call
from ui.widgets.trace_view import Evidence, TraceView
from ui.widgets.visible_text import TEXT_LIMIT

RED = "#FF0000"


@pytest.fixture
def view(qtbot) -> TraceView:
    view = TraceView()
    qtbot.addWidget(view)
    view.resize(760, 500)
    view.show()
    return view


@pytest.fixture
def red_image(tmp_path: Path) -> Path:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(QColor(RED))
    image.save(str(tmp_path / "canary.png"))
    return tmp_path / "canary.png"


MARKUP = [
    '<img src="{path}">',
    "![]({path})",
    "<b>bold</b> <a href='file://{path}'>x</a>",
    "<table background='{path}'><tr><td>x</td></tr></table>",
    "<style>*{{background:url({path})}}</style>",
    "# head\n* point\n`code` <think>so</think>",
]


@pytest.mark.parametrize("markup", MARKUP)
@pytest.mark.parametrize("kind", list(StepKind))
def test_that_markup_is_shown_as_it_was_written(view: TraceView, red_image: Path, markup: str, kind: StepKind) -> None:
    text = markup.format(path=red_image)
    steps = {
        StepKind.TOOL_CALL: tool_call(note=text),
        StepKind.TOOL_RESULT: Step(kind, result=ToolResultPart("c1", text)),
    }
    view.set_steps([steps.get(kind, Step(kind, text))])

    assert text.replace("\n", "") in view.reader().toPlainText().replace("\n", "")
    assert "￼" not in view.reader().toPlainText()
    assert pixel_count(view, RED) == 0


def test_that_the_page_answers_every_wish_for_a_file_with_one_empty_pixel(view: TraceView, red_image: Path) -> None:
    found = view.reader().loadResource(2, QUrl.fromLocalFile(str(red_image)))

    assert isinstance(found, QImage)
    assert (found.width(), found.height()) == (1, 1)


def test_that_pasting_and_dropping_do_nothing_to_a_trace_that_is_read(view: TraceView) -> None:
    view.set_steps(small_trace())

    assert view.reader().isReadOnly()
    assert not view.reader().acceptRichText()


@pytest.mark.parametrize("character", ["\x00", "\ufdd0", "\ufdd1", "\ufffc", "\u2029", "\ud800", "\u202e"])
def test_that_characters_which_mean_something_to_a_document_keep_one_block_a_step(
    view: TraceView, character: str
) -> None:
    view.set_steps([thought(f"one{character}two"), thought("three")])

    assert view.reader().step_count() == 2
    assert view.reader().document().findBlockByNumber(1).text() == "three"


def test_that_a_tool_call_reads_as_a_form(view: TraceView) -> None:
    view.set_steps([tool_call(task="Budget review", priority=1, notify=["ana", "預算"])])

    assert view.reader().toPlainText() == (
        'set_priority\ntask      Budget review\npriority  1\nnotify    ["ana", "預算"]'
    )


def test_that_arrow_keys_walk_from_step_to_step(view: TraceView, qtbot) -> None:
    view.set_steps(small_trace())
    went: list[int] = []
    view.current_changed.connect(went.append)

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Home):
        qtbot.keyClick(view.reader(), key)

    assert went == [1, 2, 1, 4, 0]
    assert view.current() == 0


def test_that_letters_are_left_to_the_shortcuts_of_the_page(view: TraceView, qtbot) -> None:
    view.set_steps(small_trace())
    before = view.reader().toPlainText()

    qtbot.keyClicks(view.reader(), "axfe")

    assert view.reader().toPlainText() == before


def test_that_the_current_step_is_said_to_screen_readers(view: TraceView) -> None:
    view.set_steps(small_trace())
    view.set_current(2)

    assert view.reader().accessibleDescription() == "Step 3 of 5, Tool call"


def test_that_evidence_is_tinted_where_it_stands_also_after_emoji_and_hidden_characters(view: TraceView) -> None:
    text = "😀 so\u202e the review takes 2 h"
    view.set_steps([thought("first"), thought(text)])
    start = text.index("takes 2 h")

    view.show_evidence([Evidence(1, start, start + len("takes 2 h"), "warn")])

    tinted = [selection.cursor.selectedText() for selection in view.reader().extraSelections()]
    assert tinted == ["⟨RLO⟩", "takes 2 h"]
    view.show_evidence(())
    assert [selection.cursor.selectedText() for selection in view.reader().extraSelections()] == ["⟨RLO⟩"]


def test_that_copying_gives_the_text_without_our_line_breaks(view: TraceView) -> None:
    view.set_steps([thought("x" * 4_500 + "\nend")])
    view.reader().selectAll()

    copied = view.reader().createMimeDataFromSelection()

    assert copied.text() == "x" * 4_500 + "\nend"
    assert copied.formats() == ["text/plain"]


def test_that_a_megabyte_is_capped_until_all_is_asked_for(view: TraceView, qtbot) -> None:
    view.set_steps([thought("word and more " * 75_000), thought("the end")])
    button = view.findChild(QPushButton, "show_all")

    assert view.reader().document().characterCount() < TEXT_LIMIT * 1.01
    assert button.isVisible()

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert view.reader().toPlainText().endswith("the end")
    assert not button.isVisible()


def test_that_a_text_without_a_single_space_is_broken_into_lines(view: TraceView) -> None:
    view.set_steps([thought("x" * 1_000_000)])

    assert max(len(line) for line in view.reader().toPlainText().split("\n")) <= 2_001


def test_that_no_trace_shows_one_sentence(view: TraceView) -> None:
    view.set_steps(())

    assert view.current() == -1
    assert not view.reader().isVisible()


def test_that_a_number_is_not_doubled_where_the_text_brings_the_same_one(view: TraceView) -> None:
    view.set_steps([thought("1. First"), thought("9. Second"), thought("14:00 is free")])
    document = view.reader().document()

    numbers = [view.reader().number_of(document.findBlockByNumber(place)) for place in range(3)]

    assert numbers == ["", "2", "3"]


@pytest.mark.parametrize("width", [420, 760, 1900])
def test_that_lines_stay_within_the_measure(view: TraceView, width: int) -> None:
    view.resize(width, 500)
    view.set_steps([thought("The call blocks an hour at two and the review has to be done before that. " * 8)])

    layout = view.reader().document().firstBlock().layout()
    longest = max(layout.lineAt(number).textLength() for number in range(layout.lineCount()))
    assert longest <= 84
    if width >= 760:
        assert longest >= 62


def test_that_the_reading_size_scales_the_letters(view: TraceView) -> None:
    view.set_steps(small_trace())
    view.set_current(1)

    view.set_scale(1.4)

    fragment = view.reader().document().firstBlock().begin().fragment()
    assert fragment.charFormat().font().pixelSize() == 21
    assert view.current() == 1


def test_that_right_to_left_text_begins_on_the_right(view: TraceView) -> None:
    view.set_steps([thought("مراجعة الميزانية"), thought("预算审查需要两个小时")])
    document = view.reader().document()

    assert document.findBlockByNumber(0).textDirection() is Qt.LayoutDirection.RightToLeft
    assert document.findBlockByNumber(1).textDirection() is Qt.LayoutDirection.LeftToRight


def test_that_evidence_may_be_a_whole_step(view: TraceView) -> None:
    view.set_steps([thought("first"), tool_call(a=1)])

    view.show_evidence([Evidence(1, 0, 0)])

    assert [selection.cursor.selectedText() for selection in view.reader().extraSelections()] == [
        "set_priority\u2028a  1"
    ]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Answer: start with the budget review.", ""),
        ("**Final answer**\nStart with the budget review.", ""),
        ("## Answer\nStart.", ""),
        ("Start with the budget review.", "Answer"),
        ("Answers differ, so ask first.", "Answer"),
        ("Answer the mail, then write the report.", "Answer"),
        ("The answer is 14:00.", ""),
        ("", "Answer"),
    ],
)
def test_that_an_answer_that_names_itself_gets_no_second_heading(view: TraceView, text: str, heading: str) -> None:
    view.set_steps([thought("First."), Step(StepKind.ANSWER, text)])
    reader = view.reader()
    block = reader.document().lastBlock()

    assert reader.heading_of(block) == heading
    assert block.text().replace("\u2028", "\n") == text
    assert reader.caption_of(block) == "Answer"
