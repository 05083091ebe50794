# SPDX-License-Identifier: Apache-2.0
"""Distillation in three functions: a teacher's answers, a training file, a student's answer."""

from __future__ import annotations

import json

import pytest

from app.exercise import build_finetune_jsonl, collect_teacher_trajectories, main, profile_of, run_student
from core.errors import InvalidInput
from tests.helpers.chat_server import chat_server


def test_that_trajectories_become_a_training_file(tmp_path):
    with chat_server(lambda body: "1. A is short.\n2. B is due.\nAnswer: start with B") as server:
        model = f"{server.base_url}#loop-1"
        samples = collect_teacher_trajectories(["Which first?", "And then?"], model)
        assert [sample.query for sample in samples] == ["Which first?", "And then?"]
        assert (samples[0].reasoning, samples[0].answer) == ("1. A is short.\n2. B is due.", "Answer: start with B")
        path = build_finetune_jsonl(samples, tmp_path / "train.jsonl")
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert [[message["role"] for message in row["messages"]] for row in rows] == [
            ["system", "user", "assistant"]
        ] * 2
        assert rows[0]["messages"][2]["content"] == "1. A is short.\n2. B is due.\nAnswer: start with B"
        assert run_student("Which first?", model).endswith("Answer: start with B")
        assert server.asked[-1]["temperature"] == 0.0


def test_that_nothing_is_written_of_nothing(tmp_path):
    with pytest.raises(InvalidInput, match="no sample"):
        build_finetune_jsonl([], tmp_path / "train.jsonl")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "gpt", "nobody:model", "no/such/folder"])
def test_that_a_name_that_is_no_model_is_refused(name):
    with pytest.raises(InvalidInput, match="names no model"):
        profile_of(name)


def test_that_a_folder_is_a_local_model(tmp_path):
    assert (profile_of(str(tmp_path)).kind, profile_of("openai:x").kind) == ("local", "openai")


def test_that_the_example_runs(capsys):
    assert main() == 0
    said = capsys.readouterr().out
    assert len([line for line in said.splitlines() if line.startswith('{"messages"')]) == 3
    assert "Answer:" in said
