# SPDX-License-Identifier: Apache-2.0
"""An exported file, read by the tools that it is made for."""

from __future__ import annotations

import json

import pytest

from core.domain.messages import ToolCallPart
from core.domain.reviews import Verdict
from core.domain.traces import Step, StepKind
from resources import resource_text
from tests.helpers.review_builders import add_trace, add_traces, answer, thought

BLOCK = Step(StepKind.TOOL_CALL, call=ToolCallPart("b", "schedule_block", {"start": "9:00", "minutes": 30}))


@pytest.fixture
def load(store, datasets, review, tmp_path, monkeypatch):
    """Rows of three shapes, exported and loaded: with one tool, with another, without any."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    ids = add_traces(store, 8)
    ids += (add_trace(store, 8, steps=(thought("Hm."), answer("Answer: Audit"))),)
    ids += (add_trace(store, 9, steps=(thought("Hm."), answer("Answer: Audit"), BLOCK)),)
    review.decide(ids, Verdict.ACCEPT, reviewer="Ada")
    datasets.freeze("first", split=1)

    def loaded(format):
        from datasets import load_dataset

        path = tmp_path / f"{format}.jsonl"
        datasets.export("first", format=format, path=path)
        return load_dataset("json", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"))

    return loaded


def rendered(row):
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from transformers import PreTrainedTokenizerFast

    words = Tokenizer(WordLevel({"?": 0}, unk_token="?"))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, unk_token="?")
    tokenizer.chat_template = resource_text("chat_templates", "chatml.jinja")
    return tokenizer.apply_chat_template(row["messages"], tools=row["tools"], tokenize=False)


def test_that_a_chat_template_renders_what_datasets_loads(load):
    rows = load("trl_chat")
    assert len(rows) == 10
    text = rendered(rows[0])
    assert "You solve prioritization." in text
    assert "Answer: Audit" in text
    assert text.index("Answer: Audit") < text.rindex("set_priority")
    assert "set_priority" not in rendered(rows[8]).rpartition("Answer: Audit")[2]


def test_that_arguments_as_text_come_back_exactly(load):
    rows = load("openai_chat")
    calls = [row["messages"][-1].get("tool_calls") for row in rows]
    assert json.loads(calls[0][0]["function"]["arguments"]) == {"task": "Audit"}
    assert not calls[8]
    assert json.loads(calls[9][0]["function"]["arguments"]) == {"start": "9:00", "minutes": 30}
