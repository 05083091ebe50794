# SPDX-License-Identifier: Apache-2.0
"""The workspace that a window is closed for: opened while the window still stands, so that a failure costs nothing."""

from __future__ import annotations

from pathlib import Path

from app.recent import RecentWorkspaces
from core.studio import Studio


class FollowingStudio:
    """Holds the studio of the next window."""

    def __init__(self, recent: RecentWorkspaces) -> None:
        """Hold none; ``recent`` is told of what is opened."""
        self._recent = recent
        self._held: Studio | None = None
        self._is_accepted = False

    def recent(self) -> tuple[Path, ...]:
        """The workspaces that were open last, newest first."""
        return self._recent.all()

    def hold(self, folder: Path, *, create: bool) -> None:
        """Open a workspace beside the one that is shown, and make it where ``create`` says so. Any thread.

        Raises:
            StudioError: it cannot be opened, or another Stillroom has it.
        """
        self._held = Studio.open(folder, create=create)

    def accept(self) -> None:
        """The window goes for it."""
        self._is_accepted = True
        if self._held is not None:
            self._recent.note(self._held.workspace.root)

    def take(self) -> Studio | None:
        """The studio of the next window once this one is down; None where the user only wanted to go."""
        held, self._held = self._held, None
        if held is not None and not self._is_accepted:
            held.close()
            return None
        return held
