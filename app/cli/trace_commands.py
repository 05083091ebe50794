# SPDX-License-Identifier: Apache-2.0
"""``stillroom traces``: what was kept, from a shell."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli import compare_command
from app.cli.command import Commands, add, add_group, naming_the_way_to_skip, open_studio, whole_above_zero
from app.cli.reply import Reply, table
from core.datasets.importers.catalog import IMPORTERS
from core.domain.codec import to_json
from core.domain.traces import Trace, TraceId, TraceRow, TraceState
from core.studio import Studio


def register(commands: Commands) -> None:
    """Add the commands."""
    traces = add_group(commands, "traces", "list, search, show and import traces")
    listing = add(traces, "list", _list, "list traces, oldest first")
    listing.add_argument(
        "--state", choices=[state.value for state in TraceState], help="only traces in this state (default: all)"
    )
    listing.add_argument(
        "--limit", type=whole_above_zero, default=50, help="at most so many traces (default: %(default)s)"
    )
    listing.add_argument("--after", type=int, metavar="ID", help="start behind this trace (default: at the first)")
    search = add(traces, "search", _search, "find words, quoted phrases and -words to leave out; newest first")
    search.add_argument("text", metavar="TEXT", help="words to find in prompt, reasoning, answer and tool calls")
    search.add_argument(
        "--limit", type=whole_above_zero, default=50, help="at most so many traces (default: %(default)s)"
    )
    show = add(traces, "show", _show, "show one trace with its problem and history")
    show.add_argument("id", metavar="ID", type=int, help="id of the trace")
    compare_command.register(traces)
    load = add(traces, "import", _import, "import chat JSONL as traces to review")
    load.add_argument("file", metavar="FILE", type=Path, help="JSONL file, one chat a line, in UTF-8")
    load.add_argument(
        "--format",
        default="openai_chat",
        metavar="F",
        help=f"form of the file: {'; '.join(f'{kind.name}: {kind.help}' for kind in IMPORTERS)} (default: %(default)s)",
    )
    load.add_argument(
        "--on-bad-line",
        choices=["stop", "skip"],
        default="stop",
        help="stop stores nothing; skip imports the rest (default: %(default)s)",
    )


def row_json(row: TraceRow) -> dict[str, object]:
    """One trace of a list, as scripts read it."""
    found: dict[str, object] = to_json(row)
    return found | {"state": row.state.value, "is_flagged": row.is_flagged}


def trace_json(studio: Studio, trace: Trace) -> dict[str, object]:
    """One whole trace, as scripts read it."""
    problem = studio.tasks.problem(trace.problem_id)
    found: dict[str, object] = to_json(trace)
    return found | {"state": trace.state.value, "head": trace.head, "prompt": problem.prompt, "task": problem.task_type}


def rows_reply(rows: tuple[TraceRow, ...]) -> Reply:
    """A list of traces, for scripts and for people."""
    header = ("id", "state", "task", "teacher", "conclusion")
    lines = [(row.id, row.state.value, row.task_type, row.teacher, row.conclusion[:60]) for row in rows]
    text = table(header, lines) if rows else "No trace fits. Generate some, or ask for less."
    return Reply({"count": len(rows), "traces": [row_json(row) for row in rows]}, text)


def _list(given: argparse.Namespace) -> Reply:
    states = (TraceState(given.state),) if given.state else ()
    after = None if given.after is None else TraceId(given.after)
    with open_studio(given) as studio:
        return rows_reply(studio.review.rows(states=states, limit=given.limit, after=after))


def _search(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        return rows_reply(studio.review.search(given.text, limit=given.limit))


def _show(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        trace = studio.review.trace(TraceId(given.id))
        data = trace_json(studio, trace)
        revisions = studio.review.revisions(trace.id)
        continued = {str(number): to_json(made) for number, made in studio.review.continuations(trace.id).items()}
    shown = {"trace": data, "revisions": [to_json(r) for r in revisions], "continuations": continued}
    return Reply(shown, trace_text(trace, str(data["prompt"])))


def trace_text(trace: Trace, prompt: str) -> str:
    """A trace as people read it in a shell."""
    made = trace.original
    teacher = made.teacher if made.model in ("", made.teacher) else f"{made.teacher} ({made.model})"
    lines = [
        f"Trace {trace.id} · {trace.state.value} · {teacher}",
        "",
        prompt,
        "",
    ]
    for number, step in enumerate(trace.steps, start=1):
        if step.call is not None:
            said = f"-- tool call -- {step.call.name} {dict(step.call.arguments)}"
        elif step.result is not None:
            said = f"-- tool result -- {step.result.content}"
        elif step.kind.value == "answer":
            said = f"-- answer -- {step.text}"
        else:
            said = step.text
        lines.append(f"{number:>2}  {said}")
    return "\n".join(lines)


def _import(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio, naming_the_way_to_skip():
        report = studio.review.import_jsonl(given.file, format=given.format, on_bad_line=given.on_bad_line)
    return Reply(to_json(report), report.sentence)
