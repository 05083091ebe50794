# SPDX-License-Identifier: Apache-2.0
"""The benchmarks to choose from: cases, categories and splits of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core.domain.evaluations import BenchmarkInfo
from ui.pages.evaluate.words import split_name
from ui.widgets.grid_table import GridTable

_MOST_ROWS = 5


class BenchmarkTable(GridTable):
    """One line per benchmark.

    Signals:
        benchmark_chosen: the line that is chosen is another one.
    """

    benchmark_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("benchmarks")
        self.setAccessibleName(self.tr("Benchmarks"))
        self.set_empty_text(self.tr("No benchmark can be read."))
        self._benchmarks: tuple[BenchmarkInfo, ...] = ()
        self.current_row_changed.connect(self._on_row)

    def show_benchmarks(self, benchmarks: Sequence[BenchmarkInfo], chosen: str) -> None:
        """Show other benchmarks and choose one by its name, else the first."""
        self._benchmarks = tuple(benchmarks)
        heads = (self.tr("Benchmark"), self.tr("Cases"), self.tr("Categories"), self.tr("Splits"))
        rows = [
            (
                found.label,
                f"{found.n:,}",
                f"{len(found.categories)}",
                " + ".join(split_name(split).lower() for split in found.splits),
            )
            for found in benchmarks
        ]
        self.show_grid(heads, rows, width=88)
        self.horizontalHeader().resizeSection(3, 208)
        self.fit_rows(min(len(rows), _MOST_ROWS))
        names = [found.name for found in benchmarks]
        if names:
            self.selectRow(names.index(chosen) if chosen in names else 0)

    def benchmark(self) -> BenchmarkInfo | None:
        """The chosen one."""
        place = self.currentIndex().row()
        return self._benchmarks[place] if 0 <= place < len(self._benchmarks) else None

    @Slot(int)
    def _on_row(self, _place: int) -> None:
        self.benchmark_chosen.emit()
