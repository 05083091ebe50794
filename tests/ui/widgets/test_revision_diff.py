# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.screen_builders import answer, small_trace, thought, tool_call
from ui.widgets.revision_diff import RevisionDiff
from ui.widgets.step_changes import Mark, changes_between, words_between

WORDS = st.lists(st.sampled_from(["due", "17:00", "the", "call", "，", "预算", "😀", "."]), max_size=12).map(" ".join)


def marked(before: str, after: str) -> str:
    signs = {Mark.SAME: "{}", Mark.INSERTED: "[+{}]", Mark.DELETED: "[-{}]"}
    return "".join(signs[piece.mark].format(piece.text) for piece in words_between(before, after))


def test_that_only_the_words_that_differ_are_marked() -> None:
    assert marked("it is due at 17:00 today", "it is due by 17:00 today") == "it is due [-at][+by] 17:00 today"


def test_that_chinese_is_compared_by_character() -> None:
    assert marked("截止时间为十七点", "截止时间为十八点") == "截止时间为十[-七][+八]点"


def test_that_a_lone_space_between_two_changes_is_no_island() -> None:
    assert marked("one two three", "four five three") == "[-one two][+four five] three"


@given(WORDS, WORDS)
def test_that_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = words_between(before, after)

    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.INSERTED) == before
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.DELETED) == after


def test_that_steps_are_matched_added_and_deleted() -> None:
    first, second, call, result, last = small_trace()
    after = (
        first,
        thought("The call blocks 14:00 to 15:30."),
        thought("New."),
        tool_call(task="Call", priority=1),
        last,
    )

    found = [(change.mark, change.kind.value) for change in changes_between((first, second, call, result, last), after)]

    assert found == [
        (Mark.SAME, "thought"),
        (Mark.CHANGED, "thought"),
        (Mark.INSERTED, "thought"),
        (Mark.CHANGED, "tool_call"),
        (Mark.DELETED, "tool_result"),
        (Mark.SAME, "answer"),
    ]


def test_that_the_page_underlines_what_came_and_strikes_what_went(qtbot) -> None:
    page = RevisionDiff()
    qtbot.addWidget(page)
    page.set_revisions([thought("due at 17:00 <b>x</b>")], [thought("due by 17:00 <b>x</b>")])

    block = page.document().firstBlock()
    looks = {}
    part = block.begin()
    while not part.atEnd():
        fragment = part.fragment()
        form = fragment.charFormat()
        looks[fragment.text()] = (form.fontUnderline(), form.fontStrikeOut())
        part += 1
    assert looks["at"] == (False, True)
    assert looks["by"] == (True, False)
    assert looks[" 17:00 <b>x</b>"] == (False, False)
    assert page.summary() == "1 step changed, 0 added, 0 deleted."


def test_that_steps_are_numbered_as_they_are_after_the_edit(qtbot) -> None:
    page = RevisionDiff()
    qtbot.addWidget(page)
    page.set_revisions([thought("aaaa bbbb"), thought("cc dd"), thought("ee")], [thought("cc dd"), thought("ee")])
    document = page.document()

    assert [page.number_of(document.findBlockByNumber(place)) for place in range(3)] == ["−", "1", "2"]


def test_that_the_next_change_is_found(qtbot) -> None:
    page = RevisionDiff()
    qtbot.addWidget(page)
    page.set_revisions(small_trace(), [*small_trace()[:4], answer("Begin with the report.")])

    page.next_change()

    assert page.current() == 4


def test_that_no_difference_is_said(qtbot) -> None:
    page = RevisionDiff()
    qtbot.addWidget(page)
    page.set_revisions(small_trace(), small_trace())

    assert page.summary() == "Nothing changed."
