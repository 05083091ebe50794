# SPDX-License-Identifier: Apache-2.0
"""The headless twin: the contract of its commands, its JSON and its exit codes, on a real workspace."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace

import pytest

from app.cli import main
from core.domain.traces import Step, StepKind
from core.studio import Studio
from tests.helpers.review_builders import add_trace, answer, thought


def test_that_a_sample_is_the_same_for_the_same_seed(run, tmp_path):
    code, first, _ = run("sample", "--n", 8, "--seed", 5)
    assert (code, first["count"], len(first["problems"])) == (0, 8, 8)
    _, again, _ = run("sample", "--n", 8, "--seed", 5, "--preview")
    _, other, _ = run("sample", "--n", 8, "--seed", 6, "--preview")
    assert again["preview"] != other["preview"]
    code, cells, _ = run("coverage")
    assert sum(cell["count"] for cell in cells["cells"]) == 8


def test_that_the_four_tasks_ship_with_their_phrasings(run):
    code, found, _ = run("tasks", "list")
    assert code == 0
    assert {task["type"] for task in found["tasks"]} == {
        "prioritization",
        "scheduling",
        "decomposition",
        "conflict_resolution",
    }
    assert all(len(task["templates"]) >= 12 for task in found["tasks"])


def test_that_generation_keeps_one_trace_a_problem(run):
    run("sample", "--n", 4, "--seed", 1)
    code, result, said = run("generate", "--teacher", "planner", "--limit", 3)
    assert code == 0
    assert (result["requested"], result["kept"], result["failed"], result["cost_usd"]) == (3, 3, {}, 0.0)
    assert "requests" in said
    _, rest, _ = run("generate", "--teacher", "planner")
    assert rest["kept"] == 1
    code, _, said = run("generate", "--teacher", "planner")
    assert code == 1
    assert "Sample more problems" in said


def test_that_review_decides_edits_undoes_and_redoes(with_traces, tmp_path):
    run = with_traces
    _, following, _ = run("review", "next")
    trace = following["trace"]
    assert run("review", "decide", trace, "--verdict", "accept")[1]["state"] == "accepted"
    assert run("review", "undo")[1]["state"] == "pending"
    assert run("review", "redo")[1]["state"] == "accepted"
    edited = tmp_path / "edit.txt"
    edited.write_text("I looked again.\nAnswer: something else\n", encoding="utf-8")
    assert run("review", "edit", trace, "--file", edited, "--accept")[1]["state"] == "edited"
    shown = run("traces", "show", trace)[1]
    assert shown["trace"]["head"] == 1
    assert len(shown["revisions"]) == 1


def test_that_a_step_is_marked_a_revision_restored_and_all_taken_back(with_traces, tmp_path):
    run = with_traces
    trace = run("review", "next")[1]["trace"]
    assert run("review", "mark", trace, 1, "wrong")[1] == {"trace": trace, "state": "pending", "revision": 1}
    assert run("traces", "show", trace)[1]["revisions"][0]["labels"] == {"0": "wrong"}
    assert run("review", "mark", trace, 1, "right")[1]["revision"] == 2
    assert run("traces", "show", trace)[1]["revisions"][1]["labels"] == {}
    assert run("review", "restore", trace, 1)[1] == {"trace": trace, "state": "pending", "revision": 3}
    assert run("traces", "show", trace)[1]["revisions"][2]["labels"] == {"0": "wrong"}
    for _turn in range(3):
        assert run("review", "undo")[1]["trace"] == trace
    assert run("traces", "show", trace)[1]["trace"]["head"] == 0


def test_that_signals_are_one_document(with_traces, tmp_path, capsys):
    run = with_traces
    trace = run("review", "next")[1]["trace"]
    code, waiting, _ = run("review", "signals", trace)
    assert (code, waiting["state"], waiting["sft"], waiting["pair"]) == (0, "pending", [], None)
    edited = tmp_path / "edit.txt"
    edited.write_text("I looked again.\nAnswer: something else\n", encoding="utf-8")
    run("review", "edit", trace, "--file", edited, "--accept")
    run("review", "mark", trace, 1, "unnecessary")
    found = run("review", "signals", trace)[1]
    assert (found["trace"], found["revision"], found["state"]) == (trace, 2, "edited")
    assert found["weights"] == [0.0, *[1.0] * (len(found["sft"]) - 1)]
    assert (found["pair"]["chosen"], found["corrections"]) == (found["sft"], [0, 1])
    assert found["step_labels"] == [False]
    assert main(["-w", str(tmp_path / "ws"), "review", "signals", str(trace)]) == 0
    said = capsys.readouterr().out
    assert "1 of them with weight 0, 2 corrected" in said
    assert "step 1 is the first that is wrong" in said


def test_that_a_trace_is_rated_noted_checked_and_a_finding_put_aside(with_traces, tmp_path, capsys):
    run = with_traces
    trace = run("review", "next")[1]["trace"]
    assert run("review", "rate", trace, 4)[1]["rating"] == 4
    assert run("review", "rate", trace, 0)[1]["rating"] is None
    assert run("review", "note", trace, " Ask Bo. ")[1]["note"] == "Ask Bo."
    assert run("review", "check")[1] == {"checked": 6}
    assert run("review", "check")[1] == {"checked": 0}
    assert run("review", "findings", trace)[1]["findings"] == []
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("15:00 - 2:00 = 12:00\nAnswer: something else\n", encoding="utf-8")
    run("review", "edit", trace, "--file", wrong)
    found = {row["finding"]["check"]: row for row in run("review", "findings", trace)[1]["findings"]}
    assert {"arithmetic", "conclusion"} <= set(found)
    key = found["arithmetic"]["key"]
    assert run("review", "dismiss", trace, key, "--reason", "as the customer counts")[1] == {"trace": trace, "key": key}
    assert main(["-w", str(tmp_path / "ws"), "review", "findings", str(trace)]) == 0
    assert "as the customer counts" in capsys.readouterr().out


def test_that_advice_is_computed_and_applied_as_a_new_version(run, tmp_path):
    studio = Studio.open(tmp_path / "ws")
    add_trace(studio.store, steps=(thought("15:00 - 2:00 = 12:00."), answer("Answer: Audit")))
    studio.close()
    code, said, _ = run("advice", "--task", "prioritization")
    (advice,) = said["advice"]
    assert (code, said["count"], advice["by"], advice["saved"]) == (0, 1, "computed", None)
    code, said, _ = run("advice", "--apply")
    assert (code, said["advice"][0]["saved"]) == (0, 2)
    _, shown, _ = run("tasks", "show", "prioritization")
    assert shown["task"]["guidance"] == advice["guidance"]
    code, said, _ = run("advice", "--task", "scheduling")
    assert (code, said["error"]) == (1, "“Scheduling” has no traces yet.")
    code, said, _ = run("advice", "--teacher", "nobody")
    assert code == 1


def test_that_one_decision_takes_all_and_one_undo_brings_them_back(with_traces):
    run = with_traces
    assert run("review", "decide", "--all", "--state", "pending", "--verdict", "accept")[1]["count"] == 6
    assert run("traces", "list", "--state", "accepted")[1]["count"] == 6
    assert run("review", "undo")[1]["count"] == 6
    assert run("traces", "list", "--state", "pending")[1]["count"] == 6


def test_that_the_queue_is_listed_in_an_order_and_decided_by_ids_and_filters(with_traces):
    run = with_traces
    listed = run("review", "list", "--limit", 4)[1]
    ids = [row["id"] for row in listed["traces"]]
    assert (listed["count"], ids) == (4, sorted(ids))
    shuffled = [row["id"] for row in run("review", "list", "--order", "random")[1]["traces"]]
    assert (sorted(shuffled)[:4], shuffled == sorted(shuffled)) == (ids, False)
    assert run("review", "decide", ids[0], ids[1], "--verdict", "reject", "--reason", "unclear")[1]["count"] == 2
    task = run("review", "list")[1]["traces"][0]["task_type"]
    found = run("review", "list", "--task", task, "--teacher", "planner")[1]
    assert {row["task_type"] for row in found["traces"]} == {task}
    decided = run("review", "decide", "--all", "--task", task, "--verdict", "accept")[1]["count"]
    assert decided == found["count"] > 0
    assert run("review", "list", "--state", "accepted")[1]["count"] == decided
    assert run("review", "decide", "--all", "--text", "no-such-word", "--verdict", "accept")[1] == {"count": 0}


def test_that_a_skip_says_where_the_trace_goes(with_traces):
    run = with_traces
    ids = [row["id"] for row in run("review", "list")[1]["traces"]]
    for trace, to in zip(ids, ("back_to_me", "to_others", "out"), strict=False):
        run("review", "decide", trace, "--verdict", "skip", "--skip-to", to, "--reviewer", "Ada")

    def queue(*words):
        return [row["id"] for row in run("review", "list", *words)[1]["traces"]]

    assert queue("--reviewer", "Ada") == [*ids[3:], ids[0]]
    assert queue("--reviewer", "Bo") == [*ids[3:], *ids[:2]]
    assert queue("--reviewer", "Ada", "--state", "skipped") == ids[:3]


def test_that_the_order_by_gap_without_a_report_says_what_to_do(with_traces):
    code, _, said = with_traces("review", "list", "--order", "gap")
    assert code == 1
    assert "No report says yet" in said
    assert "Evaluate" in said


def test_that_two_traces_of_one_problem_are_set_side_by_side(with_traces, tmp_path, capsys):
    run = with_traces
    first, other = (row["id"] for row in run("review", "list", "--limit", 2)[1]["traces"])
    code, _, said = run("traces", "compare", first, other)
    assert code == 1
    assert "different problems" in said
    _write_second_answer(tmp_path / "ws", first)
    newest = run("review", "list")[1]["traces"][-1]["id"]
    found = run("traces", "compare", first, newest)[1]
    assert (found["one"]["id"], found["other"]["id"], found["other"]["teacher"]) == (first, newest, "Bo's teacher")
    assert [stretch["fate"] for stretch in found["stretches"]] == ["changed", "same"]
    assert main(["-w", str(tmp_path / "ws"), "traces", "compare", str(first), str(newest)]) == 0
    text = capsys.readouterr().out
    assert "I begin otherwise." in text
    assert text.splitlines()[0].count("Trace ") == 2


def _write_second_answer(folder, trace):
    """Keep what another teacher said to the same problem: the same but for its first step."""
    studio = Studio.open(folder)
    made = studio.review.trace(trace).original
    steps = (Step(StepKind.THOUGHT, "I begin otherwise."), *made.steps[1:])
    with studio.store.begin() as unit:
        unit.traces.insert(replace(made, teacher="Bo's teacher", request_key="another", steps=steps), "again")
    studio.close()


def test_that_only_accepted_traces_reach_a_dataset_and_a_file(with_traces, tmp_path):
    run = with_traces
    code, _, said = run("dataset", "freeze", "none")
    assert code == 1
    assert said.strip()
    run("review", "decide", "--all", "--state", "pending", "--verdict", "accept")
    code, frozen, _ = run("dataset", "freeze", "mine", "--split", "0.67")
    assert (code, frozen["rows"], len(frozen["sha256"])) == (0, 6, 64)
    out = tmp_path / "out.jsonl"
    code, exported, _ = run("dataset", "export", "mine", "--format", "openai_chat", "--out", out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (code, exported["rows"], len(rows)) == (0, 6, 6)
    roles = [[message["role"] for message in row["messages"]] for row in rows]
    assert all(found == ["system", "user", "assistant"] for found in roles)
    assert run("dataset", "list")[1]["count"] == 1
    parts = [run("dataset", "export", "mine", "--part", part, "--out", out)[1]["rows"] for part in ("train", "eval")]
    assert sum(parts) == 6
    assert all(parts)


def test_that_the_source_style_splits_reasoning_and_call(with_traces, tmp_path):
    run = with_traces
    run("review", "decide", "--all", "--verdict", "accept")
    run("dataset", "freeze", "mine")
    out = tmp_path / "out.jsonl"
    run("dataset", "export", "mine", "--format", "openai_chat", "--style", "source", "--out", out)
    row = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    assert [message["role"] for message in row["messages"]] == ["system", "user", "assistant", "assistant"]
    assert row["messages"][3]["content"] is None


def test_that_the_mix_has_the_arithmetic_of_the_source(tmp_path, capsys):
    existing, distilled, out = tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "out.jsonl"
    chat = {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}
    existing.write_text((json.dumps(chat) + "\n") * 600, encoding="utf-8")
    distilled.write_text((json.dumps(chat) + "\n") * 300, encoding="utf-8")
    code = main(["dataset", "mix", str(existing), str(distilled), "--ratio", "0.3", "--out", str(out), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (found["existing"], found["distillation"], found["total"]) == (600, 257, 857)
    assert len(out.read_text(encoding="utf-8").splitlines()) == 857


def test_that_a_broken_line_is_named_and_nothing_is_imported(run, tmp_path):
    file = tmp_path / "broken.jsonl"
    good = json.dumps({"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]})
    other = good.replace('"q"', '"p"')
    file.write_text(f"{good}\n{{broken\n{other}\n", encoding="utf-8")
    code, answer, said = run("traces", "import", file)
    assert code == 1
    assert "Line 2 of broken.jsonl" in said
    assert "--on-bad-line skip" in answer["hint"]
    assert run("traces", "list")[1]["count"] == 0
    assert run("traces", "import", file, "--on-bad-line", "skip")[0] == 0
    assert run("traces", "list")[1]["count"] == 2
    code, answer, _ = run("dataset", "mix", file, file, "--out", tmp_path / "out.jsonl")
    assert code == 1
    assert "--on-bad-line skip" in answer["hint"]


def test_that_an_imported_trace_is_headed_by_its_teacher_alone(run, tmp_path, capsys):
    file = tmp_path / "chats.jsonl"
    chat = {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}
    file.write_text(json.dumps(chat), encoding="utf-8")
    run("traces", "import", file)
    assert main(["-w", str(tmp_path / "ws"), "traces", "show", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "Trace 1 · pending · imported"


def test_that_the_planner_is_evaluated_and_compared(run, tmp_path):
    code, first, _ = run("evaluate", "--subject", "planner", "--benchmark", "workday", "--limit", 8)
    assert (code, first["n"], first["conclusion"], first["coverage"]) == (0, 8, 1.0, 1.0)
    _, second, _ = run("evaluate", "--subject", "planner", "--limit", 8, "--role", "student", "--label", "again")
    page = tmp_path / "page.html"
    code, compared, _ = run("compare", first["report"], second["report"], "--html", page)
    assert code == 0
    assert len(compared["rows"]) == 2
    assert compared["gap"]
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_that_jobs_are_listed_with_how_they_ended(with_traces):
    _, found, _ = with_traces("jobs", "list")
    (job,) = found["jobs"]
    assert (job["kind"], job["state"], job["progress"]["done"]) == ("generation.generate", "done", 6)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("traces", "show", 99), "no trace named"),
        (("generate", "--teacher", "nobody"), "no provider named"),
        (("train", "--dataset", "none", "--student", "x"), "none"),
        (("review", "decide", "--verdict", "accept"), "Name one trace"),
        (("review", "mark", 99, 1, "wrong"), "no trace named"),
        (("review", "restore", 99, 1), "no trace named"),
        (("review", "signals", 99), "no trace named"),
        (("review", "rate", 99, 3), "no trace named"),
        (("review", "findings", 99), "no trace named"),
        (("evaluate", "--subject", "planner", "--benchmark", "none"), "none"),
        (("jobs", "show", 9), "no job named"),
    ],
)
def test_that_an_unknown_name_is_one_line_with_a_hint(run, words, says):
    code, answer, said = run(*words)
    assert code == 1
    assert says in said
    assert len(said.strip().splitlines()) == 1
    assert set(answer) == {"error", "hint"}


def test_that_wrong_usage_has_its_own_code(capsys):
    assert main(["sample"]) == 2
    assert main(["no-such-command"]) == 2
    assert main(["dataset"]) == 2
    assert "usage" not in capsys.readouterr().err
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_that_every_command_explains_itself(capsys):
    from app.cli.entry import build_parser

    parser = build_parser()
    (commands,) = [action for action in parser._actions if action.choices]
    for name in commands.choices:
        assert main([name, "--help"]) == 0
        said = capsys.readouterr().out
        assert name in said
        assert "--workspace" in said


def test_that_a_workspace_that_is_there_is_left_as_it_is(with_traces, tmp_path, capsys):
    code, told, _ = with_traces("new", tmp_path / "ws")
    assert (code, told) == (0, {"workspace": str(tmp_path / "ws"), "created": False})
    assert with_traces("traces", "list")[1]["count"] == 6
    assert main(["new", str(tmp_path / "ws")]) == 0
    assert "already" in capsys.readouterr().out
    assert main(["new", "--demo", str(tmp_path / "ws")]) == 1


def test_that_a_missing_key_is_said_before_anything_is_counted(run, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert run("sample", "--n", 2)[0] == 0
    _, added, _ = run("providers", "add", "vendor", "--kind", "openai", "--model", "m-1")
    assert added["provider"]["key_env"] == "OPENAI_API_KEY"
    for words in (("generate", "--teacher", "vendor"), ("evaluate", "--subject", "vendor")):
        code, answer, said = run(*words)
        assert (code, len(said.strip().splitlines())) == (1, 1)
        assert answer["error"] == "“vendor” needs an API key, and there is none."
        assert answer["hint"].startswith("Set OPENAI_API_KEY")
        assert "--key-env" in answer["hint"]
    assert run("jobs", "list")[1]["jobs"] == []
    run("providers", "add", "keyless", "--kind", "anthropic", "--model", "m-2", "--key-env", "")
    _, answer, _ = run("generate", "--teacher", "keyless")
    assert "--kind anthropic --model m-2 --key-env ANTHROPIC_API_KEY" in answer["hint"]


@pytest.mark.parametrize("kind", ["openai", "anthropic", "openai_compatible", "local"])
def test_that_a_provider_without_its_model_is_refused_at_once(run, kind):
    code, answer, _ = run("providers", "add", "mine", "--kind", kind)
    assert code == 1
    assert "needs a model" in answer["error"]
    assert "--model" in answer["hint"]
    assert [found["name"] for found in run("providers", "list")[1]["providers"]] == ["planner"]


def test_that_a_missing_display_is_a_note_and_no_failure(monkeypatch, capsys):
    if not sys.platform.startswith("linux"):
        pytest.skip("other systems always have a screen")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    from app import doctor

    found = doctor._display()
    assert (found.ok, found.is_note, found.mark) == (True, True, "note")
    assert "There is no display" in found.what
    assert "window needs one" in found.what


def options_of(parser, words=()):
    """Every option and argument of the command line with the command that it belongs to."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield from options_of(command, (*words, name))
        else:
            yield " ".join(words), action


def test_that_every_option_has_a_help_that_names_its_default():
    from app.cli.entry import build_parser

    found = list(options_of(build_parser()))
    assert len(found) > 100
    silent = [(words, action.dest) for words, action in found if len((action.help or "").split()) < 2]
    assert silent == []
    plain = (None, argparse.SUPPRESS, False, "", [])
    kept_back = [
        (words, action.dest)
        for words, action in found
        if action.default not in plain and not {"%(default)s", str(action.default)} & set(_words(action.help))
    ]
    assert kept_back == []


def _words(text):
    return [word.strip("(),;.:") if "%" not in word else "%(default)s" for word in text.split()]


def test_that_a_second_stillroom_is_refused_in_words(run, tmp_path):
    from core.studio import Studio

    studio = Studio.open(tmp_path / "other", create=True)
    (tmp_path / "other" / "lock.json").write_text('{"pid": 1, "started": 0}', encoding="utf-8")
    studio.close()
    import psutil

    holder = psutil.Process(1)
    lock = json.dumps({"pid": 1, "started": holder.create_time()})
    (tmp_path / "other" / "lock.json").write_text(lock, encoding="utf-8")
    code, _, said = run("traces", "list", workspace=tmp_path / "other")
    assert code == 1
    assert "open in another Stillroom" in said


def test_that_break_even_is_the_arithmetic_of_the_source(capsys):
    words = "costs break-even --examples 200 --usd-per-example 0.01 --gpu-hours 2 --usd-per-gpu-hour 2"
    code = main([*words.split(), "--usd-per-teacher-call", "0.01", "--usd-per-student-call", "0.001", "--json"])
    assert code == 0
    assert json.loads(capsys.readouterr().out) == {"fixed_usd": 6.0, "break_even_requests": 667}
