# SPDX-License-Identifier: Apache-2.0
"""Several reviewers from a shell: assign, disagree, settle, and packets there and back between two workspaces."""

from __future__ import annotations

import json

import pytest

from app.cli import main


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command in one of two workspaces; returns exit code and the JSON document."""

    def call(*words, at="home"):
        code = main(["--json", "-w", str(tmp_path / at), *map(str, words)])
        return code, json.loads(capsys.readouterr().out)

    for name in ("home", "away"):
        main(["--json", "new", str(tmp_path / name)])
    capsys.readouterr()
    call("sample", "--n", 4, "--seed", 3)
    call("generate", "--teacher", "planner")
    return call


def decide(run, trace, verdict, who, at="home"):
    code, found = run("review", "decide", trace, "--verdict", verdict, "--reviewer", who, at=at)
    assert code == 0
    return found["state"]


def test_that_a_double_review_is_dealt_out_disputed_settled_and_reported(run):
    code, found = run("people", "assign", "--to", "Ada", "--to", "Bo", "--twice", 1, 1, 2, "--reviewer", "Lead")
    assert (code, found["count"]) == (0, 2)
    assert found["assigned"] == [
        {"reviewer": "Ada", "assigned": 2, "waiting": 2},
        {"reviewer": "Bo", "assigned": 2, "waiting": 2},
    ]
    assert decide(run, 1, "accept", "Ada") == "pending"
    assert decide(run, 1, "reject", "Bo") == "needs_adjudication"
    _, found = run("people", "disputes")
    assert [(told["reviewer"], told["verdict"]) for told in found["disputes"][0]["opinions"]] == [
        ("Ada", "accept"),
        ("Bo", "reject"),
    ]
    assert decide(run, 1, "accept", "Lead") == "accepted"
    _, report = run("people", "report")
    assert (report["percent"]["value"], report["percent"]["n"]) == (0.0, 1)
    assert report["alpha"]["value"] is not None or report["alpha"]["reason"]
    code, found = run("people", "unassign", "--from", "Bo", "--reviewer", "Lead")
    assert (code, [load["reviewer"] for load in found["assigned"]]) == (0, ["Ada"])


def test_that_a_packet_goes_out_comes_back_and_shows_its_conflicts(run, tmp_path):
    packet, reply = tmp_path / "for-bo.jsonl", tmp_path / "from-bo.jsonl"
    code, header = run("packet", "export", packet, "--reviewer", "Ada")
    assert (code, header["count"], header["is_blind"]) == (0, 4, True)
    assert run("packet", "import", packet, at="away")[1]["left_out"] == 0
    decide(run, 1, "accept", "Bo", at="away")
    decide(run, 2, "accept", "Bo", at="away")
    assert run("packet", "list", at="away")[1]["packets"][0]["made_by"] == "Ada"
    code, header = run("packet", "reply", reply, "--reviewer", "Bo", at="away")
    assert (code, header["count"]) == (0, 2)
    decide(run, 2, "reject", "Ada")
    _, found = run("packet", "merge", reply, "--dry-run")
    assert (found["applicable"], [held["kind"] for held in found["conflicts"]]) == (1, ["decided"])
    _, found = run("packet", "merge", reply, "--reviewer", "Ada")
    assert (found["taken"], run("traces", "show", 2)[1]["trace"]["state"]) == (0, "rejected")
    code, found = run("packet", "merge", reply, "--reviewer", "Ada", "--theirs", 1)
    assert run("packet", "merge", "--dry-run", "--theirs", reply)[1]["conflicts"] == []
    assert (code, found["taken"], run("traces", "show", 2)[1]["trace"]["state"]) == (0, 1, "accepted")
    code, found = run("packet", "merge", reply, "--theirs", 7)
    assert (code, found["error"]) == (1, "There is no conflict of that number.")


def test_that_a_foreign_file_is_refused_in_plain_words(run, tmp_path):
    path = tmp_path / "chat.jsonl"
    path.write_text('{"messages": []}\n')
    code, found = run("packet", "import", path)
    assert (code, found["error"]) == (1, "“chat.jsonl” is not a review packet.")
    code, found = run("packet", "merge", path)
    assert (code, found["error"]) == (1, "“chat.jsonl” is not a reply to a review packet.")
