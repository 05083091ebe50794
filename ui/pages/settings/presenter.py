# SPDX-License-Identifier: Apache-2.0
"""Settings' presenter: saves at once with a way back, and reads what is installed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from core.changes import Change, ChangeKind
from core.domain.jobs import JobId
from core.domain.json import JsonValue
from core.params import params_of, plain_params
from core.settings import Settings
from ui.context import UiContext
from ui.pages.base import Presenter
from ui.pages.settings.state import read_installation
from ui.theme.theme import ThemeChoice


class SettingsPresenter(Presenter):
    """The state of Settings.

    Signals:
        settings_changed: the Settings as they are now.
        installation_read: an Installation.
        examining: the machine is being looked at.
        examined: a tuple of Finding.
    """

    settings_changed = Signal(object)
    installation_read = Signal(object)
    examining = Signal()
    examined = Signal(object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Listen for changes; nothing is read before show()."""
        super().__init__(context, parent)
        self._is_shown = False
        self._is_examined = False
        self._labels = {spec.name: spec.label for spec in params_of(Settings)}
        context.changes.changed.connect(self._on_changed)
        context.jobs.ended.connect(self._on_job_ended)

    def show(self) -> None:
        """The page came on screen."""
        self._is_shown = True
        self.settings_changed.emit(self.context.settings.current)
        self.refresh()
        if not self._is_examined:
            self.examine()

    def hide(self) -> None:
        """The page left the screen."""
        self._is_shown = False

    def refresh(self) -> None:
        """Read what is installed."""
        self.context.work.ask(
            self, "installation", lambda: read_installation(self.context), self.installation_read.emit
        )

    def examine(self) -> None:
        """Look at what this machine has and lacks."""
        self._is_examined = True
        self.examining.emit()
        self.context.work.ask(self, "examine", lambda: tuple(self.context.machine.examine()), self.examined.emit)

    def change(self, values: Mapping[str, JsonValue]) -> None:
        """Save and use those of the values that are new; the toast offers the way back."""
        before = plain_params(self.context.settings.current)
        new = {name: value for name, value in values.items() if value != before[name]}
        if not new:
            return
        old = {name: before[name] for name in new}
        said = ", ".join(self._labels[name] for name in new)
        self._save(new)
        words = self.tr("Saved: {names}").format(names=said)
        self.context.notify.toast(words, undo=lambda: self._save(old))

    def prepare_student(self) -> None:
        """Unpack the demo student, as a job."""
        self.context.work.ask(self, "prepare", self.context.studio.training.start_prepare_student, self._on_preparing)

    def _save(self, values: Mapping[str, JsonValue]) -> None:
        settings = self.context.settings
        self.context.work.ask(self, "save", lambda: settings.change(**values), self._on_saved, self._on_save_failed)

    def _on_saved(self, settings: Settings) -> None:
        self.context.theme.choose(ThemeChoice(settings.theme), reading_px=settings.reading_size)
        self.settings_changed.emit(settings)

    def _on_save_failed(self, error: BaseException) -> None:
        self.settings_changed.emit(self.context.settings.current)
        self.context.notify.fail(error)

    def _on_preparing(self, _job: JobId) -> None:
        self.context.notify.toast(self.tr("The demo student is being unpacked."))

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if self._is_shown and change.kind is ChangeKind.SETTINGS:
            self.settings_changed.emit(self.context.settings.current)

    @Slot(int)
    def _on_job_ended(self, _job: int) -> None:
        if self._is_shown:
            self.refresh()
