# SPDX-License-Identifier: Apache-2.0
"""``stillroom review continue``: a teacher goes on with a trace from a shell."""

from __future__ import annotations

import json

import pytest

from app.cli import main
from tests.helpers.chat_server import chat_server


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command in a workspace with one trace of the planner; returns exit code, JSON and standard error."""

    def call(*words):
        code = main(["--json", "-w", str(tmp_path / "ws"), *map(str, words)])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    assert main(["--json", "new", str(tmp_path / "ws")]) == 0
    capsys.readouterr()
    assert call("sample", "--n", 1, "--seed", 3)[0] == 0
    assert call("generate", "--teacher", "planner")[0] == 0
    return call


def test_that_a_server_goes_on_and_its_cost_is_kept(run):
    _, before, _ = run("traces", "show", 1)
    with chat_server(lambda _body: "It ends at 11:00.\nAnswer: the report") as server:
        prices = ("--set", "usd_per_million_input=1", "--set", "usd_per_million_output=2")
        run(
            *("providers", "add", "loop", "--kind", "openai_compatible"),
            *("--base-url", server.base_url, "--model", "loop-1", *prices),
        )
        code, found, _ = run(
            *("review", "continue", 1, "--from-step", 2, "--teacher", "loop"),
            *("--reviewer", "Ada", "--note", "Shorter.", "--accept"),
        )
    assert (code, found["revision"], found["state"]) == (0, 1, "edited")
    assert found["note"] == "Shorter. Continued behind step 2 by loop (loop-1)."
    assert found["continuation"]["usage"] == {"input_tokens": 10, "output_tokens": 20}
    _, after, _ = run("traces", "show", 1)
    assert after["trace"]["steps"][:2] == before["trace"]["steps"][:2]
    assert [step["text"] for step in after["trace"]["steps"][2:]] == ["It ends at 11:00.", "Answer: the report"]
    assert after["continuations"]["1"] == [found["continuation"]]
    assert found["continuation"]["cost_usd"] == pytest.approx(5e-5)


def test_that_a_dry_run_asks_nobody_and_changes_nothing(run):
    with chat_server(lambda _body: "Never said.") as server:
        run("providers", "add", "loop", "--kind", "openai_compatible", "--base-url", server.base_url, "--model", "m")
        code, found, _ = run("review", "continue", 1, "--from-step", 2, "--teacher", "loop", "--dry-run")
        assert not server.asked
    assert code == 0
    assert (found["forecast"]["from_step"], found["forecast"]["teacher"]) == (2, "loop")
    assert found["forecast"]["input_tokens"] > 50
    assert run("traces", "show", 1)[1]["revisions"] == []


def test_that_the_planner_of_the_trace_tells_what_it_told_before(run):
    code, _, said = run("review", "continue", 1, "--from-step", 2)
    assert code != 0
    assert "Nothing was changed" in said


def test_that_a_step_that_is_not_there_is_said(run):
    code, _, said = run("review", "continue", 1, "--from-step", 99)
    assert code != 0
    assert "no step 99" in said
