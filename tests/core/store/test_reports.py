# SPDX-License-Identifier: Apache-2.0
"""Reports in the store come back as they went in, with every answer behind them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from core.changes import Change, ChangeFeed, ChangeKind
from core.domain.evaluations import NewReport, ReportId, SubjectRole
from core.errors import UnknownName
from core.store.store import Store
from tests.helpers.evaluation_builders import make_cases, make_report, make_results


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "studio.db", ChangeFeed())
    yield opened
    opened.close()


def new_report(cases, results):
    report = make_report(1, SubjectRole.STUDENT, cases, results)
    return NewReport(**{field.name: getattr(report, field.name) for field in fields(NewReport)})


def test_that_a_report_comes_back_as_it_went_in(store):
    cases = make_cases(3)
    results = make_results(cases, share=0.5)
    with store.begin() as unit:
        report_id = unit.reports.insert(new_report(cases, results), results)
        assert unit.changes() == (Change(ChangeKind.REPORTS, (report_id,)),)
    with store.read() as unit:
        kept = unit.reports.get(report_id)
        assert {field.name: getattr(kept, field.name) for field in fields(NewReport)} == {
            field.name: getattr(new_report(cases, results), field.name) for field in fields(NewReport)
        }
        assert sorted(unit.reports.results(report_id), key=lambda r: r.case_id) == sorted(
            results, key=lambda r: r.case_id
        )
        assert [report.id for report in unit.reports.all()] == [report_id]


def test_that_a_report_is_kept_whole_or_not_at_all(store):
    cases = make_cases(1)
    results = make_results(cases, share=0.5)
    with pytest.raises(RuntimeError), store.begin() as unit:
        unit.reports.insert(new_report(cases, results), results)
        raise RuntimeError
    with store.read() as unit:
        assert unit.reports.all() == ()
        assert unit.reports.results(ReportId(1)) == ()


def test_that_an_unknown_report_is_named(store):
    with store.read() as unit, pytest.raises(UnknownName, match="no report named “7”"):
        unit.reports.get(ReportId(7))
