# SPDX-License-Identifier: Apache-2.0
"""A comparison as one self-contained HTML page: the gap first, then the figures, then what they stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.domain.evaluations import Case, CaseResult, Comparison, Measure, Report, ReportId, SubjectRole
from core.domain.json import JsonValue
from core.errors import InvalidInput
from core.evaluation.charts_svg import LAZY_KEY, Curve, Stage, legend_mark, lines, stage_bars
from core.evaluation.compare import learners, teacher_of
from core.evaluation.markup import plain
from core.evaluation.report_answers import answers
from core.evaluation.report_figures import element_chart, gap_chart
from core.evaluation.report_parts import Numbers, difference_table, figure, tables
from core.evaluation.table import notes
from core.evaluation.words import bounds, measure_explained, measure_label, percent, seconds, split_label
from core.jobs.runfolder import write_whole
from resources import resource_text

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything that the page shows.

    Attributes:
        beside: further comparisons, such as the same subjects on out-of-distribution cases.
        command: how the figures were made, as it was typed.
        note: what a reader must know first, such as that the figures of a tiny run mean nothing.
        cases: the cases behind the comparison; without them no example answers are shown.
        facts: what else to keep, such as versions and hardware, in the order of reading.
    """

    comparison: Comparison
    beside: tuple[Comparison, ...] = ()
    results: Mapping[ReportId, Sequence[CaseResult]] = field(default_factory=dict)
    cases: Sequence[Case] = ()
    curves: Sequence[Curve] = ()
    stages: Sequence[Stage] = ()
    command: str = ""
    note: str = ""
    facts: Mapping[str, JsonValue] = field(default_factory=dict)
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def render_html(page: ReportPage) -> str:
    """The page as HTML text: no script, nothing loaded from anywhere, every text escaped."""
    comparison = page.comparison
    title = _title(comparison)
    numbers = Numbers()
    body = [
        _header(page, title),
        _cards(comparison),
        _verdict(comparison),
        _gap_section(comparison, numbers),
        _tables(comparison, numbers),
        _elements(comparison, numbers),
        *(_beside(other, numbers) for other in page.beside),
        _curves(page.curves, numbers),
        _stages(page.stages, numbers),
        answers(page.comparison, page.results, page.cases),
        _facts(page),
    ]
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{plain(title)} - Stillroom</title>"
        f"<style>{resource_text('report', 'report.css')}</style>"
    )
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body><main>{"".join(body)}</main></body></html>\n'


def write_page(page: ReportPage, path: Path) -> None:
    """Write the page, whole or not at all. Raises InvalidInput where the place cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, render_html(page))
    except OSError as error:
        raise InvalidInput(
            f"The report cannot be written to “{path.name}”.",
            hint="Choose a folder that is yours and has room.",
            detail=str(error),
        ) from error


def _header(page: ReportPage, title: str) -> str:
    comparison = page.comparison
    stands_on = f"{comparison.n} {split_label(comparison.split)} cases of the benchmark “{comparison.benchmark}”"
    parts = ["<header>", '<p class="brand">Stillroom report</p>', f"<h1>{plain(title)}</h1>"]
    parts.append(f'<p class="quiet">{plain(stands_on)}. Made {_time(page.made_at)}.')
    if page.command:
        parts.append(f" Command: <code>{plain(page.command)}</code>")
    parts.append("</p>")
    parts += [f'<p class="quiet">{plain(note)}</p>' for note in notes(comparison)]
    if page.note:
        parts.append(f'<p class="warning">{plain(page.note)}</p>')
    return "".join((*parts, "</header>"))


def _cards(comparison: Comparison) -> str:
    cards = []
    for row in comparison.rows:
        own = row.overall.conclusion
        who = f"{row.role.value}: {row.label}" if row.role is not SubjectRole.OTHER else row.label
        cards.append(
            f'<div class="card"><div class="who">{legend_mark(row.role)}<span>{plain(who)}</span></div>'
            f'<div class="number {row.role.value}">{percent(own.mean)}</div>'
            f'<div class="range">conclusions right {bounds(own)}, n {own.n}</div></div>'
        )
    return f'<div class="cards">{"".join(cards)}</div>'


def _verdict(comparison: Comparison) -> str:
    if not comparison.verdict:
        return ""
    found = "".join(f"<li>{plain(sentence).replace(' %', chr(160) + '%')}</li>" for sentence in comparison.verdict)
    return f'<ul class="verdict">{found}</ul>'


def _beside(comparison: Comparison, numbers: Numbers) -> str:
    """A further comparison: its verdict, its gap and its figures."""
    stands_on = f"{comparison.n} {split_label(comparison.split)} cases of “{comparison.benchmark}”"
    return (
        f"<h2>Beside it: {plain(stands_on)}</h2>"
        + _cards(comparison)
        + _verdict(comparison)
        + _gaps(comparison, numbers, (Measure.CONCLUSION, Measure.VALUE))
        + tables(comparison, numbers)
    )


def _gap_section(comparison: Comparison, numbers: Numbers) -> str:
    return "<h2>The gap</h2>" + _gaps(comparison, numbers, tuple(Measure))


def _gaps(comparison: Comparison, numbers: Numbers, measures: Sequence[Measure]) -> str:
    parts = []
    shown = [m for m in measures if any(row.overall.of(m) is not None for row in comparison.rows)]
    for measure in shown:
        caption = f"{measure_label(measure)}: {measure_explained(measure)}. Bars are 95 % intervals."
        has_rule = measure is Measure.CONCLUSION and bool(comparison.baselines)
        if has_rule:
            caption += " The dashed tick is the best lazy rule in that category, which reasons about nothing."
        chart = gap_chart(comparison, measure)
        parts.append(figure(numbers.next("Figure"), caption, _legend(comparison, has_rule=has_rule) + chart))
    return "".join(parts)


def _legend(comparison: Comparison, *, has_rule: bool) -> str:
    items = [f"<span>{legend_mark(row.role)}{plain(row.label)}</span>" for row in comparison.rows]
    if has_rule:
        items.append(f"<span>{LAZY_KEY}best lazy rule</span>")
    return f'<div class="legend">{"".join(items)}</div>'


def _tables(comparison: Comparison, numbers: Numbers) -> str:
    parts = ["<h2>The figures</h2>", tables(comparison, numbers)]
    if comparison.tests:
        parts.append(f'<p class="caption"><b>{numbers.next("Table")}.</b> Differences on the same cases.</p>')
        parts.append(difference_table(comparison))
    return "".join(parts)


def _elements(comparison: Comparison, numbers: Numbers) -> str:
    parts = []
    for row in comparison.rows:
        if row.by_element and row.role in (SubjectRole.STUDENT, SubjectRole.OTHER):
            caption = (
                f"Reasoning elements of {row.label}: the open mark is how often the element is mentioned, the full one "
                "how often what it says is true in the case. Mention without truth is only the shape of reasoning."
            )
            parts.append(figure(numbers.next("Figure"), caption, element_chart(row)))
    return f"<h2>Said and true</h2>{''.join(parts)}" if parts else ""


def _curves(curves: Sequence[Curve], numbers: Numbers) -> str:
    drawn = [curve for curve in curves if curve.points]
    if not drawn:
        return ""
    names = "; ".join(f"{curve.label} ({'dots' if curve.is_dots else 'line'})" for curve in drawn)
    chart = lines(drawn, title="Loss while training", x_label="step", y_label="loss")
    return "<h2>Training</h2>" + figure(numbers.next("Figure"), f"Loss by step: {names}.", chart)


def _stages(stages: Sequence[Stage], numbers: Numbers) -> str:
    if not stages:
        return ""
    total = seconds(sum(stage.wall_s for stage in stages))
    chart = stage_bars(stages, title="Wall time of each stage")
    return "<h2>Time</h2>" + figure(numbers.next("Figure"), f"Wall time of each stage, {total} in all.", chart)


def _facts(page: ReportPage) -> str:
    rows = [("Made", _time(page.made_at))]
    rows += [("Command", plain(page.command))] if page.command else []
    rows += [(plain(_words(name)), plain(_value(value))) for name, value in page.facts.items()]
    for row in page.comparison.rows:
        rows.append((plain(row.label), plain(_subject_facts(row))))
    cells = "".join(f'<tr><th scope="row">{name}</th><td class="long">{value}</td></tr>' for name, value in rows)
    return f'<h2>What the figures stand on</h2><div class="scroll"><table><tbody>{cells}</tbody></table></div>'


def _subject_facts(row: Report) -> str:
    facts = [f"report {row.id} of {row.created_at.astimezone(UTC):%Y-%m-%d}, subject {row.subject}"]
    facts += [f"{_words(name)}: {_value(value)}" for name, value in row.facts.items() if value not in (None, "")]
    return "; ".join(facts)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _value(value: JsonValue) -> str:
    if isinstance(value, float):
        return f"{value:.4g}" if value < 1000 else f"{value:.0f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_value(held)}" for name, held in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_value(held) for held in value)
    return "" if value is None else str(value)


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _title(comparison: Comparison) -> str:
    """The question that the page answers."""
    teacher = teacher_of(comparison.rows)
    students = [row.label for row in learners(comparison.rows) if row is not teacher]
    if teacher is not None and students:
        verb = "comes" if len(students) == 1 else "come"
        return f"How close {_listed(students)} {verb} to {teacher.label}"
    return f"{_listed([row.label for row in comparison.rows])} on “{comparison.benchmark}”"


def _listed(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
