# SPDX-License-Identifier: Apache-2.0
"""Frozen datasets: only what people kept, the same bytes again, and nothing half-written."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random

import pytest

from core.changes import ChangeKind
from core.datasets import frozen
from core.domain.datasets import Selection
from core.domain.reviews import Verdict
from core.domain.tasks import Split
from core.domain.traces import TraceState
from core.errors import InvalidInput, UnknownName, WorkspaceUnusable
from tests.helpers.review_builders import add_trace, add_traces, answer, call, thought


def files_of(workspace, snapshot):
    folder = workspace.resolve(snapshot.path)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def kept(store, review, count=10, **more):
    ids = add_traces(store, count, **more)
    review.decide(ids, Verdict.ACCEPT, reviewer="Ada")
    return ids


def leftovers(workspace):
    return [path.name for path in workspace.datasets.iterdir()]


def test_that_a_row_is_the_chat_that_a_student_learns(store, datasets, review, workspace):
    trace = add_trace(store)
    review.edit(trace, [thought("One."), thought("Two."), answer("Answer: Audit"), call()], author="Ada", accept=True)
    datasets.freeze("first", split=1)
    (row,) = datasets.rows("first")
    assert row == {
        "messages": [
            {"role": "system", "content": "You solve prioritization."},
            {"role": "user", "content": "Audit or Budget first? Case 0 of prioritization train."},
            {
                "role": "assistant",
                "content": "One.\nTwo.\nAnswer: Audit",
                "tool_calls": [
                    {
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "set_priority", "arguments": {"task": "Audit"}},
                    }
                ],
            },
        ],
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "set_priority",
                    "description": "Put a task first.",
                    "parameters": {"type": "object", "properties": {"task": {"type": "string"}}},
                },
            }
        ],
    }


@pytest.mark.parametrize("state", [state for state in TraceState if not state.is_kept])
def test_that_a_selection_of_unkept_traces_is_refused(store, datasets, review, workspace, state):
    kept(store, review, 3)
    with pytest.raises(InvalidInput, match="cannot enter a dataset") as caught:
        datasets.freeze("first", selection=Selection(states=(TraceState.ACCEPTED, state)))
    assert caught.value.hint
    assert (datasets.snapshots(), leftovers(workspace)) == ((), [])
    with pytest.raises(InvalidInput, match="cannot enter a dataset"):
        datasets.count(Selection(states=(state,)))


def test_that_no_trace_comes_through_that_nobody_kept(store, datasets, review):
    ids = add_traces(store, 6)
    for trace, verdict in zip(ids[:4], Verdict, strict=True):
        review.decide([trace], verdict, reviewer="Ada")
    review.edit(ids[4], [answer("Answer: Audit")], author="Ada")
    snapshot = datasets.freeze("named", selection=Selection(trace_ids=ids))
    manifest = datasets.manifest("named")
    assert [row["trace"] for row in manifest["rows"]["train"]] == [ids[0]]
    assert snapshot.train_count + snapshot.eval_count == 1


def test_that_an_accepted_trace_that_was_taken_back_stays_out(store, datasets, review):
    ids = kept(store, review, 3)
    review.undo("Ada")
    review.decide(ids[:1], Verdict.ACCEPT, reviewer="Ada")
    assert datasets.freeze("one").train_count == 1


def test_that_held_out_problems_never_enter_unless_they_are_asked_for(store, datasets, review):
    kept(store, review, 4)
    kept(store, review, 3, split=Split.HELD_OUT)
    kept(store, review, 2, split=Split.OOD)
    plain = datasets.freeze("plain")
    asked = datasets.freeze("asked", include_held_out=True)
    assert plain.train_count + plain.eval_count == 4
    assert asked.train_count + asked.eval_count == 9
    assert asked.recipe["include_held_out"] is True


def test_that_a_trace_with_the_prompt_of_a_test_stays_out(store, datasets, review):
    kept(store, review, 3)
    add_trace(store, 0, split=Split.HELD_OUT, prompt="Which first?")
    review.decide([add_trace(store, 9, prompt="Which  first?\n")], Verdict.ACCEPT, reviewer="Ada")
    snapshot = datasets.freeze("clean")
    assert snapshot.train_count + snapshot.eval_count == 3
    assert snapshot.recipe["left_out_as_tests"] == 1
    asked = datasets.freeze("asked", include_held_out=True)
    assert asked.train_count + asked.eval_count == 4


def test_that_no_problem_stands_on_both_sides(store, datasets, review, workspace):
    for number in range(12):
        for sample in range(3):
            prompt = f"Which first, {number // 2}?" + " " * (number % 2)
            review.decide([add_trace(store, number, sample=sample, prompt=prompt)], Verdict.ACCEPT, reviewer="Ada")
    snapshot = datasets.freeze("fence", split=0.7, seed=3)
    files = files_of(workspace, snapshot)
    sides = [
        {" ".join(json.loads(line)["messages"][1]["content"].split()) for line in files[name].splitlines()}
        for name in ("train.jsonl", "eval.jsonl")
    ]
    assert sides[0] and sides[1]
    assert not sides[0] & sides[1]
    assert len(sides[0] | sides[1]) == 6


def test_that_every_task_type_has_its_share_in_the_eval_file(store, datasets, review):
    for task_type in ("prioritization", "scheduling"):
        kept(store, review, 20, task_type=task_type)
    datasets.freeze("fair", split=0.8)
    rows = datasets.rows("fair", "eval", limit=100)
    systems = [row["messages"][0]["content"] for row in rows]
    assert sorted(systems) == ["You solve prioritization."] * 4 + ["You solve scheduling."] * 4


@pytest.mark.parametrize(("split", "counts"), [(1, (3, 0)), (0.99, (2, 1)), (0.01, (1, 2))])
def test_that_each_side_has_a_problem_where_both_are_wanted(store, datasets, review, split, counts):
    kept(store, review, 3)
    snapshot = datasets.freeze("small", split=split)
    assert (snapshot.train_count, snapshot.eval_count) == counts


@pytest.mark.parametrize("split", [0, -1, 1.01, float("nan")])
def test_that_a_share_out_of_bounds_is_refused(store, datasets, review, split):
    kept(store, review, 3)
    with pytest.raises(InvalidInput, match="is not a train share"):
        datasets.freeze("x", split=split)


def test_that_the_same_selection_gives_the_same_bytes(store, datasets, review, workspace):
    kept(store, review, 30)
    one, again, other = (
        datasets.freeze("one", seed=5),
        datasets.freeze("again", seed=5),
        datasets.freeze("other", seed=6),
    )
    assert one.sha256 == again.sha256 != other.sha256
    first, second = files_of(workspace, one), files_of(workspace, again)
    assert first["train.jsonl"] == second["train.jsonl"]
    assert first["eval.jsonl"] == second["eval.jsonl"]
    assert hashlib.sha256(first["train.jsonl"] + first["eval.jsonl"]).hexdigest() == one.sha256


def test_that_the_manifest_says_where_every_row_came_from(store, datasets, review, workspace):
    ids = kept(store, review, 8)
    review.edit(ids[0], [answer("Answer: Audit")], author="Ada")
    snapshot = datasets.freeze("told", seed=2)
    manifest = datasets.manifest(snapshot.id)
    files = files_of(workspace, snapshot)
    for side in ("train", "eval"):
        hashes = [hashlib.sha256(line).hexdigest() for line in files[f"{side}.jsonl"].splitlines(keepends=True)]
        assert [row["sha256"] for row in manifest["rows"][side]] == hashes
    rows = {row["trace"]: row["revision"] for side in manifest["rows"].values() for row in side}
    assert rows == {trace: int(trace == ids[0]) for trace in ids}
    assert manifest["sha256"] == snapshot.sha256
    assert (manifest["split"], manifest["seed"]) == (0.9, 2)
    assert manifest["selection"] == {}
    assert manifest["system_prompts"] == {"prioritization": "You solve prioritization."}
    assert manifest["task_versions"] == {"prioritization": [1]}
    assert manifest["teachers"]["planner"]["kind"] == "planner"
    assert "not a language model" in manifest["teachers"]["planner"]["terms"]
    assert set(manifest["versions"]) == {"stillroom", "python"}


def test_that_a_later_edit_leaves_a_frozen_dataset_alone(store, datasets, review, workspace):
    ids = kept(store, review, 3)
    snapshot = datasets.freeze("still")
    before = files_of(workspace, snapshot)
    review.edit(ids[0], [answer("Answer: Budget")], author="Ada")
    review.decide(ids[1:], Verdict.REJECT, reviewer="Ada")
    assert files_of(workspace, snapshot) == before


def test_that_a_name_that_exists_is_refused_with_a_free_one(store, datasets, review, workspace):
    kept(store, review, 3)
    snapshot = datasets.freeze("first")
    before = files_of(workspace, snapshot)
    with pytest.raises(InvalidInput, match="already") as caught:
        datasets.freeze(" first ")
    assert "first-2" in caught.value.hint
    assert files_of(workspace, snapshot) == before
    assert leftovers(workspace) == ["first"]


@pytest.mark.parametrize("name", ["", "  ", "a" * 101, "a\nb", "a\0b"])
def test_that_an_unusable_name_is_refused(datasets, name):
    with pytest.raises(InvalidInput, match="needs a name"):
        datasets.freeze(name)


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("../../etc", "etc"),
        ("CON", "con-dataset"),
        ("Erste Probe: 200 Stück", "erste-probe-200-st-ck"),
        ("数据", "dataset"),
        ("/", "dataset"),
    ],
)
def test_that_no_name_leads_out_of_the_workspace(store, datasets, review, name, folder):
    kept(store, review, 2)
    assert datasets.freeze(name).path == f"datasets/{folder}"
    assert datasets.snapshot(name).name == name


def test_that_two_names_with_one_folder_name_have_two_folders(store, datasets, review):
    kept(store, review, 2)
    assert [datasets.freeze(name).path for name in ("a b", "a-b")] == ["datasets/a-b", "datasets/a-b-2"]


def test_that_nothing_to_freeze_is_said(store, datasets, workspace):
    add_traces(store, 3)
    with pytest.raises(InvalidInput, match="No kept trace fits"):
        datasets.freeze("empty")
    assert leftovers(workspace) == []


def test_that_a_full_disk_leaves_nothing_behind(store, datasets, review, workspace, monkeypatch):
    kept(store, review, 3)

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkspaceUnusable, match="disk is full"):
        datasets.freeze("first")
    monkeypatch.undo()
    assert (leftovers(workspace), datasets.snapshots()) == ([], ())
    assert datasets.freeze("first").train_count > 0


def test_that_a_folder_that_cannot_be_named_leaves_no_row(store, datasets, review, workspace, monkeypatch):
    kept(store, review, 3)

    def refuse(part, final):
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(frozen, "seal", refuse)
    with pytest.raises(InvalidInput, match="cannot be written"):
        datasets.freeze("first")
    assert (leftovers(workspace), datasets.snapshots()) == ([], ())


def test_that_what_a_crash_left_behind_is_swept_up(store, datasets, review, workspace):
    kept(store, review, 3)
    stale = workspace.datasets / ".part-1-abcd"
    stale.mkdir()
    (stale / "train.jsonl").write_bytes(b"{}")
    datasets.freeze("first")
    assert leftovers(workspace) == ["first"]


def test_that_counts_say_what_would_enter_and_what_stays_out(store, datasets, review):
    ids = kept(store, review, 5)
    kept(store, review, 2, task_type="scheduling")
    kept(store, review, 3, split=Split.HELD_OUT)
    review.edit(ids[0], [answer("Answer: Audit")], author="Ada")
    add_traces(store, 4, teacher="Ollama")
    counts = datasets.count(Selection())
    assert (counts.total, counts.held_out, counts.undecided) == (7, 3, 4)
    assert counts.by_task == {"prioritization": 5, "scheduling": 2}
    assert counts.by_state == {TraceState.ACCEPTED: 6, TraceState.EDITED: 1}
    assert datasets.count(Selection(task_types=("scheduling",))).total == 2
    assert datasets.count(Selection(teachers=("Ollama",))).total == 0
    assert datasets.count(Selection(trace_ids=ids[:2])).total == 2


def test_that_a_selection_of_many_ids_is_taken_whole(store, datasets, review):
    ids = list(kept(store, review, 1_100))
    random.Random(1).shuffle(ids)
    assert datasets.freeze("many", selection=Selection(trace_ids=tuple(ids)), split=1).train_count == 1_100


def test_that_a_dataset_is_found_by_name_and_by_id(store, datasets, review):
    kept(store, review, 2)
    one = datasets.freeze("first")
    numbered = datasets.freeze("1")
    assert datasets.snapshot("first") == datasets.snapshot(one.id) == one
    assert datasets.snapshot("1") == numbered
    assert datasets.snapshot("2") == numbered
    assert [found.name for found in datasets.snapshots()] == ["1", "first"]
    with pytest.raises(UnknownName, match="first"):
        datasets.snapshot("second")
    with pytest.raises(InvalidInput, match="train, eval"):
        datasets.rows("first", "test")


def test_that_the_news_of_a_freeze_goes_out(store, datasets, review):
    kept(store, review, 2)
    heard = []
    store._changes.subscribe(heard.append)
    snapshot = datasets.freeze("first")
    assert [(change.kind, change.ids) for change in heard] == [(ChangeKind.SNAPSHOTS, (snapshot.id,))]


def test_that_an_imported_chat_keeps_its_own_system_text_and_tools(store, datasets, review, tmp_path):
    path = tmp_path / "chats.jsonl"
    tool = {"type": "function", "function": {"name": "book", "description": "", "parameters": {"type": "object"}}}
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "When?"},
        {"role": "assistant", "content": "It is due 9:00.\nAnswer: 9:00"},
    ]
    path.write_text(json.dumps({"messages": messages, "tools": [tool]}), encoding="utf-8")
    review.decide(review.import_jsonl(path).imported, Verdict.ACCEPT, reviewer="Ada")
    datasets.freeze("imported")
    assert datasets.rows("imported") == ({"messages": messages, "tools": [tool]},)
    assert "not known" in datasets.manifest("imported")["teachers"]["imported"]["terms"]
