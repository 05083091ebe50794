# SPDX-License-Identifier: Apache-2.0
"""``stillroom demo``: the whole story headless, with its table and report."""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from app.cli.command import Commands, add
from app.cli.reply import Reply
from app.cli.watch import finish
from app.demo.sizes import SIZES, DemoSize
from app.demo.story import MEANINGLESS, Story, Storyteller
from core.domain.codec import to_json
from core.domain.tasks import Split
from core.errors import InvalidInput
from core.evaluation.table import render_table
from core.studio import Studio


def register(commands: Commands) -> None:
    """Add the command."""
    demo = add(commands, "demo", _demo, "run the whole story headless and print teacher, base, distilled and gap")
    words = "; ".join(f"{size.name}: {size.help}" for size in SIZES)
    demo.add_argument("--size", choices=SIZES.names, default="standard", help=words)
    demo.add_argument("--dir", type=Path, metavar="DIR", help="workspace to make; a temporary one by default")
    demo.add_argument("--markdown", action="store_true", help="print the tables as Markdown")


def _demo(given: argparse.Namespace) -> Reply:
    size = SIZES[given.size]
    folder = given.dir or Path(tempfile.mkdtemp(prefix="stillroom-demo-")) / "workspace"
    if folder.exists() and any(folder.iterdir()):
        raise InvalidInput(f"The folder “{folder.name}” is not empty.", hint="Name a new one with --dir.")
    studio = Studio.open(folder, create=True)
    try:
        student = prepare_student(studio, size)
        recipe = "cpu" if size.is_meaningful else "tiny"
        teller = Storyteller(studio, size, student=student, recipe=recipe, wait=finish, tell=_tell)
        story = teller.run()
    finally:
        studio.close()
    return Reply(story_json(story, folder), story_text(story, folder, as_markdown=given.markdown))


def prepare_student(studio: Studio, size: DemoSize) -> str:
    """The demo's student in the workspace: SmolLM2 from its package, or a tiny random model."""
    if not size.is_meaningful:
        from app.demo.tiny_student import build_tiny_model

        return str(build_tiny_model(studio.workspace.models / "tiny-random"))
    _tell("unpack the student ...")
    record = finish(studio, studio.training.start_prepare_student())
    return str(studio.workspace.resolve(str(record.result["path"])))


def story_json(story: Story, folder: Path) -> dict[str, object]:
    """The demo's outcome as scripts read it."""
    return {
        "size": story.size.name,
        "meaningful": story.size.is_meaningful,
        "workspace": str(folder),
        "run": story.run,
        "table": {split.value: to_json(found) for split, found in story.tables.items()},
        "report_html": str(story.pages.get(Split.HELD_OUT, "")),
        "pages": {split.value: str(path) for split, path in story.pages.items()},
        "stages": [{"name": s.name, "seconds": round(s.seconds, 2), "said": s.said} for s in story.stages],
    }


def story_text(story: Story, folder: Path, *, as_markdown: bool) -> str:
    """The demo's outcome as people read it."""
    parts = [f"Stillroom demo, size {story.size.name}, {date.today().isoformat()}"]
    if not story.size.is_meaningful:
        parts.append(MEANINGLESS)
    for found in story.tables.values():
        parts += ["", render_table(found, as_markdown=as_markdown)]
    parts += ["", "Wall time of each stage:"]
    parts += [f"  {stage.seconds:8.1f} s  {stage.name}: {stage.said}" for stage in story.stages]
    parts += [f"  {sum(stage.seconds for stage in story.stages):8.1f} s  in all", ""]
    parts += [f"Report, {split.value}: {path.as_uri()}" for split, path in story.pages.items()]
    parts.append(f"Workspace: {folder}")
    return "\n".join(parts)


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
