# SPDX-License-Identifier: Apache-2.0
"""Imports: every spelling of a chat becomes a pending trace, and a broken line says where and what was expected."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.messages import ReasoningSource
from core.domain.traces import StepKind, TraceState
from core.errors import BrokenLine, InvalidInput, UnknownName
from tests.helpers.review_builders import add_trace

CALL = {"id": "x", "type": "function", "function": {"name": "book", "arguments": '{"at": "9:00"}'}}
THOUGHTS = ["It takes 1:00 h.", "It is due 10:00."]


def chat(*messages, **more):
    opening = [{"role": "system", "content": "Plan."}, {"role": "user", "content": "When?\nToday."}]
    return {"messages": [*opening, *messages], **more}


def write(folder, *lines):
    path = folder / "chats.jsonl"
    texts = [line if isinstance(line, (bytes, str)) else json.dumps(line) for line in lines]
    path.write_bytes(b"".join((text if isinstance(text, bytes) else text.encode()) + b"\n" for text in texts))
    return path


def kinds_and_texts(trace):
    return [(step.kind.value, step.text or (step.call and dict(step.call.arguments))) for step in trace.steps]


EXPECTED = [
    ("thought", "It takes 1:00 h."),
    ("thought", "It is due 10:00."),
    ("answer", "Answer: 9:00"),
    ("tool_call", {"at": "9:00"}),
]


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "assistant", "content": "\n".join([*THOUGHTS, "Answer: 9:00"]), "tool_calls": [CALL]}],
        [
            {"role": "assistant", "content": "\n".join([*THOUGHTS, "Answer: 9:00"])},
            {"role": "assistant", "content": None, "tool_calls": [CALL]},
        ],
        *(
            [{"role": "assistant", key: "\n".join(THOUGHTS), "content": "Answer: 9:00", "tool_calls": [CALL]}]
            for key in ("reasoning_content", "reasoning", "thinking")
        ),
        [
            {
                "role": "assistant",
                "content": f"<think>\n{THOUGHTS[0]}\n\n{THOUGHTS[1]}\n</think>\n\nAnswer: 9:00",
                "tool_calls": [{"function": {"name": "book", "arguments": {"at": "9:00"}}}],
            }
        ],
        [
            {
                "role": "assistant",
                "content": [{"type": "text", "text": "\n".join([*THOUGHTS, "Answer: 9:00"])}],
                "function_call": {"name": "book", "arguments": '{"at": "9:00"}'},
            }
        ],
    ],
    ids=["inline", "source", "reasoning_content", "reasoning", "thinking", "think_tag", "parts_and_function_call"],
)
def test_that_every_spelling_gives_the_same_steps(tmp_path, review, messages):
    report = review.import_jsonl(write(tmp_path, chat(*messages)))
    trace = review.trace(report.imported[0])
    assert kinds_and_texts(trace) == EXPECTED
    assert trace.original.conclusion == "9:00"
    assert (trace.state, trace.original.teacher) == (TraceState.PENDING, "imported")


def test_that_the_last_line_is_the_answer_where_nothing_says_so(tmp_path, review):
    report = review.import_jsonl(write(tmp_path, chat({"role": "assistant", "content": "One.\nTwo.\nAudit first."})))
    trace = review.trace(report.imported[0])
    assert [step.kind for step in trace.steps] == [StepKind.THOUGHT, StepKind.THOUGHT, StepKind.ANSWER]
    assert trace.original.conclusion == "Audit first."
    assert trace.original.reasoning_source is ReasoningSource.PROMPTED


def test_that_tool_results_stay_between_their_call_and_the_answer(tmp_path, review):
    messages = [
        {"role": "assistant", "content": "Let me look.", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "x", "content": "free"},
        {"role": "assistant", "content": "Answer: 9:00"},
    ]
    trace = review.trace(review.import_jsonl(write(tmp_path, chat(*messages))).imported[0])
    assert [step.kind.value for step in trace.steps] == ["thought", "tool_call", "tool_result", "answer"]


def test_that_the_problem_keeps_its_own_system_text_and_tools(tmp_path, store, review):
    tool = {"type": "function", "function": {"name": "book", "parameters": {"type": "object"}}}
    line = chat({"role": "assistant", "content": "Answer: 9:00"}, tools=[tool])
    trace = review.trace(review.import_jsonl(write(tmp_path, line)).imported[0])
    with store.read() as unit:
        problem = unit.problems.get(trace.problem_id)
    assert (problem.prompt, problem.task_type) == ("When?\nToday.", "imported")
    assert problem.made.context["system"] == "Plan."
    assert problem.made.context["tools"][0]["name"] == "book"


def test_that_a_second_import_adds_nothing(tmp_path, review):
    path = write(tmp_path, chat({"role": "assistant", "content": "A"}), chat({"role": "assistant", "content": "B"}))
    assert len(review.import_jsonl(path).imported) == 2
    again = review.import_jsonl(path)
    assert (again.imported, again.known) == ((), 2)
    assert again.sentence == "No new trace was imported. 2 traces were here already."


GOOD = chat({"role": "assistant", "content": "Answer: 9:00"})
BROKEN = [
    ("{", "not JSON"),
    ('{"messages": "open', "not JSON (Invalid control character at column 19)"),
    ('{"a": "\\x"}', "not JSON (Invalid \\escape at column 8)"),
    ("[1]", "a list, not an object"),
    ("null", "null, not an object"),
    ('{"messages": [{"role": "user", "content": NaN}]}', "NaN is not a number"),
    ('{"a": 1e999}', "too large a number"),
    ('{"a": ' + "9" * 5_000 + "}", "too large a number"),
    ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    ('{"a": ' + "[" * 700 + '"\\u0000"' + "]" * 700 + "}", "nested too deeply"),
    (b'{"a": "\xff"}', "not UTF-8"),
    (b'{"a": "' + b"x" * (8 * 1024 * 1024) + b'"}', "longer than 8 MB"),
    ({"conversations": []}, "ShareGPT"),
    ({"messages": []}, "no list of messages"),
    ({"messages": ["hello"]}, "Message 1 is not an object"),
    (chat({"role": "wizard", "content": "x"}), "role “wizard”"),
    (chat(), "No assistant message"),
    (chat({"role": "assistant", "content": ""}), "No assistant message"),
    (chat({"role": "assistant", "content": 3}), "content of message 3 is not text"),
    (chat({"role": "assistant", "content": [{"type": "image_url"}]}), "content of message 3 is not text"),
    (chat({"role": "assistant", "reasoning": {}, "content": "x"}), "“reasoning” of message 3"),
    (chat({"role": "assistant", "tool_calls": [{"function": {}}]}), "has no name"),
    (chat({"role": "assistant", "tool_calls": [{"name": "f", "arguments": "{broken"}]}), "not an object"),
    (chat({"role": "assistant", "tool_calls": [{"name": "f", "arguments": "[1]"}]}), "not an object"),
    (chat({"role": "assistant", "content": "x"}, tools=3), "“tools” is not a list"),
    (chat({"role": "assistant", "content": "x"}, {"role": "user", "content": "y"}), "2 user messages"),
    ({"messages": [{"role": "assistant", "content": "x"}]}, "0 user messages"),
    (chat({"role": "assistant", "content": "x"}, {"role": "system", "content": "y"}), "system message follows"),
]


@pytest.mark.parametrize(("line", "said"), BROKEN, ids=[said for _line, said in BROKEN])
def test_that_a_broken_line_is_named_and_the_others_are_kept(tmp_path, review, line, said):
    report = review.import_jsonl(write(tmp_path, GOOD, line, GOOD), on_bad_line="skip")
    assert len(report.imported) == 1
    assert report.fault_count == 1
    (fault,) = report.faults
    assert fault.line == 2
    assert said in fault.message
    assert fault.expected
    assert "line 2" in report.sentence


def test_that_nothing_is_stored_where_a_line_is_broken(tmp_path, review):
    path = write(tmp_path, GOOD, "{", GOOD, "[]")
    with pytest.raises(
        BrokenLine, match=r"Line 2 of chats.jsonl .*Expected: one JSON object.* 1 other bro\w+ line fol"
    ):
        review.import_jsonl(path)
    with pytest.raises(BrokenLine, match="2 other broken lines follow") as caught:
        review.import_jsonl(write(tmp_path, GOOD, "{", "[", "[]"))
    assert caught.value.hint
    assert review.ids() == ()


def test_that_characters_no_store_can_hold_are_replaced(tmp_path, review):
    line = '{"messages": [{"role": "user", "content": "a\\ud800b\\u0000"}, {"role": "assistant", "content": "c"}]}'
    report = review.import_jsonl(write(tmp_path, GOOD, line))
    assert report.mended == (2,)
    assert review.rows()[1].title == "a\ufffdb\ufffd"


def test_that_a_whole_emoji_written_as_two_escapes_is_kept(tmp_path, review):
    line = '{"messages": [{"role": "user", "content": "\\ud83d\\ude00"}, {"role": "assistant", "content": "c"}]}'
    report = review.import_jsonl(write(tmp_path, line))
    assert report.mended == ()
    assert review.rows()[0].title == "😀"


def test_that_a_byte_order_mark_blank_lines_and_windows_ends_are_read(tmp_path, review):
    path = tmp_path / "chats.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n" + b"   \n{")
    report = review.import_jsonl(path, on_bad_line="skip")
    assert len(report.imported) == 1
    assert report.faults[0].line == 4


def test_that_a_line_is_not_cut_at_other_separators(tmp_path, review):
    line = json.dumps(chat({"role": "assistant", "content": "a\u2028b\x85c"}), ensure_ascii=False)
    assert len(review.import_jsonl(write(tmp_path, line)).imported) == 1


def test_that_a_missing_file_an_unknown_form_and_an_unknown_task_are_named(tmp_path, review):
    with pytest.raises(InvalidInput, match="There is no file"):
        review.import_jsonl(tmp_path / "none.jsonl")
    with pytest.raises(InvalidInput, match="is a folder"):
        review.import_jsonl(tmp_path)
    path = write(tmp_path, GOOD)
    with pytest.raises(UnknownName, match="openai_chat"):
        review.import_jsonl(path, format="parchment")
    with pytest.raises(UnknownName, match="prioritization"):
        review.import_jsonl(path, task_type="cooking")
    with pytest.raises(InvalidInput, match="stop or skip"):
        review.import_jsonl(path, on_bad_line="shrug")


def test_that_an_import_can_join_a_known_task(tmp_path, review, store):
    add_trace(store)
    report = review.import_jsonl(write(tmp_path, GOOD), task_type="prioritization")
    assert review.ids(types=("prioritization",)) == (1, *report.imported)
    assert [found.is_true for found in review.evidence(report.imported[0])] == [None, None]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
messages = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["system", "user", "assistant", "tool", "x"]), "content": json_values},
        optional={
            "tool_calls": json_values,
            "function_call": json_values,
            "reasoning": json_values,
            "tool_call_id": json_values,
        },
    )
    | json_values,
    max_size=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.fixed_dictionaries({"messages": messages | json_values}, optional={"tools": json_values}) | json_values)
def test_that_no_line_whatever_breaks_an_import(tmp_path, review, row):
    report = review.import_jsonl(write(tmp_path, json.dumps(row), GOOD), on_bad_line="skip")
    assert len(report.imported) + report.known + report.fault_count == 2
