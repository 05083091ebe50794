# SPDX-License-Identifier: Apache-2.0
"""Wrong words on a command line: one sentence, one document, the right code; and what narrows, flags and tells."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from app.cli import main, rule_commands
from core.domain.judgements import RulePreview
from core.domain.people import Agreement


@pytest.mark.parametrize(
    ("words", "says", "see"),
    [
        ("review decide 1", "Missing: --verdict.", "stillroom review decide"),
        (
            "review decide 1 --verdict maybe",
            "“maybe” is no value of --verdict; there are: accept, reject, needs_work, skip.",
            "stillroom review decide",
        ),
        ("review decide one --verdict accept", "“one” is not a whole number for ID.", "stillroom review decide"),
        ("review list --limit 0", "--limit: “0” is not a whole number of at least 1.", "stillroom review list"),
        ("review list --sort=id", "Not understood: “--sort=id”.", "stillroom review list"),
        ("review list --order", "--order needs a value.", "stillroom review list"),
        ("packet merge --theirs 1", "Name one reply to merge.", "stillroom packet merge"),
        ("reviews", "“reviews” is no command; there are: ", "stillroom"),
        ("", "No command is named.", "stillroom"),
    ],
)
def test_that_wrong_usage_is_one_document_with_a_sentence_and_the_help_to_read(capsys, words, says, see):
    assert main(["--json", *words.split()]) == 2
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer["error"].startswith(says)
    assert answer["hint"] == f"See “{see} --help”."
    assert len(said.err.splitlines()) == 1


def test_that_the_source_tree_tells_its_version(capsys):
    from core.version import stillroom_version

    written = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"stillroom {stillroom_version()}\n"
    assert stillroom_version().removesuffix(" (source tree)") == written["project"]["version"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("review list --task chess", "There is no task named “chess”."),
        ("review list --decided-by Bo", "There is no reviewer named “Bo”."),
        ("review list --tag odd", "There is no tag named “odd”."),
        ("rules preview --verdict accept --judge nobody", "There is no judge named “nobody”."),
        ("rules preview --verdict accept --task chess", "There is no task named “chess”."),
        ("judge estimate --judge planner 99", "There is no trace named “99”."),
        ("judge show 99", "There is no trace named “99”."),
        ("people assign --to Ada 1 99", "There is no trace named “99”."),
        ("people unassign --task chess", "There is no task named “chess”."),
        ("packet export out.jsonl --trace 99", "There is no trace named “99”."),
    ],
)
def test_that_a_filter_says_which_name_is_unknown(with_traces, words, says):
    code, answer, _ = with_traces(*words.split())
    assert (code, answer["error"]) == (1, says)


def test_that_an_unknown_task_lists_the_known(with_traces):
    assert "prioritization" in with_traces("review", "list", "--task", "chess")[1]["hint"]


def test_that_a_list_is_narrowed_by_what_was_said_and_when(with_traces):
    run = with_traces
    run("review", "decide", 1, "--verdict", "reject", "--reason", "unclear", "--reviewer", "Ada")
    run("review", "rate", 2, 4)

    def listed(*words):
        code, found, _ = run("review", "list", "--state", "any", *words)
        assert code == 0
        return [row["id"] for row in found["traces"]]

    assert listed("--decided-by", "Ada") == listed("--decided-for", "unclear") == [1]
    assert listed("--rating-least", 4) == [2]
    assert listed("--rating-least", 5) == listed("--judged-least", 1) == listed("--judged-most", 5) == []
    assert listed("--days", 1) == [1, 2, 3, 4, 5, 6]
    assert run("review", "list", "--days", 0)[0] == 2


def test_that_flags_go_on_and_off_as_acts(with_traces):
    run = with_traces
    code, told, _ = run("review", "flag", 2, 3, "--reviewer", "Ada")
    assert (code, told["traces"], told["is_flagged"]) == (0, [2, 3], True)
    assert run("traces", "show", 3)[1]["trace"]["is_flagged"] is True
    assert run("review", "flag", 3, "--off")[1]["is_flagged"] is False
    assert run("traces", "show", 3)[1]["trace"]["is_flagged"] is False
    code, answer, _ = run("review", "flag", 3, "--off")
    assert (code, answer["error"]) == (1, "Not flagged; nothing was changed.")


def test_that_a_missing_file_and_a_rating_off_the_scale_are_said(with_traces, tmp_path):
    _, answer, _ = with_traces("review", "edit", 5, "--file", tmp_path / "none.txt")
    assert answer["error"] == f"There is no file “{tmp_path / 'none.txt'}”."
    code, answer, _ = with_traces("review", "rate", 5, 9)
    assert (code, answer["hint"]) == (1, "Rate from 1 to 5, or give 0 to take the rating off.")


@pytest.mark.parametrize(
    ("agreement", "says"),
    [
        (Agreement(None, None, None, 0, "People decided on no trace that the rule fits."), "People decided on no"),
        (Agreement(0.9, 0.8, 0.95, 12), "Agreement with people where they decided: 0.90"),
    ],
)
def test_that_a_preview_without_a_figure_says_only_why(agreement, says):
    found = RulePreview(count=2, examples=(1, 2), agreement=agreement, token="t")
    assert rule_commands._told(found).splitlines()[2].startswith(says)
