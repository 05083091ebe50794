# SPDX-License-Identifier: Apache-2.0
"""Traces for tables and lists over a big store: the ids first, their rows by the page when they come into view."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import lt
from typing import Any, cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from core.domain.traces import TraceId, TraceRow, TraceState
from ui.models.trace_words import TraceWords
from ui.safety import safe_tooltip

PAGE = 200
MOST_INDEXED = 50_000
"""In a longer list places are looked up, because an index of a million takes a hundred megabytes."""
KEPT_PAGES = 64
ROW_ROLE = Qt.ItemDataRole.UserRole.value + 1
"""The TraceRow of a line; None while it is not there yet."""

Fetch = Callable[[tuple[TraceId, ...]], Sequence[TraceRow] | None]
"""Gives the rows of some ids at once, or None and later ``put_rows``."""

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_RIGHT = ("id", "confidence", "finding_count", "length", "cost_usd", "created_at")
COLUMNS = (
    "state",
    "title",
    "conclusion",
    "task_type",
    "difficulty",
    "split",
    "teacher",
    "cost_usd",
    "created_at",
)
REVIEW_COLUMNS = (
    "state",
    "id",
    "title",
    "conclusion",
    "task_type",
    "difficulty",
    "teacher",
    "confidence",
    "finding_count",
    "length",
    "cost_usd",
)
"""What a reviewer chooses many traces by."""


@dataclass(frozen=True, slots=True)
class TraceCell:
    """What one cell shows; state and flag are set in the column of states only."""

    text: str
    is_figure: bool = False
    state: TraceState | None = None
    is_flagged: bool = False


_WAITING = TraceCell("…")


class TraceTableModel(QAbstractTableModel):
    """A line per trace; sorting and filtering are wishes, because the store does them better.

    Signals:
        sort_requested: name of the column and whether to descend.
    """

    sort_requested = Signal(str, bool)

    def __init__(self, fetch: Fetch, parent: QObject | None = None, *, columns: tuple[str, ...] = COLUMNS) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._ids = array("q")
        self._is_rising = True
        self._places: dict[int, int] | None = None
        self._pages: OrderedDict[int, dict[int, TraceRow]] = OrderedDict()
        self._asked: set[int] = set()
        self._words = TraceWords(self)
        self._columns = columns

    # Content

    def set_ids(self, ids: Iterable[TraceId]) -> None:
        """Show other traces in this order; nothing is fetched until it is seen."""
        self.beginResetModel()
        self._ids = array("q", ids)
        self._is_rising = _is_rising(self._ids)
        self._places = None
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def put_rows(self, rows: Sequence[TraceRow]) -> None:
        """Take in rows that were asked for and came later."""
        place, places = -1, list[int]()
        for row in rows:
            place = place + 1 if self._is_at(place + 1, row.id) else self.place_of(row.id)
            if place >= 0:
                self._page(place // PAGE)[row.id] = row
                self._asked.discard(place // PAGE)
                places.append(place)
        if places:
            self._tell(min(places), max(places))

    def refresh(self, ids: Iterable[TraceId]) -> None:
        """Forget the rows of traces that changed; those in view are fetched anew."""
        for trace_id in ids:
            place = self.place_of(trace_id)
            if place >= 0 and place // PAGE in self._pages:
                del self._pages[place // PAGE]
                self._tell(place, place)

    def append_ids(self, ids: Iterable[TraceId]) -> None:
        """Add traces at the end, as a running generation does."""
        new = array("q", ids)
        if not new:
            return
        first = len(self._ids)
        self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
        self._is_rising = self._is_rising and _is_rising(new) and (not first or self._ids[-1] < new[0])
        self._ids.extend(new)
        self._places = None
        self._pages.pop(first // PAGE, None)
        self._asked.discard(first // PAGE)
        self.endInsertRows()

    def ids(self) -> tuple[TraceId, ...]:
        """All ids in their order."""
        return tuple(TraceId(number) for number in self._ids)

    def ids_between(self, first: int, last: int) -> tuple[TraceId, ...]:
        """The ids of a stretch of lines, the last one included."""
        return cast("tuple[TraceId, ...]", tuple(self._ids[first : last + 1]))

    def id_at(self, place: int) -> TraceId:
        """The id of a line."""
        return TraceId(self._ids[place])

    def place_of(self, trace_id: TraceId) -> int:
        """The line of a trace; -1 where it is not among them."""
        if self._is_rising:
            place = bisect_left(self._ids, trace_id)
            return place if self._is_at(place, trace_id) else -1
        if len(self._ids) > MOST_INDEXED:
            return _place_in(self._ids, trace_id)
        if self._places is None:
            self._places = {number: place for place, number in enumerate(self._ids)}
        return self._places.get(trace_id, -1)

    def row_at(self, place: int) -> TraceRow | None:
        """The row of a line, fetched with its page; None while it is on its way."""
        page = self._pages.get(place // PAGE)
        if page is None or self._ids[place] not in page:
            self._ask(place // PAGE)
            page = self._pages.get(place // PAGE)
        else:
            self._pages.move_to_end(place // PAGE)
        return page.get(self._ids[place]) if page is not None else None

    def cell(self, place: int, column: int) -> TraceCell:
        """One cell for who paints it, without the detour over an index and seven roles."""
        row, name = self.row_at(place), self._columns[column]
        if row is None:
            return _WAITING
        if name == "state":
            return TraceCell(self._words.state(row.state), state=row.state, is_flagged=row.is_flagged)
        return TraceCell(self._words.cell(row, name), is_figure=name in _RIGHT)

    def columns(self) -> tuple[str, ...]:
        """The names of the columns in their order."""
        return self._columns

    def column(self, name: str) -> int:
        """The place of a column by its name."""
        return self._columns.index(name)

    def state_word(self, state: TraceState) -> str:
        """The word for a state."""
        return self._words.state(state)

    # Qt overrides

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        if role not in _ANSWERED:
            return None
        name = self._columns[index.column()]
        if role == _Role.TextAlignmentRole:
            return _ALIGN_RIGHT if name in _RIGHT else None
        row = self.row_at(index.row())
        if role == ROW_ROLE:
            return row
        if row is None:
            return "…" if name == "title" and role == _Role.DisplayRole else None
        if role == _Role.ToolTipRole:
            return safe_tooltip(getattr(row, name)) if name in ("title", "conclusion") else None
        return self._words.cell(row, name)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        name = self._columns[section]
        if role == _Role.TextAlignmentRole:
            return _ALIGN_RIGHT if name in _RIGHT else _ALIGN_LEFT
        return self._words.column(name) if role == _Role.DisplayRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Wish for another order; the ids come anew from the store."""
        if column >= 0:
            self.sort_requested.emit(self._columns[column], order == Qt.SortOrder.DescendingOrder)

    # Private

    def _ask(self, number: int) -> None:
        """Fetch one page, unless it is on its way."""
        if number in self._asked:
            return
        self._asked.add(number)
        wanted = tuple(TraceId(found) for found in self._ids[number * PAGE : (number + 1) * PAGE])
        rows = self._fetch(wanted)
        if rows is not None:
            self._page(number).update((row.id, row) for row in rows)
            self._asked.discard(number)

    def _page(self, number: int) -> dict[int, TraceRow]:
        """A page to put rows into; the page that was longest unseen makes room."""
        page = self._pages.setdefault(number, {})
        self._pages.move_to_end(number)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        return page

    def _is_at(self, place: int, trace_id: int) -> bool:
        """True where a trace stands in this place."""
        return 0 <= place < len(self._ids) and self._ids[place] == trace_id

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))


_ALIGN_LEFT = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value
_ALIGN_RIGHT = (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value
_ANSWERED = frozenset(
    (
        _Role.DisplayRole.value,
        _Role.ToolTipRole.value,
        _Role.TextAlignmentRole.value,
        _Role.AccessibleTextRole.value,
        ROW_ROLE,
    )
)


def _is_rising(ids: array[int]) -> bool:
    """True where every number is larger than the one before, as in a queue that begins with the oldest."""
    return all(map(lt, ids, ids[1:]))


def _place_in(ids: array[int], trace_id: int) -> int:
    """The place of a number in a long list; numpy looks through a million in a millisecond."""
    import numpy as np

    found = np.flatnonzero(np.frombuffer(ids, dtype=np.int64) == trace_id)
    return int(found[0]) if len(found) else -1
