# SPDX-License-Identifier: Apache-2.0
"""``stillroom dataset``: station 4 from a shell."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.command import Commands, add, add_group, naming_the_way_to_skip, open_studio, share
from app.cli.reply import Reply, table
from core.datasets.mix import mix
from core.domain.codec import to_json
from core.domain.datasets import Selection
from core.domain.traces import TraceState
from core.errors import InvalidInput


def register(commands: Commands) -> None:
    """Add the commands."""
    dataset = add_group(commands, "dataset", "freeze, list, show, export and mix datasets")
    freeze = add(dataset, "freeze", _freeze, "freeze the accepted traces into a dataset with manifest and hash")
    freeze.add_argument("name", metavar="NAME", help="name of the new dataset, 1 to 100 characters")
    freeze.add_argument(
        "--states",
        default="accepted,edited",
        help="states to take: accepted, edited or both with a comma (default: %(default)s)",
    )
    freeze.add_argument(
        "--split",
        type=share,
        default=0.9,
        help="share of problems to train on, between 0 and 1; the rest is for the eval loss (default: %(default)s)",
    )
    freeze.add_argument(
        "--task", action="append", default=[], metavar="TYPE", help="only this task; may be repeated (default: all)"
    )
    freeze.add_argument(
        "--seed", type=int, default=0, help="the same seed splits the same traces alike (default: %(default)s)"
    )
    add(dataset, "list", _list, "list the frozen datasets")
    add(dataset, "formats", _formats, "list the export formats and what each one loses")
    show = add(dataset, "show", _show, "show one dataset with its recipe")
    show.add_argument("name", metavar="NAME", help="name or id of the dataset")
    export = add(dataset, "export", _export, "write a dataset in a format")
    export.add_argument("name", metavar="NAME", help="name or id of the dataset")
    export.add_argument(
        "--format",
        default="openai_chat",
        metavar="FORMAT",
        help="one of those that “dataset formats” lists (default: %(default)s)",
    )
    export.add_argument("--out", required=True, type=Path, metavar="FILE", help="file to write; an old one is replaced")
    export.add_argument(
        "--style",
        choices=["one_message", "source"],
        default="one_message",
        help="reasoning and tool call in one assistant message, or in two with null content in the second "
        "(default: %(default)s)",
    )
    export.add_argument(
        "--part",
        choices=["train", "eval", "all"],
        default="all",
        help="which rows; all is train, then eval (default: %(default)s)",
    )
    mixing = add(dataset, "mix", _mix, "mix an existing JSONL with a distilled one at a ratio")
    mixing.add_argument("existing", metavar="EXISTING", type=Path, help="JSONL file that you have; all of it is taken")
    mixing.add_argument("distilled", metavar="DISTILLED", type=Path, help="JSONL file that a dataset was exported to")
    mixing.add_argument(
        "--ratio",
        type=share,
        default=0.3,
        help="share of distilled rows in the mix, between 0 and 1 (default: %(default)s)",
    )
    mixing.add_argument("--seed", type=int, default=0, help="the same seed gives the same file (default: %(default)s)")
    mixing.add_argument("--out", required=True, type=Path, metavar="FILE", help="file to write; an old one is replaced")
    mixing.add_argument(
        "--on-bad-line",
        choices=["stop", "skip"],
        default="stop",
        help="stop writes nothing; skip leaves broken lines out (default: %(default)s)",
    )


def _freeze(given: argparse.Namespace) -> Reply:
    try:
        states = tuple(TraceState(word.strip()) for word in given.states.split(","))
    except ValueError as error:
        raise InvalidInput(f"“{given.states}” names an unknown state.", hint="Use accepted, edited or both.") from error
    selection = Selection(states=states, task_types=tuple(given.task))
    with open_studio(given) as studio:
        snapshot = studio.datasets.freeze(given.name, selection=selection, split=given.split, seed=given.seed)
        path = str(studio.workspace.resolve(snapshot.path))
    rows = snapshot.train_count + snapshot.eval_count
    data = {"rows": rows, "path": path, "sha256": snapshot.sha256, "snapshot": to_json(snapshot)}
    return Reply(data, f"Froze {rows} rows ({snapshot.train_count} train, {snapshot.eval_count} eval) into {path}.")


def _list(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        snapshots = studio.datasets.snapshots()
    rows = [(s.id, s.name, s.train_count, s.eval_count, s.sha256[:12]) for s in snapshots]
    text = table(("id", "name", "train", "eval", "sha256"), rows) if rows else "No dataset is frozen yet."
    return Reply({"count": len(snapshots), "datasets": [to_json(s) for s in snapshots]}, text)


def _formats(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        kinds = studio.datasets.kinds()
    rows = [(kind.name, kind.label, "; ".join(kind.losses) or "nothing") for kind in kinds]
    data = {"formats": [{"name": kind.name, "label": kind.label, "losses": list(kind.losses)} for kind in kinds]}
    return Reply(data, table(("format", "label", "loses"), rows))


def _show(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        snapshot = studio.datasets.snapshot(given.name)
        path = str(studio.workspace.resolve(snapshot.path))
    rows = snapshot.train_count + snapshot.eval_count
    lines = [f"{snapshot.name}: {rows} rows in {path}", f"sha256 {snapshot.sha256}", f"recipe {dict(snapshot.recipe)}"]
    return Reply(
        {"rows": rows, "path": path, "sha256": snapshot.sha256, "snapshot": to_json(snapshot)}, "\n".join(lines)
    )


def _export(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        part = None if given.part == "all" else given.part
        done = studio.datasets.export(given.name, format=given.format, path=given.out, style=given.style, split=part)
    data = {"rows": done.rows, "path": str(done.path), "sha256": done.sha256}
    which = "train and eval" if part is None else part
    return Reply(data, f"Wrote {done.rows} {which} rows to {done.path}.")


def _mix(given: argparse.Namespace) -> Reply:
    with naming_the_way_to_skip():
        counts = mix(
            given.existing,
            given.distilled,
            ratio=given.ratio,
            seed=given.seed,
            out=given.out,
            on_bad_line=given.on_bad_line,
        )
    short = f" {counts.shortfall} distilled rows were missing." if counts.shortfall else ""
    text = f"Wrote {counts.total} rows: {counts.existing} existing and {counts.distillation} distilled.{short}"
    return Reply({**to_json(counts), "path": str(given.out)}, text)
