# SPDX-License-Identifier: Apache-2.0
"""A generation whose processes are killed again and again, and that goes on each time: nothing kept may be lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

import core
from core.domain.jobs import JobRecord
from core.domain.providers import ProviderProfile
from core.studio import Studio

TEACHER = "slow"
ROOT = Path(core.__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Survived:
    """What came of it: how often everything was killed, and what the store held after each time and at the end."""

    kills: int
    kept_after: tuple[int, ...]
    kept: int


def prepare(folder: Path, base_url: str, *, problems: int) -> None:
    """A workspace with problems and a teacher."""
    studio = Studio.open(folder, create=True)
    studio.tasks.sample(n=problems, seed=1)
    studio.generation.save_profile(ProviderProfile(TEACHER, "openai_compatible", model="m", base_url=base_url))
    studio.close()


def survive(folder: Path, *, samples: int, concurrency: int, kills: int, between_s: tuple[float, float]) -> Survived:
    """Run a studio in a process of its own, kill it with all its children after a while, and do so again and again."""
    chance, kept_after = random.Random(3), list[int]()
    done = 0
    while done < kills:
        process = _start(folder, samples, concurrency)
        try:
            process.wait(timeout=chance.uniform(*between_s))
            break
        except subprocess.TimeoutExpired:
            _kill_all(process)
            done += 1
            kept_after.append(_kept(folder))
    process = _start(folder, samples, concurrency)
    if process.wait(timeout=280):
        raise RuntimeError("the last run did not come to its end")
    return Survived(done, tuple(kept_after), _kept(folder))


def _start(folder: Path, samples: int, concurrency: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.helpers.killed_run", str(folder), str(samples), str(concurrency)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    """The studio first, so that it cannot see its child die."""
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    for child in children:
        child.kill()
    psutil.wait_procs(children, timeout=10)


def _kept(folder: Path) -> int:
    """How many traces the store holds, read without taking anything up."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / "studio.db")) as database:
        return int(database.execute("SELECT count(*) FROM traces").fetchone()[0])


def _go_on(folder: Path, samples: int, concurrency: int) -> int:
    """Start the generation, or go on with what is missing of it, until all is kept."""
    studio = Studio.open(folder)
    try:
        ids = studio.tasks.problem_ids()
        record = _newest(studio)
        if record is None:
            record = studio.jobs.wait(
                studio.generation.start(ids, teacher=TEACHER, samples=samples, concurrency=concurrency)
            )
        while len(studio.review.ids()) < len(ids) * samples:
            job = studio.resume(record.id) if record.state.is_over else record.id
            record = studio.jobs.wait(job)
            if record.error:
                return 1
        return 0
    finally:
        studio.close()


def _newest(studio: Studio) -> JobRecord | None:
    return next((held for held in studio.recent_jobs() if held.kind.startswith("generation.")), None)


if __name__ == "__main__":
    sys.exit(_go_on(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
