# SPDX-License-Identifier: Apache-2.0
"""``stillroom jobs``: what runs and what ran."""

from __future__ import annotations

import argparse

from app.cli.command import Commands, add, add_group, open_studio, whole_above_zero
from app.cli.reply import Reply, table
from app.cli.watch import finish
from core.domain.jobs import JobId, JobRecord


def register(commands: Commands) -> None:
    """Add the commands."""
    jobs = add_group(commands, "jobs", "list, show, stop and resume jobs")
    listing = add(jobs, "list", _list, "list the newest jobs")
    listing.add_argument("--limit", type=whole_above_zero, default=30, help="at most so many (default: %(default)s)")
    for name, handler, words in (
        ("show", _show, "show one job"),
        ("stop", _stop, "stop a job; what it kept stays"),
        ("resume", _resume, "go on with what a job left undone, and wait for it"),
    ):
        add(jobs, name, handler, words).add_argument("id", metavar="ID", type=int, help="id of the job")


def job_json(record: JobRecord) -> dict[str, object]:
    """A job as scripts read it."""
    return {
        "id": record.id,
        "kind": record.kind,
        "title": record.title,
        "state": record.state.value,
        "progress": {"done": record.done, "total": record.total, "message": record.message},
        "result": dict(record.result),
        "error": record.error,
        "hint": record.hint,
        "created_at": record.created_at.isoformat(),
    }


def _list(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        records = studio.recent_jobs(limit=given.limit)
    rows = [(r.id, r.kind, r.state.value, f"{r.done}/{r.total}", r.title) for r in records]
    text = table(("id", "kind", "state", "done", "title"), rows) if rows else "No job yet."
    return Reply({"jobs": [job_json(record) for record in records]}, text)


def _show(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        record = studio.job(JobId(given.id))
    lines = [f"Job {record.id}: {record.title}", f"{record.state.value}, {record.done} of {record.total}"]
    lines += [line for line in (record.message, record.error, record.hint) if line]
    return Reply({"job": job_json(record)}, "\n".join(lines))


def _stop(given: argparse.Namespace) -> Reply:
    """Opening the workspace takes up what still runs; stopping it then reaches the child."""
    job_id = JobId(given.id)
    with open_studio(given) as studio:
        studio.job(job_id)
        studio.jobs.cancel(job_id)
        record = studio.jobs.wait(job_id, timeout_s=120)
    return Reply({"job": job_json(record)}, f"Job {job_id} is {record.state.value}.")


def _resume(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        job_id = studio.resume(JobId(given.id))
        record = finish(studio, job_id)
    return Reply({"job": job_json(record)}, f"Job {job_id} is {record.state.value}.")
