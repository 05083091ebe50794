# SPDX-License-Identifier: Apache-2.0
"""The frozen datasets as a list; in a narrow place the hash gives way to the name."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent

from ui.widgets.data_table import DataTable

HASH_COLUMN = 3
ROOM_FOR_HASH = 520


class SnapshotList(DataTable):
    """One line per dataset; its whole hash stands beside it when it is looked into."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the hash where there is room for it."""
        super().resizeEvent(event)
        self.setColumnHidden(HASH_COLUMN, self.width() < ROOM_FOR_HASH)
