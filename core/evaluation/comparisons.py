# SPDX-License-Identifier: Apache-2.0
"""Kept reports, put side by side with everything that a reader may ask about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.evaluations import Case, CaseResult, Comparison, Measure, Report, ReportId
from core.domain.runs import RunId
from core.errors import InvalidInput
from core.evaluation.baselines import shortcut_baselines
from core.evaluation.benchmarks import Benchmarks, cases_hash, pick
from core.evaluation.compare import Results, check_alike, compare
from core.store.store import Store

if TYPE_CHECKING:
    from core.evaluation.charts_svg import Curve


@dataclass(frozen=True, slots=True)
class Made:
    """A comparison with the answers and the cases behind it; no cases where the benchmark has changed since."""

    comparison: Comparison
    results: Results
    cases: tuple[Case, ...]


class Comparisons:
    """Reads reports from the store and compares them. Any thread."""

    def __init__(self, store: Store, benchmarks: Benchmarks) -> None:
        """Find cases among ``benchmarks``."""
        self._store = store
        self._benchmarks = benchmarks

    def compare(
        self, report_ids: Sequence[ReportId], *, split: str | None = None, measures: Sequence[Measure] = tuple(Measure)
    ) -> Made:
        """Reports side by side, narrowed to a split where one is named. Raises UnknownName, InvalidInput."""
        if not report_ids:
            raise InvalidInput("There is no report to compare.", hint="Evaluate a subject first, then name its report.")
        with self._store.read() as unit:
            reports = [unit.reports.get(report_id) for report_id in report_ids]
            results: dict[ReportId, Sequence[CaseResult]] = {
                report.id: unit.reports.results(report.id) for report in reports
            }
        check_alike(reports)
        cases = self._cases_of(reports[0], results[reports[0].id])
        if split is not None and any(report.split != split for report in reports):
            if not cases:
                raise InvalidInput(
                    f"The benchmark “{reports[0].benchmark}” has changed since, so its splits cannot be told apart.",
                    hint="Compare without a split, or evaluate again.",
                )
            from core.evaluation.tally import narrowed

            cases = pick(cases, split=split)
            chosen = {case.id for case in cases}
            results = {name: [held for held in own if held.case_id in chosen] for name, own in results.items()}
            reports = [narrowed(report, cases, results[report.id], split) for report in reports]
        return Made(compare(reports, results, shortcut_baselines(cases), measures), results, cases)

    def curves(self, rows: Sequence[Report], run: RunId | None = None) -> tuple[Curve, ...]:
        """The loss of that run, else of every run among the subjects. Raises UnknownName."""
        from core.evaluation.curves import loss_curves
        from core.evaluation.subjects import run_of

        named = {run_of(row.subject): row.label for row in rows}
        found: list[Curve] = []
        with self._store.read() as unit:
            for run_id in named if run is None else (run,):
                if run_id is not None:
                    label = named.get(run_id) or unit.runs.get(run_id).name
                    found += loss_curves(label, unit.runs.metrics(run_id, names=("loss", "eval_loss")))
        return tuple(found)

    def _cases_of(self, report: Report, results: Sequence[CaseResult]) -> tuple[Case, ...]:
        if report.benchmark not in self._benchmarks.names():
            return ()
        asked = {result.case_id for result in results}
        cases = tuple(case for case in self._benchmarks.cases(report.benchmark) if case.id in asked)
        return cases if cases_hash(cases) == report.cases_hash else ()
