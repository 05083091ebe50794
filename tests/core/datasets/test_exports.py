# SPDX-License-Identifier: Apache-2.0
"""Exports: each form reads back as what it was but for its declared losses, and no key ever leaves."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.exporters.catalog import EXPORTERS
from core.datasets.frozen import part_folder
from core.datasets.importers.catalog import IMPORTERS
from core.datasets.key_shapes import key_shape_in
from core.domain.datasets import Example
from core.domain.messages import (
    Message,
    ReasoningPart,
    ReasoningSource,
    Role,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    ToolSpec,
    text_message,
)
from core.domain.reviews import Verdict
from core.errors import InvalidInput, UnknownName
from core.jsonl import written_whole
from core.params import params_of
from tests.helpers.review_builders import add_trace, add_traces, answer, call, thought

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20).filter(
    lambda text: "<think" not in text.lower()
)
arguments = st.dictionaries(words, st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words, max_size=3)


@st.composite
def examples(draw):
    """A chat as a snapshot holds it: reasoning and answer, then the calls, then their results."""
    messages = [text_message(Role.SYSTEM, draw(words))] if draw(st.booleans()) else []
    messages.append(text_message(Role.USER, draw(words)))
    number = 0
    for _turn in range(draw(st.integers(1, 3))):
        parts = [ReasoningPart(text, ReasoningSource.PROMPTED) for text in draw(st.lists(words, max_size=3))]
        parts.append(TextPart(draw(words)))
        calls = []
        for given_arguments in draw(st.lists(arguments, min_size=1, max_size=2)):
            number += 1
            calls.append(ToolCallPart(f"call_{number}", draw(words), given_arguments))
        messages.append(Message(Role.ASSISTANT, (*parts, *calls)))
        messages += [Message(Role.TOOL, (ToolResultPart(found.id, draw(words)),)) for found in calls]
    tools = draw(st.lists(st.builds(ToolSpec, words, words, arguments), max_size=2))
    return Example(tuple(messages), tuple(tools))


def without_losses(example):
    """What the chat forms keep: reasoning and answer as one text."""
    messages = []
    for message in example.messages:
        texts = [part.text for part in message.parts if isinstance(part, (ReasoningPart, TextPart))]
        rest = [part for part in message.parts if isinstance(part, (ToolCallPart, ToolResultPart))]
        messages.append(replace(message, parts=(*([TextPart("\n".join(texts))] if texts else []), *rest)))
    return replace(example, messages=tuple(messages))


STYLES = [("openai_chat", {"style": "one_message"}), ("openai_chat", {"style": "source"}), ("trl_chat", {})]


@pytest.mark.parametrize(("name", "values"), STYLES)
@given(example=examples())
def test_that_an_export_reads_back_as_what_it_was(name, values, example):
    exporter = EXPORTERS[name]
    row = json.loads(json.dumps(exporter.row(example, exporter.Params(**values))))
    assert IMPORTERS["openai_chat"].read(row) == without_losses(example)


def test_that_every_form_declares_what_it_loses():
    for exporter in EXPORTERS:
        assert "Reasoning and answer become one text." in exporter.losses
        assert all(loss.endswith(".") for loss in exporter.losses)


def frozen(store, datasets, review, count=10):
    review.decide(add_traces(store, count), Verdict.ACCEPT, reviewer="Ada")
    return datasets.freeze("first")


def test_that_openai_chat_has_its_arguments_as_text(store, datasets, review, tmp_path):
    frozen(store, datasets, review)
    result = datasets.export("first", format="openai_chat", path=tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines()
    assert result.rows == len(lines) == 10
    assert result.sha256 == hashlib.sha256((tmp_path / "out.jsonl").read_bytes()).hexdigest()
    (assistant,) = json.loads(lines[0])["messages"][2:]
    assert assistant["tool_calls"] == [
        {"id": "call_1", "type": "function", "function": {"name": "set_priority", "arguments": '{"task":"Audit"}'}}
    ]
    assert "Answer: Audit" in assistant["content"]


def test_that_the_sources_style_puts_the_call_into_a_second_message(store, datasets, review, tmp_path):
    frozen(store, datasets, review)
    datasets.export("first", format="openai_chat", path=tmp_path / "out.jsonl", style="source")
    row = json.loads((tmp_path / "out.jsonl").read_bytes().splitlines()[0])
    assert [message["role"] for message in row["messages"]] == ["system", "user", "assistant", "assistant"]
    assert "tool_calls" not in row["messages"][2]
    assert row["messages"][3]["content"] is None
    assert row["messages"][3]["tool_calls"][0]["function"]["name"] == "set_priority"


def test_that_one_side_can_be_exported_alone(store, datasets, review, tmp_path):
    snapshot = frozen(store, datasets, review, 20)
    for side, count in (("train", snapshot.train_count), ("eval", snapshot.eval_count)):
        assert datasets.export("first", format="trl_chat", path=tmp_path / side, split=side).rows == count > 0
    both = datasets.export("first", format="trl_chat", path=tmp_path / "both")
    assert both.rows == 20
    assert (tmp_path / "both").read_bytes() == (tmp_path / "train").read_bytes() + (tmp_path / "eval").read_bytes()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"format": "papyrus"}, "Known: openai_chat, trl_chat"),
        ({"format": "openai_chat", "style": "baroque"}, "one_message, source"),
        ({"format": "trl_chat", "style": "source"}, "no setting named “style”"),
        ({"format": "openai_chat", "split": "test"}, "train, eval"),
    ],
)
def test_that_a_wrong_wish_is_refused_in_words(store, datasets, review, tmp_path, more, said):
    frozen(store, datasets, review)
    with pytest.raises((InvalidInput, UnknownName), match=said):
        datasets.export("first", path=tmp_path / "out.jsonl", **more)
    assert not (tmp_path / "out.jsonl").exists()


def test_that_a_missing_folder_is_said(store, datasets, review, tmp_path):
    frozen(store, datasets, review)
    with pytest.raises(InvalidInput, match="There is no folder"):
        datasets.export("first", format="trl_chat", path=tmp_path / "none" / "out.jsonl")


def test_that_a_stop_in_the_middle_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old\n")
    with pytest.raises(KeyboardInterrupt), written_whole(path) as file:
        file.write(b"new\n")
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt), part_folder(tmp_path) as part:
        (part / "train.jsonl").write_bytes(b"half")
        raise KeyboardInterrupt
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("out.jsonl", b"old\n")]


def test_that_files_that_were_changed_are_not_exported(store, datasets, review, workspace, tmp_path):
    snapshot = frozen(store, datasets, review)
    file = workspace.resolve(snapshot.path) / "train.jsonl"
    file.write_bytes(file.read_bytes().replace(b"Audit", b"Adult", 1))
    (tmp_path / "out.jsonl").write_bytes(b"before")
    with pytest.raises(InvalidInput, match="not what was frozen"):
        datasets.export("first", format="trl_chat", path=tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "space"]


KEYS = [
    "sk-" + "proj-abcDEF1234567890abcd",
    "sk-" + "ant-api03-AAAA1111bbbb2222cccc",
    "hf_" + "a" * 34,
    "Authorization: Bearer " + "abc123" * 5,
    "ghp_" + "a1" * 18,
    "AIza" + "B" * 35,
    "AKIA" + "A1" * 8,
    "-----BEGIN RSA " + "PRIVATE KEY-----",
]


@pytest.mark.parametrize("key", KEYS)
def test_that_a_key_never_leaves(store, datasets, review, tmp_path, key):
    add_trace(store, 0)
    trace = add_trace(store, 1, steps=(thought(f"I use {key} for it."), answer("Answer: Audit")))
    review.decide([1, trace], Verdict.ACCEPT, reviewer="Ada")
    datasets.freeze("first", split=1)
    with pytest.raises(InvalidInput, match=f"Trace {trace} seems to hold") as caught:
        datasets.export("first", format="openai_chat", path=tmp_path / "out.jsonl")
    assert key not in str(caught.value)
    assert not (tmp_path / "out.jsonl").exists()
    allowed = datasets.export("first", format="openai_chat", path=tmp_path / "out.jsonl", allow_keys=True)
    assert allowed.rows == 2


@pytest.mark.parametrize(
    "text",
    [
        "task-management-and-scheduling-2024-overview",
        "risk-adjusted-deadline-estimates-for-q3-2026",
        "bearer of bad news, who arrived at 9:00",
        "sk-learn-is-a-library-for-machine-learning",
        "hf_short",
    ],
)
def test_that_plain_words_are_no_key(text):
    assert key_shape_in(text) is None


def test_that_calls_have_the_same_ids_whatever_the_provider_named_them(store, datasets, review):
    for number, call_id in enumerate(("toolu_9", "", "call_abc")):
        steps = (thought("Same."), answer("Answer: Audit"), call(call_id=call_id), call("Budget", call_id=call_id))
        review.decide([add_trace(store, number, steps=steps)], Verdict.ACCEPT, reviewer="Ada")
    datasets.freeze("first", split=1)
    for row in datasets.rows("first"):
        assert [found["id"] for found in row["messages"][2]["tool_calls"]] == ["call_1", "call_2"]


def test_that_kinds_tell_a_form_what_to_draw(datasets):
    kinds = {kind.name: kind for kind in datasets.kinds()}
    assert [spec.choices for spec in kinds["openai_chat"].params] == [("one_message", "source")]
    assert kinds["trl_chat"].params == params_of(EXPORTERS["trl_chat"].Params) == ()
    assert [kind.name for kind in datasets.import_kinds()] == ["openai_chat"]
