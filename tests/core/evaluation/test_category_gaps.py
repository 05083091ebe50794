# SPDX-License-Identifier: Apache-2.0
"""Which gaps order the queue of review: those of the newest student that has a teacher on the same cases."""

from __future__ import annotations

from core.domain.evaluations import Measure, SubjectRole
from core.studio import Studio
from tests.helpers.evaluation_builders import make_cases
from tests.helpers.report_builders import keep_report, keep_three


def test_that_there_is_no_gap_without_a_teacher_on_the_same_cases(tmp_path):
    studio = Studio.open(tmp_path / "studio", create=True)
    cases = make_cases(2, splits=("held_out",))
    keep_report(studio, SubjectRole.STUDENT, cases, share=0.5)
    keep_report(studio, SubjectRole.TEACHER, cases[:-1], share=1.0)
    found = studio.evaluation.category_gaps(), studio.review.gaps()
    studio.close()
    assert found == ((), ())


def test_that_the_gaps_are_those_of_the_comparison_the_widest_first(tmp_path):
    studio = Studio.open(tmp_path / "studio", create=True)
    teacher, _base, student = keep_three(studio)
    told = studio.evaluation.compare((teacher, student)).gaps
    found = studio.review.gaps()
    studio.close()
    expected = {gap.category: gap.gap for gap in told if gap.measure is Measure.CONCLUSION and gap.category}
    assert {gap.category: gap.gap for gap in found} == expected
    assert [gap.gap for gap in found] == sorted(expected.values(), reverse=True)
    assert len(expected) > 1
    assert {gap.report_id for gap in found} == {student}
