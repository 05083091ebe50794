# SPDX-License-Identifier: Apache-2.0
"""The student to train: those that are known, a folder of one's own, and the demo student while it is prepared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.domain.runs import Student
from ui.pages.train.choices import choice_box, offer
from ui.safety import TextLabel, visible


class StudentField(QWidget):
    """A box of students, what is known of the chosen one, and two ways to another.

    Signals:
        changed: another student is chosen.
        folder_picked: a model folder to add to the students.
        prepare_requested, stop_requested: prepare the demo student, or give that up.
    """

    changed = Signal()
    folder_picked = Signal(str)
    prepare_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without students."""
        super().__init__(parent)
        self._students: tuple[Student, ...] = ()
        self._wished = ""
        self._box = choice_box(self.tr("Student"), "student_box")
        self._box.setPlaceholderText(self.tr("No student yet"))
        self._note = TextLabel(look="caption", is_wrapping=True)
        self._folder = QPushButton(self.tr("Add a model folder…"))
        self._folder.setObjectName("add_student_folder")
        self._prepare = QPushButton(self.tr("Prepare the demo student"))
        self._prepare.setObjectName("prepare_demo")
        self._progress = QProgressBar()
        self._progress.setAccessibleName(self.tr("Preparing the demo student"))
        self._progress.setTextVisible(False)
        self._progress_words = TextLabel(look="caption")
        self._stop = QPushButton(self.tr("Stop"))
        self._preparing = QWidget()
        self._lay_out()
        self._connect()

    @property
    def student(self) -> Student | None:
        """The chosen student."""
        return next((found for found in self._students if found.path == self._box.currentData()), None)

    def wish(self, path: str) -> None:
        """Choose a student as soon as it is among the choices."""
        self._wished = path

    def show_students(self, students: Sequence[Student], *, can_prepare: bool) -> None:
        """Offer other students; the chosen one stays chosen where it is still there."""
        self._students = tuple(students)
        wished = self._wished or self._box.currentData()
        offer(self._box, [(found.name, found.path) for found in students], wished)
        self._wished = ""
        self._prepare.setVisible(can_prepare)
        self._say_note()

    def show_preparing(self, done: int, total: int, words: str) -> None:
        """Show how far the demo student is."""
        self._preparing.show()
        self._prepare.setEnabled(False)
        self._prepare.setToolTip(self.tr("The demo student is being prepared."))
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress_words.setText(visible(words or self.tr("Unpacking the demo student, once")))

    def hide_preparing(self) -> None:
        """It is over."""
        self._preparing.hide()
        self._prepare.setEnabled(True)
        self._prepare.setToolTip("")

    @Slot()
    def _on_chosen(self) -> None:
        self._say_note()
        self.changed.emit()

    @Slot()
    def _on_pick(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Add a model folder"), str(Path.home()))
        dialog.setObjectName("student_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder_picked)
        dialog.open()

    def _say_note(self) -> None:
        student = self.student
        self._note.setText("" if student is None else visible(_student_words(student)))
        self._note.setVisible(student is not None)

    def _connect(self) -> None:
        self._box.currentIndexChanged.connect(self._on_chosen)
        self._folder.clicked.connect(self._on_pick)
        self._prepare.clicked.connect(self.prepare_requested)
        self._stop.clicked.connect(self.stop_requested)

    def _lay_out(self) -> None:
        self._preparing.hide()
        bar = QHBoxLayout(self._preparing)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(12)
        bar.addWidget(self._progress, 1)
        bar.addWidget(self._progress_words, 1)
        bar.addWidget(self._stop)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._folder)
        buttons.addWidget(self._prepare)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._box)
        column.addWidget(self._note)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addWidget(self._preparing)


def _student_words(student: Student) -> str:
    """What is known of a student in a line."""
    count = student.parameter_count
    size = "" if not count else f"{count / 1e9:.1f} B parameters" if count >= 1e9 else f"{count / 1e6:.3g} M parameters"
    return " · ".join(part for part in (size, student.licence, student.note, student.path) if part)
