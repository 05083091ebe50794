# SPDX-License-Identifier: Apache-2.0
"""People on screen: deal out, disagree, settle, and packets that go out and come back with conflicts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QWidget

from core.domain.reviews import Verdict
from core.domain.traces import TraceFilter, TraceState
from core.studio import Studio
from ui.pages.people.conflict_dialog import ConflictDialog
from ui.pages.people.dialogs import AssignDialog, PacketDialog


def rows(table):
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def dialog_of(view, kind):
    found = [dialog for dialog in view.window().findChildren(QDialog) if isinstance(dialog, kind)]
    assert len(found) == 1
    return found[0]


def fill(dialog, **values):
    dialog.form.show_values(values)
    dialog.save.click()


def choose_file(qtbot, view, path):
    qtbot.waitUntil(lambda: view.window().findChild(QFileDialog, "people_file") is not None)
    files = view.window().findChild(QFileDialog, "people_file")
    files.fileSelected.emit(str(path))
    files.close()


def differ(studio):
    """Three traces that Ada and Bo review; on the first they differ."""
    ids = studio.review.ids()
    studio.people.assign(TraceFilter(trace_ids=ids[:3]), ["Ada", "Bo"], share_twice=1.0, reviewer="Lead")
    for trace in ids[:3]:
        studio.review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    studio.review.decide(ids[:1], Verdict.REJECT, reasons=("unclear",), reviewer="Bo")
    studio.review.decide(ids[1:2], Verdict.ACCEPT, reviewer="Bo")
    return ids


def test_that_a_workspace_without_decisions_offers_to_assign(open_page, shell):
    view = open_page()
    assert view.findChild(QWidget, "people_empty").isVisible()
    shell.context.actions.run("people.assign")
    dialog = dialog_of(view, AssignDialog)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.form.field("names")
    dialog.reject()


def test_that_traces_are_dealt_out_by_the_dialog_and_undo_takes_them_back(qtbot, open_page, shell, studio):
    view = open_page()
    shell.context.actions.run("people.assign")
    fill(dialog_of(view, AssignDialog), names="Ada, Bo", twice=50)
    qtbot.waitUntil(lambda: len(studio.people.workloads()) == 2)
    assert sum(load.assigned for load in studio.people.workloads()) == 6
    qtbot.waitUntil(lambda: len(rows(view.figures.reviewers)) == 2)
    assert [row[:3] for row in rows(view.figures.reviewers)] == [["Ada", "0", "3"], ["Bo", "0", "3"]]
    qtbot.waitUntil(lambda: bool(shell.toasts) and shell.toasts[-1].text == "Assign 4 traces")
    shell.toasts[-1].action()
    qtbot.waitUntil(lambda: studio.people.workloads() == ())


def test_that_a_wrong_wish_keeps_the_dialog_open(open_page, shell, studio):
    view = open_page()
    shell.context.actions.run("people.assign")
    dialog = dialog_of(view, AssignDialog)
    fill(dialog, names="Ada", twice=50)
    assert "two people" in dialog.findChild(QLabel, "assign_error").text()
    assert dialog.isVisible()
    dialog.reject()
    assert studio.people.workloads() == ()


def test_that_figures_and_disputes_are_shown_and_enter_opens_one_in_review(qtbot, open_page, shell, studio):
    ids = differ(studio)
    view = open_page()
    assert [row[:2] for row in rows(view.figures.reviewers)] == [["Ada", "3"], ["Bo", "2"]]
    assert rows(view.figures.overall)[0] == ["Percent agreement", "0.50", "0.09 to 0.91", "2"]
    assert "not defined" in [row[1] for row in rows(view.figures.overall)]
    assert rows(view.figures.pairs)[0] == ["Ada, Bo", "Percent", "0.50", "0.09 to 0.91", "2"]
    assert rows(view.disputes) == [[f"{ids[0]}  ·  Ada: accept,  Bo: reject"]]
    view.disputes.setCurrentIndex(view.disputes.model().index(0, 0))
    with qtbot.waitSignal(shell.context.navigator.page_requested) as went:
        qtbot.keyClick(view.disputes, Qt.Key.Key_Return)
    assert went.args == ["review", ids[0]]
    studio.review.decide(ids[:1], Verdict.ACCEPT, reviewer="Lead")
    qtbot.waitUntil(lambda: rows(view.disputes) == [])


def test_that_a_packet_goes_out_and_its_reply_asks_whose_word_counts(
    qtbot, open_page, shell, studio, tmp_path, template
):
    ids, packet, reply = studio.review.ids(), tmp_path / "packet.jsonl", tmp_path / "reply.jsonl"
    view = open_page()
    shell.context.actions.run("people.export")
    fill(dialog_of(view, PacketDialog))
    choose_file(qtbot, view, packet)
    qtbot.waitUntil(lambda: packet.exists() and not view.presenter.busy)
    review_elsewhere(tmp_path / "elsewhere", packet, reply)
    studio.review.decide(ids[:2], Verdict.REJECT, reviewer="Ada")
    shell.context.actions.run("people.import")
    choose_file(qtbot, view, reply)
    qtbot.waitUntil(lambda: bool(view.window().findChildren(ConflictDialog)))
    dialog = dialog_of(view, ConflictDialog)
    assert dialog.list.count() == 2
    assert "Bo says “accept” of trace" in dialog.list.item(0).text()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.list.item(0).checkState() is Qt.CheckState.Checked
    dialog.save.click()
    qtbot.waitUntil(lambda: studio.review.trace(ids[0]).state is TraceState.ACCEPTED)
    assert studio.review.trace(ids[1]).state is TraceState.REJECTED
    assert studio.review.trace(ids[2]).state is TraceState.ACCEPTED
    said = "3 decisions were applied. 1 conflict stays as decided here."
    qtbot.waitUntil(lambda: shell.toasts[-1].text == said)


def test_that_a_packet_is_read_and_answered_from_the_page(qtbot, open_page, shell, studio, tmp_path):
    packet, reply = tmp_path / "packet.jsonl", tmp_path / "reply.jsonl"
    studio.people.export_packet(packet, TraceFilter(), reviewer="Zoe")
    view = open_page()
    assert view.presenter.state.packets == ()
    shell.context.actions.run("people.import")
    choose_file(qtbot, view, packet)
    qtbot.waitUntil(lambda: len(studio.people.packets()) == 1)
    studio.review.decide(studio.review.ids()[:1], Verdict.ACCEPT, reviewer=shell.context.reviewer)
    qtbot.waitUntil(lambda: len(view.presenter.state.packets) == 1)
    shell.context.actions.run("people.reply")
    choose_file(qtbot, view, reply)
    qtbot.waitUntil(reply.exists)
    qtbot.waitUntil(lambda: shell.toasts[-1].text == "Wrote 1 decision to reply.jsonl")


def test_that_a_foreign_file_is_refused_and_the_page_goes_on(qtbot, open_page, shell, tmp_path):
    path = tmp_path / "chat.jsonl"
    path.write_text('{"messages": []}\n')
    view = open_page()
    shell.context.actions.run("people.import")
    choose_file(qtbot, view, path)
    qtbot.waitUntil(lambda: bool(shell.failures))
    assert shell.failures[-1].message == "“chat.jsonl” is not a review packet."
    assert view.presenter.busy == ""


def review_elsewhere(folder: Path, packet: Path, reply: Path) -> None:
    """Bo reads the packet in a workspace of his own, accepts all of it and answers."""
    studio = Studio.open(folder, create=True)
    studio.people.import_packet(packet)
    studio.review.decide(studio.review.ids(), Verdict.ACCEPT, reviewer="Bo")
    studio.people.export_reply(reply, reviewer="Bo")
    studio.close()
