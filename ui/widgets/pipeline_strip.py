# SPDX-License-Identifier: Apache-2.0
"""The story at a glance: the stations from tasks to report, with counts and the next thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.ink import ink
from ui.widgets.station_button import StationButton

_BETWEEN = 22


@dataclass(frozen=True, slots=True)
class Station:
    """One step of the story.

    Attributes:
        id: what ``station_activated`` carries; usually a page.
        count: the figure as text; note a few words under it.
    """

    id: str
    title: str
    count: str
    note: str = ""
    is_next: bool = False


class PipelineStrip(QWidget):
    """Stations side by side with arrows between; left and right walk over them, Enter or Space opens one.

    Signals:
        station_activated: id of the station.
    """

    station_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, StationButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_BETWEEN)
        self.setAccessibleName(self.tr("From tasks to report"))

    def set_stations(self, stations: Sequence[Station]) -> None:
        """Show other figures; tiles are only made anew when the stations are other ones."""
        if [station.id for station in stations] != list(self._buttons):
            self._make(stations)
        for station in stations:
            self._buttons[station.id].set_state(count=station.count, note=station.note, is_next=station.is_next)

    def button(self, station_id: str) -> StationButton:
        """The tile of one station."""
        return self._buttons[station_id]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        tiles = list(self._buttons.values())
        focused = next((place for place, tile in enumerate(tiles) if tile.hasFocus()), None)
        key = Qt.Key(event.key())
        if focused is not None and key in moves:
            tiles[max(0, min(len(tiles) - 1, focused + moves[key]))].setFocus(Qt.FocusReason.TabFocusReason)
        elif focused is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            tiles[focused].click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink("muted", self.palette()), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for tile in list(self._buttons.values())[:-1]:
            x, y = tile.geometry().right() + 1 + _BETWEEN / 2, tile.geometry().center().y() + 0.5
            painter.drawLine(QPointF(x - 6, y), QPointF(x + 6, y))
            painter.drawLine(QPointF(x + 6, y), QPointF(x + 2, y - 4))
            painter.drawLine(QPointF(x + 6, y), QPointF(x + 2, y + 4))
        painter.end()

    def _make(self, stations: Sequence[Station]) -> None:
        for old in self._buttons.values():
            self._row.removeWidget(old)
            old.deleteLater()
        self._buttons = {}
        for station in stations:
            tile = StationButton(station.title, self)
            tile.setObjectName(f"station_{station.id}")
            tile.clicked.connect(self._on_clicked)
            self._buttons[station.id] = tile
            self._row.addWidget(tile, 1)

    def _on_clicked(self) -> None:
        found = next(key for key, tile in self._buttons.items() if tile is self.sender())
        self.station_activated.emit(found)
