# SPDX-License-Identifier: Apache-2.0
"""Teachers added, changed, checked and removed: the dialogs of Generate and what comes of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core.domain.providers import ProviderProfile
from core.errors import StudioError
from ui.context import UiContext
from ui.dialogs.question import Answer, Question
from ui.pages.generate.presenter import GeneratePresenter
from ui.pages.generate.provider_dialog import ProviderDialog
from ui.pages.generate.state import Teacher, TeachersState


class TeacherSetup(QObject):
    """Sets teachers up.

    Attributes:
        wanted: name of the teacher to choose when the list is read next; empty for the one that is chosen.
    """

    def __init__(
        self,
        context: UiContext,
        presenter: GeneratePresenter,
        current: Callable[[], Teacher | None],
        page: QWidget,
    ) -> None:
        """Change the teacher that ``current`` gives; dialogs float over ``page``."""
        super().__init__(page)
        self.wanted = context.settings.current.default_teacher
        self._context = context
        self._presenter = presenter
        self._current = current
        self._page = page
        self._state: TeachersState | None = None
        presenter.saved.connect(self._on_saved)
        presenter.save_failed.connect(self._on_save_failed)

    def know(self, state: TeachersState) -> None:
        """Take the kinds of teachers that dialogs offer from here."""
        self._state = state

    def add(self) -> None:
        """Set up a new teacher."""
        self._open_dialog(None)

    def edit(self) -> None:
        """Change the chosen teacher."""
        self._open_dialog(self._current())

    def check(self) -> None:
        """Ask the chosen teacher whether it can be reached."""
        teacher = self._current()
        if teacher is not None:
            self._presenter.check(teacher.name)

    def forget_key(self) -> None:
        """Take the chosen teacher's key out of the keyring."""
        teacher = self._current()
        if teacher is not None:
            self._presenter.forget_key(teacher.name)

    def remove(self) -> None:
        """Remove the chosen teacher, after asking what becomes of its key."""
        teacher = self._current()
        if teacher is None:
            return
        if not teacher.has_kept_key:
            self._presenter.remove(teacher, is_key_forgotten=False)
            return
        answers = (
            Answer("keep", self.tr("Keep the key")),
            Answer("forget", self.tr("Forget the key too"), "danger"),
        )
        title = self.tr("Remove “{name}”").format(name=teacher.name)
        text = self.tr("Its traces stay. A key of it is kept; it can stay for when you set it up again.")

        def answered(answer: str) -> None:
            self._presenter.remove(teacher, is_key_forgotten=answer == "forget")

        Question(self._page, title, text, answers, answered).open()

    def _open_dialog(self, teacher: Teacher | None) -> None:
        if self._state is None or self._dialog() is not None:
            return
        dialog = ProviderDialog(self._page, self._context.icons, self._state.kinds, teacher)
        dialog.save_requested.connect(self._on_save_requested)
        dialog.open()

    def _dialog(self) -> ProviderDialog | None:
        return self._page.findChild(ProviderDialog)

    @Slot(object, str)
    def _on_save_requested(self, profile: ProviderProfile, key: str) -> None:
        self._presenter.save(profile, key)

    @Slot(str)
    def _on_saved(self, name: str) -> None:
        self.wanted = name
        dialog = self._dialog()
        if dialog is not None:
            dialog.accept()

    @Slot(object)
    def _on_save_failed(self, error: BaseException) -> None:
        dialog = self._dialog()
        if dialog is not None and isinstance(error, StudioError):
            dialog.show_error(error)
        else:
            self._context.notify.fail(error)
