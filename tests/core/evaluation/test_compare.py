# SPDX-License-Identifier: Apache-2.0
"""Comparisons: gaps, tests, verdicts, tables, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.evaluations import Measure, SubjectRole
from core.errors import InvalidInput
from core.evaluation.baselines import best_baseline, shortcut_baselines
from core.evaluation.compare import compare, paired_tests
from core.evaluation.table import render_table
from core.evaluation.words import percent
from tests.helpers.evaluation_builders import make_cases, make_report, make_result, make_results


def three(cases, *, base=0.05, student=0.85, value=None, label="distilled"):
    results = {
        1: make_results(cases, share=1.0),
        2: make_results(cases, share=base, seed=2),
        3: make_results(cases, share=student, value=value, seed=3),
    }
    roles = {1: SubjectRole.TEACHER, 2: SubjectRole.BASE, 3: SubjectRole.STUDENT}
    labels = {1: "planner", 2: "base", 3: label}
    return [make_report(n, roles[n], cases, results[n], label=labels[n]) for n in (3, 1, 2)], results


def test_that_teacher_base_and_student_stand_in_that_order():
    cases = make_cases(4)
    reports, results = three(cases)
    assert [row.label for row in compare(reports, results, ()).rows] == ["planner", "base", "distilled"]


def test_that_a_gap_is_teacher_less_student_in_points():
    cases = make_cases(5)[:5]
    ours = [make_result(case, is_right=index < 4) for index, case in enumerate(cases)]
    start = [make_result(case, is_right=index < 1) for index, case in enumerate(cases)]
    best = [make_result(case, is_right=True) for case in cases]
    reports = [
        make_report(1, SubjectRole.TEACHER, cases, best),
        make_report(2, SubjectRole.BASE, cases, start),
        make_report(3, SubjectRole.STUDENT, cases, ours),
    ]
    comparison = compare(reports, {1: best, 2: start, 3: ours}, ())
    gap = next(gap for gap in comparison.gaps if gap.measure is Measure.CONCLUSION and not gap.category)
    assert gap.gap == pytest.approx(20.0)
    assert gap.retention == pytest.approx(0.8)
    assert gap.closed == pytest.approx(0.75)
    assert gap.report_id == 3


def test_that_nothing_is_closed_where_there_was_no_gap_and_nothing_kept_where_the_teacher_has_none():
    cases = make_cases(2)
    none = [make_result(case, is_right=False) for case in cases]
    rows = [
        make_report(1, SubjectRole.TEACHER, cases, none),
        make_report(2, SubjectRole.BASE, cases, none),
        make_report(3, SubjectRole.STUDENT, cases, none),
    ]
    comparison = compare(rows, {1: none, 2: none, 3: none}, ())
    gap = next(gap for gap in comparison.gaps if gap.measure is Measure.CONCLUSION and not gap.category)
    assert (gap.closed, gap.retention, gap.gap) == (None, None, 0.0)


def test_that_every_category_and_measure_has_a_gap():
    comparison = compare(*three(make_cases(3)), ())
    assert {(gap.measure, gap.category) for gap in comparison.gaps} == {
        (measure, category) for measure in Measure for category in ("", *comparison.categories)
    }


def test_that_conclusions_are_tested_by_mcnemar_on_the_same_cases():
    cases = make_cases(5)[:8]
    ours = [make_result(case, is_right=index < 7) for index, case in enumerate(cases)]
    theirs = [make_result(case, is_right=index in (0, 7)) for index, case in enumerate(cases)]
    found = next(t for t in paired_tests(1, 2, {1: ours, 2: theirs}) if t.measure is Measure.CONCLUSION)
    assert found.method == "McNemar, exact"
    assert found.p_value == pytest.approx(2 * (1 + 7) / 2**7)  # six against one
    assert found.difference.mean == pytest.approx(5 / 8)


def test_that_the_verdict_says_who_beats_whom_with_figures():
    comparison = compare(*three(make_cases(15)), ())
    first = comparison.verdict[0]
    assert first.startswith("distilled beats base on held-out conclusions: ")
    assert "n 60; the intervals do not overlap." in first
    assert any("a gap of" in sentence for sentence in comparison.verdict)


def test_that_the_verdict_does_not_claim_what_the_figures_do_not_show():
    reports, results = three(make_cases(3), base=0.5, student=0.55)
    assert "beats" not in " ".join(compare(reports, results, ()).verdict)


def test_that_a_student_that_does_what_a_shortcut_does_is_not_called_wise():
    cases = make_cases(15)
    lazy = [make_result(case, is_right=case.truth.shortcuts["first_named"] == "Audit") for case in cases]
    reports = [make_report(1, SubjectRole.STUDENT, cases, lazy, label="lazy")]
    verdict = compare(reports, {1: lazy}, shortcut_baselines(cases)).verdict
    assert any("may have learned a shortcut" in sentence and "first named" in sentence for sentence in verdict)


def test_that_mention_without_truth_is_said():
    reports, results = three(make_cases(15), value=0.3)
    verdict = " ".join(compare(reports, results, ()).verdict)
    assert "distilled mentions 100 % of the expected elements, but only" in verdict


def test_that_answers_that_were_cut_off_are_said():
    cases = make_cases(3)
    cut = [replace(make_result(case, is_right=False), finish="length") for case in cases]
    report = make_report(1, SubjectRole.STUDENT, cases, cut)
    assert report.facts["truncated"] == 12
    assert "12 of 12 answers of student were cut off" in " ".join(compare([report], {1: cut}, ()).verdict)


def test_that_reports_of_different_benchmarks_are_refused_in_words():
    (one, other, _), results = three(make_cases(2))
    with pytest.raises(InvalidInput, match=r"Report 3 stands on the benchmark “workday” and report 1 on “mine”"):
        compare([one, replace(other, benchmark="mine")], results, ())


def test_that_reports_of_different_cases_are_refused_in_words():
    few, many = make_cases(2), make_cases(3)
    reports = [
        make_report(1, SubjectRole.TEACHER, few, make_results(few, share=1)),
        make_report(2, SubjectRole.STUDENT, many, make_results(many, share=1)),
    ]
    with pytest.raises(InvalidInput, match="8 held-out cases of “workday” and report 2 on 12 held-out cases"):
        compare(reports, {}, ())


def test_that_a_report_named_twice_is_refused():
    (one, _, _), results = three(make_cases(2))
    with pytest.raises(InvalidInput, match="twice"):
        compare([one, one], results, ())


def test_that_a_shortcut_is_scored_where_it_applies():
    cases = make_cases(6)
    (found,) = shortcut_baselines(cases)
    assert (found.label, found.overall.mean, found.overall.n) == ("first named", pytest.approx(1 / 3), 24)
    assert best_baseline([found], "scheduling") is found
    assert best_baseline([found], "unknown") is None


def test_that_the_table_shows_every_category_with_n_and_interval():
    text = render_table(compare(*three(make_cases(15)), shortcut_baselines(make_cases(15))))
    line = next(line for line in text.splitlines() if line.startswith("Scheduling"))
    assert line.split()[1] == "15"
    assert "100 % [80, 100]" in line and line.rstrip().endswith("33 % first named")
    assert "All categories" in text and "teacher: planner" in text


def test_that_one_category_has_no_second_row_of_the_same_figures():
    cases = make_cases(5)[:5]
    text = render_table(compare(*three(cases), ()))
    assert "All categories" not in text


def test_that_two_splits_are_kept_apart():
    text = render_table(compare(*three(make_cases(2, splits=("held_out", "ood"))), ()))
    assert "All held-out" in text and "All out-of-distribution" in text


def test_that_markdown_shows_a_hostile_label_as_it_is():
    text = render_table(compare(*three(make_cases(2), label="a|b [x](http://y) *z* \x1b[2J"), ()), as_markdown=True)
    heads = next(line for line in text.splitlines() if line.startswith("| category"))
    assert heads.count(" | ") == 5
    assert "](" not in heads and r"\*z\*" in heads and "\x1b" not in text


def test_that_a_terminal_never_gets_a_control_character():
    text = render_table(compare(*three(make_cases(2), label="evil\x1b[2J\nname"), ()))
    assert "\x1b" not in text


@pytest.mark.parametrize(("share", "said"), [(1.0, "100 %"), (0.996, ">99 %"), (0.004, "<1 %"), (0.0, "0 %")])
def test_that_a_share_is_never_rounded_to_all_or_nothing(share, said):
    assert percent(share) == said


def test_that_only_the_measures_asked_for_are_tested_and_told_of():
    reports, results = three(make_cases(15))
    whole = compare(reports, results, ())
    quick = compare(reports, results, (), (Measure.CONCLUSION,))
    assert quick.tests == tuple(test for test in whole.tests if test.measure is Measure.CONCLUSION) != ()
    assert quick.verdict[0] == whole.verdict[0]
    assert (quick.gaps, quick.rows) == (whole.gaps, whole.rows)
    told = [sentence for sentence in whole.verdict if "on held-out coverage by value" in sentence]
    assert len(told) == 1
    assert not set(told) & set(quick.verdict)
