# SPDX-License-Identifier: Apache-2.0
"""Datasets on screen: the form with its count, the rows as plain text, and dialogs that hold nothing up."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton, QToolButton, QWidget

from core.domain.datasets import Selection
from tests.helpers.review_pages import copy_template, keep_all
from tests.helpers.shell import open_shell
from ui.pages.datasets.view import DatasetsView


@pytest.fixture
def shell(qtbot, tmp_path, template, request):
    if "kept" in request.fixturenames:
        copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    made.context.actions.set_page("datasets")
    yield made
    made.close()


@pytest.fixture
def kept(shell):
    keep_all(shell.context.studio)
    return shell


def open_page(qtbot, shell):
    view = DatasetsView(shell.context)
    qtbot.addWidget(view)
    view.resize(1_100, 760)
    view.show()
    with qtbot.waitSignals([view.presenter.snapshots_read, view.presenter.counts_read, view.presenter.choices_read]):
        view.on_shown()
    return view


def text(view, name):
    return view.findChild(QLabel, name).text()


def open_detail(qtbot, shell):
    shell.context.studio.datasets.freeze("first", split=0.75, seed=7)
    view = open_page(qtbot, shell)
    qtbot.waitUntil(lambda: view.detail.detail is not None)
    return view


def test_that_nothing_kept_sends_the_user_to_review(qtbot, shell):
    view = open_page(qtbot, shell)
    assert view.findChild(QWidget, "datasets_empty").isVisible()
    with qtbot.waitSignal(shell.context.navigator.page_requested) as went:
        shell.context.actions.run("datasets.to_review")
    assert went.args[0] == "review"


def test_that_the_primary_action_freezes_what_the_form_says(qtbot, kept):
    view = open_page(qtbot, kept)
    assert view.primary.text() == "Freeze"
    assert text(view, "freeze_by_task") == "prioritization 4"
    with qtbot.waitSignal(view.presenter.frozen) as made:
        kept.context.actions.run("datasets.freeze")
    assert made.args[0].name == "kept-1"
    qtbot.waitUntil(lambda: view.detail.isVisible() and view.table.model().rowCount() == 1)
    assert view.primary.text() == "New dataset"
    assert text(view, "dataset_name") == "kept-1"


def test_that_nothing_can_be_frozen_where_nothing_fits(qtbot, kept):
    view = open_page(qtbot, kept)
    view.form.states.findChild(QPushButton, "chip.edited").click()
    assert view.form.selection() == Selection(states=("edited",))
    qtbot.waitUntil(lambda: not view.primary.isEnabled())
    assert view.form.isVisible()


def test_that_a_name_is_needed(qtbot, kept):
    view = open_page(qtbot, kept)
    qtbot.waitUntil(view.primary.isEnabled)
    view.form.form.field("name").clear()
    qtbot.keyClick(view.form.form.field("name"), " ")
    assert not view.primary.isEnabled()


def test_that_rows_are_read_one_by_one(qtbot, kept):
    view = open_detail(qtbot, kept)
    assert text(view, "rows_place") == "Row 1 of the first 3, 3 in all"
    first = view.detail.reader.toPlainText()
    assert "set_priority(" in first
    view.findChild(QToolButton, "rows_next").click()
    assert text(view, "rows_place") == "Row 2 of the first 3, 3 in all"
    assert view.detail.reader.toPlainText() != first
    box = view.findChild(QComboBox, "rows_side")
    box.setCurrentIndex(1)
    assert text(view, "rows_place") == "Row 1 of the first 1, 1 in all"


def test_that_a_format_says_what_it_loses_and_offers_styles_where_it_has_them(qtbot, kept):
    view = open_detail(qtbot, kept)
    view.detail.tabs.setCurrentIndex(2)
    form = view.detail.export_form
    assert "Reasoning and answer become one text." in text(view, "export_losses")
    assert form.style_box.isVisible()
    form.format.setCurrentIndex(1)
    assert not form.style_box.isVisible()
    assert form.wish().format == "trl_chat"


def test_that_an_export_asks_where_and_writes(qtbot, kept, tmp_path):
    view = open_detail(qtbot, kept)
    view.findChild(QPushButton, "export_write").click()
    dialog = view.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out.jsonl"))
    dialog.reject()
    qtbot.waitUntil(lambda: (tmp_path / "out.jsonl").is_file() and not view.presenter.busy)
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 4


def test_that_a_mix_shows_its_sum_before_it_is_written(qtbot, kept, tmp_path):
    view = open_detail(qtbot, kept)
    form = view.detail.mix_form
    assert not form.write.isEnabled()
    (tmp_path / "old.jsonl").write_text('{"a": 1}\n' * 7, encoding="utf-8")
    form.file.setText(str(tmp_path / "old.jsonl"))
    with qtbot.waitSignal(view.presenter.mix_counted):
        form.file.editingFinished.emit()
    assert text(view, "mix_sum") == "7 existing + 3 distilled = 10 rows"
    form.write.click()
    dialog = view.findChild(QFileDialog)
    with qtbot.waitSignal(view.presenter.mix_counted):
        dialog.fileSelected.emit(str(tmp_path / "mixed.jsonl"))
    dialog.reject()
    assert len((tmp_path / "mixed.jsonl").read_text(encoding="utf-8").splitlines()) == 10


def test_that_a_missing_file_is_told_beside_the_form(qtbot, kept, tmp_path):
    view = open_detail(qtbot, kept)
    view.detail.mix_form.file.setText(str(tmp_path / "nowhere.jsonl"))
    with qtbot.waitSignal(view.presenter.mix_refused):
        view.detail.mix_form.file.editingFinished.emit()
    assert "nowhere.jsonl" in text(view, "mix_note")
    assert not view.detail.mix_form.write.isEnabled()
