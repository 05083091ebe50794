# SPDX-License-Identifier: Apache-2.0
"""Judges and rules from a shell: estimate, run, report, preview, apply, and one undo."""

from __future__ import annotations

import json
import re

import pytest

from app.cli import main
from tests.helpers.chat_server import chat_server
from tests.helpers.judging_builders import reply_to


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command in a workspace with four traces; returns exit code, the JSON document and standard error."""

    def call(*words):
        code = main(["--json", "-w", str(tmp_path / "ws"), *map(str, words)])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    main(["new", str(tmp_path / "ws")])
    capsys.readouterr()
    assert call("sample", "--n", 4, "--seed", 3)[0] == 0
    assert call("generate", "--teacher", "planner")[0] == 0
    return call


@pytest.fixture
def loop(run):
    """A judge of that name, which gives the trace with the lowest id 2 and the others 5."""

    def answer(body):
        is_first = prompt in body["messages"][1]["content"]
        return reply_to(body, score=2 if is_first else 5, verdict="reject" if is_first else "accept")

    prompt = run("review", "next")[1]["prompt"]
    with chat_server(answer) as server:
        setup = ("--kind", "openai_compatible", "--base-url", server.base_url, "--model", "loop-1")
        assert run("providers", "add", "loop", *setup)[0] == 0
        yield server


def test_that_a_shell_estimates_judges_reports_and_decides_by_rule(run, loop):
    code, estimate, _ = run("judge", "estimate", "--judge", "loop", "--canaries", 1)
    assert (code, estimate["requests"], estimate["canaries"]) == (0, 8, 4)
    code, judged, said = run("judge", "run", "--judge", "loop")
    assert (code, judged["judged"], judged["failed"]) == (0, 4, {})
    assert "4 requests" in said
    _, report, _ = run("judge", "report")
    assert (report["judges"][0]["judge"], report["judges"][0]["judged"]) == ("loop", 4)
    _, shown, _ = run("judge", "show", 1)
    assert shown["judgements"][0]["opinion"]["score"] == 2
    assert shown["judges"][0]["kappa"]["reason"] == "No judged trace was decided by a person."
    rule = ("--verdict", "accept", "--least", 4)
    _, preview, _ = run("rules", "preview", *rule)
    assert (preview["count"], preview["examples"]) == (3, [2, 3, 4])
    code, done, _ = run("rules", "apply", *rule, "--token", preview["token"], "--reviewer", "Ada")
    assert (code, done["count"]) == (0, 3)
    assert len(run("traces", "list", "--state", "accepted")[1]["traces"]) == 3
    code, _again, said = run("rules", "apply", *rule, "--token", preview["token"], "--reviewer", "Ada")
    assert (code, "fits no trace" in said) == (1, True)
    assert run("review", "undo", "--reviewer", "Ada")[1]["count"] == 3
    assert len(run("traces", "list", "--state", "pending")[1]["traces"]) == 4


def test_that_a_budget_ends_a_run_and_a_resume_goes_on(run, loop):
    _, judged, _ = run("judge", "run", "--judge", "loop", "--budget-requests", 3)
    assert (judged["judged"], judged["ended_by"]) == (3, "budget")
    code, _again, _ = run("jobs", "resume", judged["job"])
    assert code == 0
    assert len(loop.asked) == 4


def test_that_people_read_sentences(run, loop, tmp_path, capsys):
    def said(*words):
        assert main(["-w", str(tmp_path / "ws"), *map(str, words)]) == 0
        return capsys.readouterr().out

    assert said("judge", "report") == "No judge has scored a trace yet.\n"
    assert said("judge", "run", "--judge", "loop", "--trace", 1) == "Judged 1 trace, 0 failed.\n"
    assert "No judged trace was rated by a person." in said("judge", "report")
    assert re.search(r"loop, revision 0: 2 of 5, reject\. It follows\.\n  yes  \w+: It shows", said("judge", "show", 1))
    assert said("judge", "show", 2) == "No judge has scored this trace.\n"
    told = said("rules", "preview", "--verdict", "reject", "--most", 2, "--reason", "unclear")
    assert "would decide 1 trace.\nThe first: 1.\n" in told


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("judge", "run", "--judge", "planner"), 1),
        (("judge", "run", "--judge", "nobody"), 1),
        (("judge", "run", "--judge", "planner", "--canaries", "2"), 2),
        (("rules", "preview", "--verdict", "accept"), 1),
        (("rules", "preview", "--verdict", "skip", "--least", "4"), 2),
        (("rules", "apply", "--verdict", "accept", "--least", "4"), 2),
        (("judge", "show", "99"), 1),
    ],
)
def test_that_what_makes_no_sense_is_refused(run, words, code):
    assert run(*words)[0] == code
