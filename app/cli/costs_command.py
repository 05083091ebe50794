# SPDX-License-Identifier: Apache-2.0
"""``stillroom costs``: after how many requests a student has paid for itself."""

from __future__ import annotations

import argparse

from app.cli.command import Commands, add, add_group
from app.cli.reply import Reply
from core.costs import break_even


def register(commands: Commands) -> None:
    """Add the commands."""
    costs = add_group(commands, "costs", "what distillation costs and when it pays")
    even = add(costs, "break-even", _break_even, "count the requests after which the student is cheaper")
    even.add_argument("--examples", type=int, required=True, help="teacher examples to buy, a count")
    for flag, what in (
        ("example", "one teacher example"),
        ("gpu-hour", "one hour of the graphics card that trains"),
        ("teacher-call", "one request to the teacher"),
        ("student-call", "one request to the student"),
    ):
        even.add_argument(f"--usd-per-{flag}", type=float, required=True, help=f"price of {what}, in US dollars")
    even.add_argument("--gpu-hours", type=float, required=True, help="hours that the training takes")


def _break_even(given: argparse.Namespace) -> Reply:
    found = break_even(
        examples=given.examples,
        usd_per_example=given.usd_per_example,
        gpu_hours=given.gpu_hours,
        usd_per_gpu_hour=given.usd_per_gpu_hour,
        usd_per_teacher_call=given.usd_per_teacher_call,
        usd_per_student_call=given.usd_per_student_call,
    )
    data = {"fixed_usd": found.fixed_usd, "break_even_requests": found.break_even_requests}
    requests = "never" if found.break_even_requests is None else f"after {found.break_even_requests} requests"
    return Reply(data, f"Fixed cost ${found.fixed_usd:.2f}; the student pays {requests}.")
