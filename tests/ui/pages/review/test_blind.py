# SPDX-License-Identifier: Apache-2.0
"""A double review on screen: a reviewer reads only what he said himself until everybody has decided."""

from __future__ import annotations

from dataclasses import fields

import pytest

from core.domain.reviews import Verdict
from core.domain.traces import Step, StepKind, TraceFilter
from tests.helpers.review_pages import copy_template
from tests.helpers.shell import open_shell
from ui.pages.review.opinion_words import blind_words, dispute_words, own_words
from ui.pages.review.state import read_sheet
from ui.pages.review.view import ReviewView

EDIT = (Step(StepKind.THOUGHT, "Secret thought."), Step(StepKind.ANSWER, "Answer: secret"))


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def shared(shell):
    studio = shell.context.studio
    trace = studio.review.ids()[0]
    me = shell.context.reviewer
    studio.people.assign(TraceFilter(trace_ids=(trace,)), ["Zoe", me], share_twice=1.0, reviewer="Lead")
    return trace


def test_that_nothing_of_the_other_is_on_the_sheet_before_both_are_in(shell, shared):
    studio, me = shell.context.studio, shell.context.reviewer
    studio.review.rate([shared], 2, reviewer="Zoe")
    studio.review.edit(shared, EDIT, author="Zoe", note="secret note", accept=True)
    sheet = read_sheet(studio, shared, reviewer=me)
    told = "\n".join(repr(getattr(sheet, field.name)) for field in fields(sheet) if field.name != "problem")
    assert "Zoe" not in told
    assert "ecret" not in told
    assert (sheet.rating, sheet.history, sheet.revisions) == (None, (), ())
    studio.review.decide([shared], Verdict.ACCEPT, reviewer=me)
    opened = read_sheet(studio, shared, reviewer=me)
    assert {entry.reviewer for entry in opened.history} == {"Lead", "Zoe", me}
    assert len(opened.revisions) == 1


def test_that_a_reviewer_sees_his_own_word_while_the_other_is_missing(shell, shared):
    studio, me = shell.context.studio, shell.context.reviewer
    assert own_words(studio.people.double_review(shared, me)) == "Your opinion is wanted"
    studio.review.decide([shared], Verdict.REJECT, reasons=("unclear",), reviewer=me)
    sheet = read_sheet(studio, shared, reviewer=me)
    assert own_words(sheet.double) == "Your opinion: reject"
    assert blind_words(sheet.double).startswith("2 people review this trace")
    assert [entry.reviewer for entry in sheet.history] == [me]


def test_that_the_side_says_why_nothing_of_the_other_is_shown(qtbot, shell, shared):
    shell.context.studio.review.decide([shared], Verdict.REJECT, reviewer="Zoe")
    view = ReviewView(shell.context)
    qtbot.addWidget(view)
    view.show()
    view.on_shown()
    qtbot.waitUntil(lambda: view.board.is_reading)
    view.show_target(shared)
    qtbot.waitUntil(lambda: view.presenter.sheet is not None and view.presenter.sheet.trace.id == shared)
    assert view.side._verdict.text() == "Your opinion is wanted"
    assert "once all have decided" in view.side._verdict_note.text()


def test_that_whoever_settles_it_reads_all_opinions(shell, shared):
    studio, me = shell.context.studio, shell.context.reviewer
    studio.review.decide([shared], Verdict.REJECT, reviewer="Zoe")
    studio.review.decide([shared], Verdict.ACCEPT, reviewer=me)
    *said, last = dispute_words(read_sheet(studio, shared, reviewer="Lead").opinions).splitlines()
    assert (set(said), last) == ({"Zoe: reject", f"{me}: accept"}, "Your verdict settles it.")
