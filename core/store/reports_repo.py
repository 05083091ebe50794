# SPDX-License-Identifier: Apache-2.0
"""Reports in the store: what a subject scored, and every answer that the figures stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import insert, select

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.evaluations import CaseResult, NewReport, Report, ReportId
from core.errors import UnknownName
from core.store.rows import Repo, in_chunks, now
from core.store.tables import case_results, reports


class ReportsRepo(Repo):
    """The reports and case results of one unit."""

    def insert(self, new: NewReport, results: Sequence[CaseResult]) -> ReportId:
        """Keep a report with all its case results, which belong together: call it in one unit."""
        row = {field.name: to_json(getattr(new, field.name)) for field in fields(NewReport)} | {"created_at": now()}
        report_id = ReportId(self._connection.execute(insert(reports).values(row).returning(reports.c.id)).scalar_one())
        for chunk in in_chunks(results):
            self._connection.execute(insert(case_results), [_columns(report_id, result) for result in chunk])
        self._note(ChangeKind.REPORTS, report_id)
        return report_id

    def get(self, report_id: ReportId) -> Report:
        """One report. Raises UnknownName, which lists the others."""
        row = self._connection.execute(select(reports).where(reports.c.id == report_id)).mappings().one_or_none()
        if row is None:
            known = self._connection.execute(select(reports.c.id).order_by(reports.c.id)).scalars()
            raise UnknownName("report", str(report_id), tuple(str(found) for found in known))
        return _report(dict(row))

    def all(self) -> tuple[Report, ...]:
        """Every report, the newest first."""
        query = select(reports).order_by(reports.c.id.desc())
        return tuple(_report(dict(row)) for row in self._connection.execute(query).mappings())

    def results(self, report_id: ReportId) -> tuple[CaseResult, ...]:
        """The answers behind a report, in the order of their cases."""
        query = select(case_results).where(case_results.c.report_id == report_id).order_by(case_results.c.case_id)
        return tuple(_result(dict(row)) for row in self._connection.execute(query).mappings())


def _columns(report_id: ReportId, result: CaseResult) -> dict[str, Any]:
    values = {field.name: to_json(getattr(result, field.name)) for field in fields(CaseResult)}
    return values | {"report_id": report_id}


def _report(row: dict[str, Any]) -> Report:
    created_at = row.pop("created_at")
    return from_json(Report, row | {"created_at": created_at.isoformat()})


def _result(row: dict[str, Any]) -> CaseResult:
    row.pop("report_id")
    return from_json(CaseResult, row)
