# SPDX-License-Identifier: Apache-2.0
"""The user's own keys: in use at once, then kept in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.settings import Settings, SettingsFile
from ui.actions import ActionRegistry
from ui.context import UiContext


class OwnKeys(QObject):
    """Uses and keeps keys; it outlives the dialog in which they are chosen.

    Signals:
        failed: they could not be kept, so that those from before are in use again.
    """

    failed = Signal()

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        """Keep the keys of the registry in ``context``."""
        super().__init__(parent)
        self._context = context

    def use(self, chosen: Mapping[str, tuple[str, ...]]) -> None:
        """Use these keys from now on, in this window and after the next start."""
        self._context.actions.remap(chosen)
        settings, actions = self._context.settings, self._context.actions
        # Several writes may be on their way, and any of them may come last: each writes what is chosen by then.
        keep = partial(_keep_chosen, settings, actions)
        self._context.work.ask(self, "keys", keep, self._on_kept, self._on_failed)

    def _on_kept(self, _settings: Settings) -> None:
        """Nothing to say: the keys are in use already."""

    def _on_failed(self, error: BaseException) -> None:
        self._context.actions.remap(self._context.settings.current.shortcuts)
        self._context.notify.fail(error)
        self.failed.emit()


def _keep_chosen(settings: SettingsFile, actions: ActionRegistry) -> Settings:
    """Write the keys that are in use now; any thread."""
    return settings.change_shortcuts(lambda: actions.chosen)
