# SPDX-License-Identifier: Apache-2.0
"""``stillroom evaluate``, ``benchmarks``, ``reports`` and ``compare``: station 6 from a shell."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.command import Commands, add, add_group, open_studio, whole_above_zero
from app.cli.generation_commands import check_key
from app.cli.reply import Reply, table
from app.cli.watch import finish
from core.domain.codec import to_json
from core.domain.evaluations import Report, ReportId
from core.domain.tasks import Split
from core.evaluation.table import render_table


def register(commands: Commands) -> None:
    """Add the commands."""
    evaluate = add(commands, "evaluate", _evaluate, "score a provider, a run or a model folder on a benchmark")
    evaluate.add_argument(
        "--subject",
        required=True,
        metavar="PROVIDER|run:ID|PATH",
        help="a provider by its name, a training run by its id, or a model folder",
    )
    evaluate.add_argument(
        "--benchmark",
        default="workday",
        metavar="NAME",
        help="one of those that “benchmarks list” shows (default: %(default)s)",
    )
    evaluate.add_argument(
        "--role",
        choices=["teacher", "base", "student"],
        default=None,
        help="what it is in a comparison, and its hue (default: by the subject)",
    )
    evaluate.add_argument("--label", default="", help="name of the report on charts (default: that of the subject)")
    evaluate.add_argument("--limit", type=whole_above_zero, help="at most so many cases (default: all)")
    evaluate.add_argument(
        "--split", choices=[split.value for split in Split], help="only cases of this split (default: all)"
    )
    benchmarks = add_group(commands, "benchmarks", "list benchmarks and make them from stored problems")
    add(benchmarks, "list", _benchmarks, "list the benchmarks")
    make = add(benchmarks, "make", _make, "make a benchmark from the stored problems of a split")
    make.add_argument("name", metavar="NAME", help="name of the new benchmark")
    make.add_argument(
        "--split",
        choices=[split.value for split in Split],
        default=Split.HELD_OUT.value,
        help="whose problems to take (default: %(default)s)",
    )
    add(commands, "reports", _reports, "list the reports")
    compare = add(commands, "compare", _compare, "put reports side by side with gap and retention")
    compare.add_argument("reports", metavar="REPORT", type=int, nargs="+", help="ids of reports on one benchmark")
    compare.add_argument("--html", type=Path, metavar="FILE", help="also write a self-contained HTML report")
    compare.add_argument("--markdown", action="store_true", help="print the table as Markdown")


def _evaluate(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        check_key(studio, studio.evaluation.subject(given.subject).profile)
        job = studio.evaluation.start(
            given.subject,
            benchmark=given.benchmark,
            role=given.role,
            label=given.label,
            limit=given.limit,
            split=given.split,
        )
        record = finish(studio, job)
        report = studio.evaluation.report(ReportId(int(record.result["report"])))
    return Reply(report_json(report), _report_text(report))


def report_json(report: Report) -> dict[str, object]:
    """A report as scripts read it; coverage is by value, the mention measure stands apart."""
    return {
        "report": report.id,
        "n": report.n,
        "coverage": report.overall.value.mean,
        "mention": report.overall.mention.mean,
        "conclusion": report.overall.conclusion.mean,
        "tool": None if report.overall.tool is None else report.overall.tool.mean,
        "overall": to_json(report.overall),
        "by_category": to_json(report.by_category),
        "facts": to_json(report.facts),
    }


def _report_text(report: Report) -> str:
    rows = [
        (name, scores.conclusion.n, scores.mention.mean, scores.value.mean, scores.conclusion.mean)
        for name, scores in (*report.by_category.items(), ("all", report.overall))
    ]
    header = ("category", "n", "coverage by mention", "coverage by value", "conclusion right")
    return f"Report {report.id}: {report.label} on {report.benchmark}\n{table(header, rows)}"


def _benchmarks(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        known = studio.evaluation.benchmarks()
    rows = [(b.name, b.n, ", ".join(b.categories), ", ".join(b.splits)) for b in known]
    return Reply({"benchmarks": [to_json(b) for b in known]}, table(("name", "cases", "categories", "splits"), rows))


def _make(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        ids = studio.tasks.problem_ids(split=Split(given.split))
        info = studio.evaluation.benchmark_from_problems(given.name, ids)
    return Reply({"benchmark": to_json(info)}, f"Benchmark {info.name} has {info.n} cases.")


def _reports(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        reports = studio.evaluation.reports()
    rows = [(r.id, r.label, r.role, r.benchmark, r.n, r.overall.value.mean, r.overall.conclusion.mean) for r in reports]
    header = ("id", "label", "role", "benchmark", "n", "by value", "conclusion")
    text = table(header, rows) if rows else "No report yet: evaluate a subject first."
    return Reply({"count": len(reports), "reports": [report_json(r) for r in reports]}, text)


def _compare(given: argparse.Namespace) -> Reply:
    ids = tuple(ReportId(number) for number in given.reports)
    with open_studio(given) as studio:
        comparison = studio.evaluation.compare(ids)
        if given.html is not None:
            studio.evaluation.html(ids, given.html)
    data = {
        "rows": [report_json(row) for row in comparison.rows],
        "gap": {f"{gap.category}/{gap.measure}": to_json(gap) for gap in comparison.gaps},
        "html": None if given.html is None else str(given.html),
    }
    return Reply(data, render_table(comparison, as_markdown=given.markdown))
