# SPDX-License-Identifier: Apache-2.0
"""Where the newest student is behind its teacher, category by category; review orders its queue by it."""

from __future__ import annotations

from core.domain.evaluations import Gap, Measure, SubjectRole
from core.evaluation.compare import compare
from core.store.store import Store


def category_gaps(store: Store) -> tuple[Gap, ...]:
    """The gaps in right conclusions of the newest student that has a teacher on the same cases, the widest first.

    Empty where no two such reports are kept. Any thread.
    """
    with store.read() as unit:
        reports = unit.reports.all()
    for student in reports:
        if student.role is not SubjectRole.STUDENT:
            continue
        alike = (report for report in reports if report.cases_hash == student.cases_hash)
        teacher = next((report for report in alike if report.role is SubjectRole.TEACHER), None)
        if teacher is not None and teacher.benchmark == student.benchmark:
            found = compare((teacher, student), {}, (), (Measure.CONCLUSION,)).gaps
            told = [gap for gap in found if gap.category and gap.measure is Measure.CONCLUSION]
            return tuple(sorted(told, key=lambda gap: (-gap.gap, gap.category)))
    return ()
