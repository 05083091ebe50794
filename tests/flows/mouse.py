# SPDX-License-Identifier: Apache-2.0
"""A hand on the mouse: it clicks where a widget can be seen and nothing lies over it; it types only into text."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QTabWidget,
    QWidget,
)

from tests.flows.eyes import LOOK_MS, focused, seen, until, wrong

LEFT = Qt.MouseButton.LeftButton
LAYOUT_S = 2.0


class Mouse:
    """Points at widgets by their names."""

    def click(self, name: str, *, inside: str = "") -> None:
        """Click the middle of a widget."""
        self.click_at(seen(name, inside=inside))

    def click_at(self, widget: QWidget, point: QPoint | None = None) -> None:
        """Click a point of a widget, the middle where none is given; what cannot be hit fails."""
        name = widget.objectName() or type(widget).__name__
        QTest.qWait(LOOK_MS)
        until(widget.isEnabled, f"{name} can be clicked", patience_s=LAYOUT_S)
        self._bring_into_view(widget)

        def under() -> tuple[QWidget, QPoint]:
            return _under(widget, widget.rect().center() if point is None else point)

        until(under, f"{name} lies open", patience_s=LAYOUT_S)
        hit, place = under()
        QTest.mouseClick(hit, LEFT, Qt.KeyboardModifier.NoModifier, place)

    def click_row(self, view: QAbstractItemView, row: int, *, twice: bool = False) -> None:
        """Click a line of a list or table."""
        index = view.model().index(row, 0)
        until(lambda: view.visualRect(index).isValid(), f"line {row} of {view.objectName()} has a place")
        place = view.visualRect(index)
        place = place.intersected(view.viewport().rect())
        assert not place.isEmpty(), f"line {row} of {view.objectName()} is scrolled away"
        hit, point = _under(view.viewport(), place.center())
        QTest.mouseClick(hit, LEFT, Qt.KeyboardModifier.NoModifier, point)
        if twice:
            QTest.mouseDClick(hit, LEFT, Qt.KeyboardModifier.NoModifier, point)

    def open_tab(self, tabs_name: str, title: str) -> None:
        """Click the tab with that title."""
        tabs = seen(tabs_name, QTabWidget)
        bar = tabs.findChild(QTabBar)
        places = [place for place in range(bar.count()) if bar.tabText(place).startswith(title)]
        assert len(places) == 1, [bar.tabText(place) for place in range(bar.count())]
        self.click_at(bar, bar.tabRect(places[0]).center())

    def choose(self, name: str, wanted: str) -> None:
        """Open a box and click the entry that holds these words."""
        box = seen(name, QComboBox)
        entries = [box.itemText(place) for place in range(box.count())]
        places = [place for place, entry in enumerate(entries) if wanted in entry]
        assert len(places) == 1, f"{wanted!r} is not one of {entries}"
        self.click_at(box)
        until(lambda: box.view().isVisible(), f"the entries of {name} are shown")
        index = box.model().index(places[0], box.modelColumn())
        box.view().scrollTo(index)
        rect = box.view().visualRect(index)
        # A box takes a click for an entry only after the pointer came to it.
        QTest.mouseMove(box.view().viewport(), rect.center())
        QTest.mouseClick(box.view().viewport(), LEFT, Qt.KeyboardModifier.NoModifier, rect.center())
        until(lambda: not box.view().isVisible(), f"the entries of {name} are gone")
        assert wanted in box.currentText()

    def write(self, name: str, text: str, *, inside: str = "") -> None:
        """Click into a field and write over what stands there."""
        self.write_into(seen(name, inside=inside), text)

    def write_into(self, field: QWidget, text: str) -> None:
        """Click a field and write over what stands there."""
        line, name = field, field.objectName()
        if not isinstance(field, QLineEdit):
            line = field.findChild(QLineEdit) or field
        self.click_at(line)
        until(lambda: QApplication.focusWidget() in (field, line) or wrong(focused()), f"{name} has the keyboard")
        focus = QApplication.focusWidget()
        QTest.keyClick(focus, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(focus, text)
        if isinstance(field, QAbstractSpinBox):
            field.interpretText()

    def _bring_into_view(self, widget: QWidget) -> None:
        """Turn the wheel over the area around a widget until the widget can be seen."""
        area = _scroller_of(widget)
        if area is None:
            return
        port = area.viewport()
        for _ in range(200):
            top = widget.mapTo(port, widget.rect().center()).y()
            if 0 <= top < port.height() - 1:
                return
            turn = 120 if top < 0 else -120
            middle = QPointF(port.rect().center())
            event = QWheelEvent(
                middle,
                QPointF(port.mapToGlobal(port.rect().center())),
                QPoint(),
                QPoint(0, turn),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(port, event)
        raise AssertionError(f"{widget.objectName()} could not be scrolled into view")


def _scroller_of(widget: QWidget) -> QAbstractScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return parent
        parent = parent.parentWidget()
    return None


def _under(widget: QWidget, point: QPoint) -> tuple[QWidget, QPoint]:
    """The widget that a click on this point of a widget would reach, and the point in it."""
    window = widget.window()
    modal = QApplication.activeModalWidget()
    assert modal is None or modal.isAncestorOf(widget) or modal is window, f"{modal.objectName()} is in the way"
    place = widget.mapTo(window, point)
    hit = window.childAt(place) or window
    is_ours = hit is widget or widget.isAncestorOf(hit)
    assert is_ours, f"{hit.objectName() or type(hit).__name__} lies over {widget.objectName()}"
    return hit, hit.mapFrom(window, place)
