# SPDX-License-Identifier: Apache-2.0
"""The report page: whole, valid, self-contained, and safe whatever a model wrote."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.domain.evaluations import SubjectRole
from core.errors import InvalidInput
from core.evaluation.baselines import shortcut_baselines
from core.evaluation.charts_svg import Curve, Stage, lines, stage_bars
from core.evaluation.compare import compare
from core.evaluation.report_answers import choose
from core.evaluation.report_html import ReportPage, render_html, write_page
from tests.helpers.evaluation_builders import make_cases, make_report, make_result, make_results

HOSTILE = "</pre></style></svg><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;\x00\x1b[0m\u202eevil\ud800"
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Reader(HTMLParser):
    """Keeps every tag and attribute, and fails where a tag is closed that is not open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"{tag} closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def make_page(*, label="distilled", output="So 15:00 - 2 h = 13:00.", splits=("held_out",), **more) -> ReportPage:
    cases = make_cases(3, splits=splits)
    results = {
        1: make_results(cases, share=1.0),
        2: make_results(cases, share=0.1, seed=2),
        3: [make_result(case, is_right=index % 2 == 0, output=output) for index, case in enumerate(cases)],
    }
    reports = [
        make_report(1, SubjectRole.TEACHER, cases, results[1], label="planner"),
        make_report(2, SubjectRole.BASE, cases, results[2], label="base"),
        make_report(3, SubjectRole.STUDENT, cases, results[3], label=label),
    ]
    comparison = compare(reports, results, shortcut_baselines(cases))
    return ReportPage(
        comparison=comparison, results=results, cases=cases, made_at=datetime(2026, 2, 3, tzinfo=UTC), **more
    )


def test_that_every_tag_is_closed_and_the_page_begins_with_its_type():
    page = render_html(make_page())
    assert page.startswith("<!DOCTYPE html>\n")
    reader = read(page)
    names = [tag for tag, _ in reader.tags]
    assert (names.count("h1"), names.count("title") > 0, names.count("main")) == (1, True, 1)


def test_that_every_chart_is_well_formed_and_named():
    page = render_html(make_page(curves=(Curve("train loss", ((1, 2.0), (2, 1.0))),), stages=(Stage("Train", 61.0),)))
    charts = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert len(charts) == 7  # four gaps, the elements, the loss, the time
    for chart in charts:
        assert ElementTree.fromstring(chart).get("aria-label")
    assert page.count("<figcaption><b>Figure ") == 7


def test_that_the_page_loads_nothing_and_runs_nothing():
    reader = read(render_html(make_page(command="make demo")))
    names = {tag for tag, _ in reader.tags}
    assert names.isdisjoint(
        {"script", "link", "img", "iframe", "object", "embed", "form", "a", "base", "audio", "video"}
    )
    for tag, attributes in reader.tags:
        assert not any(
            name.startswith("on") or name in ("src", "href", "xlink:href", "style") for name in attributes
        ), tag
    style = "".join(re.findall(r"<style>(.*?)</style>", render_html(make_page()), re.DOTALL))
    assert "url(" not in style and "@import" not in style


def test_that_hostile_text_stays_text_everywhere():
    page = make_page(label=HOSTILE, output=HOSTILE, command=HOSTILE, note=HOSTILE, facts={HOSTILE: HOSTILE})
    case = page.cases[0]
    hostile_case = replace(case, input=HOSTILE, expected_conclusion=HOSTILE)
    result = replace(page.results[3][0], conclusion=HOSTILE, error=HOSTILE)
    page = replace(
        page,
        cases=(hostile_case, *page.cases[1:]),
        results={**page.results, 3: [result, *page.results[3][1:]]},
        curves=(Curve(HOSTILE, ((1, 1.0), (2, 0.5))),),
        stages=(Stage(HOSTILE, 1.0),),
    )
    text = render_html(page)
    reader = read(text)
    assert {tag for tag, _ in reader.tags}.isdisjoint({"script", "img"})
    assert "\x00" not in text and "\x1b" not in text and "\u202e" not in text
    assert "<script>alert(1)</script>" in "".join(reader.text)
    text.encode("utf-8")


def test_that_the_page_shows_date_command_note_and_facts():
    text = "".join(read(render_html(make_page(command="make demo", note="Means nothing.", facts={"cores": 2}))).text)
    for words in ("2026-02-03 00:00 UTC", "make demo", "Means nothing.", "cores", "tokens per s: 375"):
        assert words in text


def test_that_the_gap_comes_before_the_figures_and_the_figures_before_the_answers():
    page = render_html(make_page())
    places = [page.index(f"<h2>{words}</h2>") for words in ("The gap", "The figures", "Answers")]
    assert places == sorted(places)


def test_that_a_subject_that_is_no_language_model_is_labelled():
    page = make_page()
    planner = replace(page.comparison.rows[0], facts={"note": "built-in planner, not a language model"})
    rows = (planner, *page.comparison.rows[1:])
    text = render_html(replace(page, comparison=replace(page.comparison, rows=rows)))
    assert "planner: built-in planner, not a language model." in text


def test_that_further_comparisons_stand_beside_the_first():
    first, other = make_page(), make_page(splits=("ood",))
    beside = replace(other.comparison, split="ood")
    page = render_html(replace(first, beside=(beside,)))
    assert "Beside it: 12 out-of-distribution cases" in page
    read(page)


def test_that_one_right_and_one_wrong_answer_of_each_category_is_chosen():
    page = make_page()
    chosen = choose(page.results[3], page.comparison.categories)
    assert [(held.category, held.scores.conclusion) for held in chosen] == [
        (category, score) for category in page.comparison.categories for score in (1.0, 0.0)
    ]


def test_that_a_page_of_one_report_without_cases_is_whole():
    page = make_page()
    comparison = compare(page.comparison.rows[2:], page.results, ())
    text = render_html(ReportPage(comparison=comparison))
    assert "Answers" not in text
    read(text)


def test_that_a_page_is_written_whole_or_refused_in_words(tmp_path: Path):
    target = tmp_path / "reports" / "demo.html"
    write_page(make_page(), target)
    assert target.read_text(encoding="utf-8").endswith("</html>\n")
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(InvalidInput, match=r"cannot be written to “demo\.html”"):
        write_page(make_page(), blocked / "demo.html")


@pytest.mark.parametrize("points", [(), ((0.0, 0.0),), ((1.0, float("nan")), (2.0, 1e-9)), ((1.0, 1e9), (1e6, 3.0))])
def test_that_a_curve_of_any_shape_can_be_drawn(points):
    ElementTree.fromstring(lines([Curve("loss", points)], title="loss", x_label="step", y_label="loss"))


def test_that_stages_of_no_time_can_be_drawn():
    ElementTree.fromstring(stage_bars([Stage("nothing", 0.0)], title="time"))
