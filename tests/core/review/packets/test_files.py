# SPDX-License-Identifier: Apache-2.0
"""Packet and reply as files: they come back as they were written, and nothing is read of one that was touched."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.messages import ToolCallPart, ToolResultPart
from core.domain.packets import PacketDecision, ReplyDecision, ReplyEdit
from core.domain.reviews import Verdict
from core.domain.traces import Step, StepKind
from core.errors import BrokenLine, InvalidInput
from core.review.packets.replies import MOST_ON_A_TRACE, read_reply
from core.review.packets.sealed import _sealed_hash
from core.review.packets.traces import blinded, packet_trace, read_packet, steps_hash
from core.review.reasons import REASONS
from tests.helpers.packet_builders import NOON, decided, packet_line, save_packet, save_reply
from tests.helpers.review_builders import add_trace, answer, call, make_problem, open_store, thought

HOSTILE = '<b onmouseover="x">=1+1\u202e\u2028\x07 {{7*7}} \\ud800 ../../etc \'); DROP TABLE traces;-- 😀'

words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
arguments = st.dictionaries(words, json_values, max_size=3)
steps = st.lists(
    st.builds(thought, words)
    | st.builds(answer, words)
    | st.builds(lambda name, held: Step(StepKind.TOOL_CALL, call=ToolCallPart("1", name, held)), words, arguments)
    | st.builds(lambda said: Step(StepKind.TOOL_RESULT, result=ToolResultPart("1", said)), words),
    max_size=5,
).map(tuple)
zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=zones)
stars = st.none() | st.integers(1, 5)
people = words.filter(lambda name: name.strip() != "")
earlier = st.builds(PacketDecision, people, st.sampled_from(Verdict), moments, note=words, rating=stars)
lines = st.lists(st.tuples(steps, st.integers(0, 9), arguments, st.lists(earlier, max_size=2)), max_size=4)


def traces_of(found):
    return [
        replace(
            packet_line(number, steps=made, decisions=tuple(before)),
            head=head,
            problem=replace(make_problem(number), context=context),
        )
        for number, (made, head, context, before) in enumerate(found)
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=lines, is_blind=st.booleans())
def test_that_a_packet_comes_back_as_it_was_written(tmp_path, found, is_blind):
    traces = traces_of(found)
    path = tmp_path / "packet.jsonl"
    header = save_packet(path, traces, is_blind=is_blind)
    packet = read_packet(path)
    assert packet.header == header
    assert header.count == len(traces)
    assert list(packet.traces) == ([blinded(trace) for trace in traces] if is_blind else traces)


can_be_edited = steps.filter(lambda made: any(step.text.strip() or step.call for step in made)).filter(
    lambda made: (
        all(step.text.strip() for step in made if step.kind in (StepKind.THOUGHT, StepKind.ANSWER))
        and all(step.call.name.strip() for step in made if step.call)
    )
)
replies = st.builds(
    ReplyDecision,
    request_key=words,
    content_hash=steps.map(steps_hash),
    verdict=st.sampled_from([Verdict.REJECT, Verdict.NEEDS_WORK]),
    reviewer=people,
    at=moments,
    reasons=st.sets(st.sampled_from(REASONS)).map(tuple),
    note=words,
    rating=stars,
    edit=st.none() | st.builds(ReplyEdit, can_be_edited, st.just({"0": "wrong"})),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decisions=st.lists(replies, max_size=5))
def test_that_a_reply_comes_back_as_it_was_written(tmp_path, decisions):
    packet = save_packet(tmp_path / "packet.jsonl", [])
    save_reply(tmp_path / "reply.jsonl", decisions, packet)
    reply = read_reply(tmp_path / "reply.jsonl")
    assert list(reply.decisions) == decisions
    assert (reply.header.packet, reply.header.packet_made_at, reply.header.count) == (
        packet.sha256,
        NOON,
        len(decisions),
    )


def test_that_a_stored_trace_becomes_a_line_with_the_hash_of_the_store(tmp_path):
    from sqlalchemy import select

    from core.store.tables import traces

    store = open_store(tmp_path)
    trace_id = add_trace(store)
    with store.read() as unit:
        trace = unit.traces.get(trace_id)
        line = packet_trace(trace, unit.problems.get(trace.problem_id))
        kept = unit.traces._connection.execute(select(traces.c.content_hash)).scalar_one()
    store.close()
    assert (line.request_key, line.head, line.steps) == (trace.original.request_key, 0, trace.steps)
    assert line.content_hash == kept


def test_that_a_blind_packet_holds_no_truth_and_nobodys_word(tmp_path):
    before = PacketDecision("Cy Secret", Verdict.REJECT, NOON, note="Hidden note")
    problem = make_problem()
    path = tmp_path / "packet.jsonl"
    trace = replace(
        packet_line(decisions=(before,)), problem=replace(problem, truth=replace(problem.truth, conclusion="Hid"))
    )
    save_packet(path, [trace], is_blind=True)
    text = path.read_text(encoding="utf-8")
    assert not [word for word in ("Cy Secret", "Hidden note", "Hid", 'truth":{', "accepted") if word in text]
    save_packet(path, [trace], is_blind=False)
    assert all(word in path.read_text(encoding="utf-8") for word in ("Cy Secret", "Hidden note", "Hid"))


def test_that_hostile_text_stays_text_on_one_line(tmp_path):
    trace = packet_line(steps=(thought(HOSTILE), call(HOSTILE)), decisions=())
    trace = replace(trace, problem=replace(trace.problem, prompt=HOSTILE))
    path = tmp_path / "packet.jsonl"
    packet = save_packet(path, [trace])
    assert path.read_bytes().count(b"\n") == 2
    (read,) = read_packet(path).traces
    assert (read.problem.prompt, read.steps) == (HOSTILE, trace.steps)
    said = decided(0, Verdict.REJECT, reviewer=HOSTILE, note=HOSTILE, on=trace.steps)
    save_reply(tmp_path / "reply.jsonl", [said], packet)
    assert read_reply(tmp_path / "reply.jsonl").decisions == (said,)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True))
def test_that_nothing_is_read_of_a_file_that_is_cut_short(tmp_path, share):
    path = tmp_path / "packet.jsonl"
    save_packet(path, [packet_line(number) for number in range(3)])
    whole = path.read_bytes().rstrip(b"\n")
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InvalidInput) as caught:
        read_packet(path)
    assert caught.value.hint


def test_that_a_file_cut_at_a_line_or_within_one_says_how_much_is_left(tmp_path):
    path = tmp_path / "packet.jsonl"
    save_packet(path, [packet_line(number) for number in range(3)])
    rows = path.read_bytes().splitlines(keepends=True)
    for cut in (b"".join(rows[:3]), b"".join(rows[:3]) + rows[3][:50]):
        path.write_bytes(cut)
        with pytest.raises(InvalidInput, match="is cut short: its first line says 3, and 2 follow whole"):
            read_packet(path)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (b"Audit number 0 takes", b"Audit number 9 takes"),
        (b"Audit or Budget first", b"Budget or Audit first"),
        (b'"workspace":"Desk"', b'"workspace":"Deck"'),
        (b'"is_blind":false', b'"is_blind":true'),
        (b"key-0", b"key-7"),
    ],
)
def test_that_a_changed_file_is_refused(tmp_path, before, now):
    path = tmp_path / "packet.jsonl"
    save_packet(path, [packet_line(0)])
    whole = path.read_bytes()
    assert whole.count(before) >= 1
    path.write_bytes(whole.replace(before, now, 1))
    with pytest.raises(InvalidInput, match=r"was changed since it was made|do not have the hash|is blind"):
        read_packet(path)


def test_that_lines_in_another_order_or_twice_are_refused(tmp_path):
    path = tmp_path / "packet.jsonl"
    save_packet(path, [packet_line(number) for number in range(3)])
    first, *rows = path.read_bytes().splitlines(keepends=True)
    for changed in (rows[::-1], [*rows, rows[0]]):
        path.write_bytes(first + b"".join(changed))
        with pytest.raises(InvalidInput, match="was changed since it was made; nothing was read from it"):
            read_packet(path)


def test_that_other_line_ends_and_a_byte_order_mark_change_nothing(tmp_path):
    path = tmp_path / "packet.jsonl"
    save_packet(path, [packet_line(0), packet_line(1)])
    packet = read_packet(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").rstrip())
    assert read_packet(path) == packet


def rewrite_header(path, **changes):
    first, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(json.dumps(json.loads(first) | changes) + "\n" + "".join(rows), encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 2}, "made by a newer Stillroom: form 2, and this one reads 1"),
        ({"version": 0}, "says too little"),
        ({"version": True}, "says too little"),
        ({"version": "1"}, "says too little"),
        ({"count": -1}, "says too little"),
        ({"count": 10**9}, "says too little"),
        ({"count": True}, "says too little"),
        ({"sha256": "0"}, "says too little"),
        ({"sha256": None}, "says too little"),
        ({"made_at": "2026-03-04T12:00:00"}, "says too little"),
        ({"made_by": " "}, "says too little"),
        ({"made_by": 3}, "says too little"),
        ({"more": [[]]}, "says too little"),
        ({"format": "stillroom-review-reply"}, "is a reply to a review packet, not a review packet"),
        ({"format": "parchment"}, "is not a review packet"),
        ({"format": ["stillroom-review-packet"]}, "is not a review packet"),
    ],
)
def test_that_a_first_line_of_another_form_is_refused(tmp_path, changes, said):
    path = tmp_path / "packet.jsonl"
    save_packet(path, [packet_line()])
    rewrite_header(path, **changes)
    with pytest.raises(InvalidInput, match=said):
        read_packet(path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"{", b"[]", b"\xff\xfe", b'{"messages": []}', b"{}\n" * 50])
def test_that_another_file_is_no_packet(tmp_path, content):
    path = tmp_path / "packet.jsonl"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"“packet.jsonl” is not a review packet"):
        read_packet(path)
    with pytest.raises(InvalidInput, match="There is no file"):
        read_packet(tmp_path / "none.jsonl")


def resealed(path, change):
    """Change the rows of a file and seal it again, as a program with other manners would."""
    first, *rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    for row in rows:
        change(row)
    encoded = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    plain = {name: value for name, value in first.items() if name != "sha256"}
    head = json.dumps(plain | {"sha256": _sealed_hash(plain, encoded)}).encode()
    path.write_bytes(b"\n".join([head, *encoded]) + b"\n")


DEEP = json.loads("[" * 400 + "]" * 400)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.pop("steps"), "It is not a trace. Expected: a trace as a packet writes it"),
        (lambda row: row.update(steps="x"), "It is not a trace"),
        (lambda row: row.update(head=-1), "does not say which trace"),
        (lambda row: row.update(head=True), "It is not a trace"),
        (lambda row: row.update(request_key=""), "does not say which trace"),
        (lambda row: row.update(request_key=["key"]), "It is not a trace"),
        (lambda row: row["steps"].pop(), "do not have the hash beside them"),
        (lambda row: row["problem"].update(context=[1]), "context of the problem is not an object"),
        (lambda row: row["problem"].update(split="sideways"), "It is not a trace"),
        (lambda row: row["steps"][3]["call"].update(arguments=[1]), "arguments of a tool call are not an object"),
        (lambda row: row["steps"][3]["call"].update(arguments={"a": DEEP}), "steps cannot be hashed"),
        (lambda row: row.update(decisions=[{"reviewer": "Cy", "verdict": "accept", "at": "2026-01-01"}]), "time zone"),
        (
            lambda row: row.update(
                decisions=[{"reviewer": "Cy", "verdict": "accept", "at": "2026-01-01T00:00+00:00", "rating": 6}]
            ),
            "rating is 6. Expected: a rating from 1 to 5",
        ),
    ],
)
def test_that_a_bad_line_of_a_packet_is_named_with_what_was_expected(tmp_path, change, said):
    path = tmp_path / "packet.jsonl"
    save_packet(path, [packet_line()])
    resealed(path, change)
    with pytest.raises(BrokenLine, match=f"Line 2 of packet.jsonl cannot be read: .*{said}") as caught:
        read_packet(path)
    assert "Nothing was imported" in caught.value.message
    assert "Expected: " in caught.value.message


def test_that_a_trace_stands_once_in_a_packet(tmp_path):
    path = tmp_path / "packet.jsonl"
    with pytest.raises(InvalidInput, match="stands on an earlier line"):
        save_packet(path, [packet_line(), packet_line()])
    assert not path.exists()
    save_packet(path, [packet_line(0), packet_line(1)])
    resealed(path, lambda row: row.update(request_key="key-0"))
    with pytest.raises(BrokenLine, match=r"Line 3 of .*stands on an earlier line"):
        read_packet(path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"verdict": "shrug"}, "It is not a decision"),
        ({"reviewer": ""}, "Nobody is named"),
        ({"reviewer": "x" * 201}, "Nobody is named"),
        ({"at": "2026-03-04T12:00:00"}, "no time zone"),
        ({"at": "yesterday"}, "It is not a decision"),
        ({"at": 5}, "It is not a decision"),
        ({"rating": 0}, "rating is 0"),
        ({"rating": True}, "It is not a decision"),
        ({"content_hash": "abc"}, "what was reviewed"),
        ({"reasons": ["unheard of"]}, "reason is not on the list. Expected: reasons out of wrong conclusion"),
        ({"verdict": "accept", "reasons": ["unclear"]}, "takes no reasons"),
        ({"reasons": "unclear"}, "It is not a decision"),
        ({"edit": {"steps": []}}, "cannot be empty"),
        ({"edit": {"steps": [{"kind": "answer", "text": "x"}], "labels": {"1": "wrong"}}}, "label is unknown"),
        ({"edit": {"steps": [{"kind": "answer", "text": "x"}], "labels": {"0": "odd"}}}, "label is unknown"),
        ({"edit": {"steps": [{"kind": "answer", "text": "x"}], "labels": []}}, "labels of the edit are not an object"),
        ({"edit": {"steps": [{"kind": "answer", "text": "x"}], "labels": {"0": []}}}, "label is unknown"),
    ],
)
def test_that_a_bad_line_of_a_reply_is_named_with_what_was_expected(tmp_path, changes, said):
    path = tmp_path / "reply.jsonl"
    save_reply(path, [decided(verdict=Verdict.REJECT)], save_packet(tmp_path / "packet.jsonl", []))
    resealed(path, lambda row: row.update(changes))
    with pytest.raises(BrokenLine, match=f"Line 2 of reply.jsonl cannot be read: .*{said}") as caught:
        read_reply(path)
    assert len(caught.value.message) < 600


def test_that_an_edit_that_changes_nothing_and_endless_decisions_are_refused(tmp_path):
    packet = save_packet(tmp_path / "packet.jsonl", [])
    same = packet_line().steps
    with pytest.raises(InvalidInput, match="edit changes nothing"):
        save_reply(tmp_path / "reply.jsonl", [decided(edit=same)], packet)
    many = [decided(minutes=minutes) for minutes in range(MOST_ON_A_TRACE + 1)]
    with pytest.raises(InvalidInput, match="too many decisions on this trace"):
        save_reply(tmp_path / "reply.jsonl", many, packet)
    assert not (tmp_path / "reply.jsonl").exists()


def test_that_every_bad_line_is_counted(tmp_path):
    path = tmp_path / "packet.jsonl"
    save_packet(path, [packet_line(number) for number in range(3)])
    resealed(path, lambda row: row.update(head=-1))
    with pytest.raises(BrokenLine, match="2 other broken lines follow"):
        read_packet(path)


def test_that_a_line_that_nests_as_deep_as_it_likes_is_only_refused(tmp_path):
    path = tmp_path / "packet.jsonl"
    save_packet(path, [packet_line()])
    first = path.read_bytes().splitlines(keepends=True)[0]
    for depth in (300, 480, 900, 5_000):
        path.write_bytes(first + b'{"a": "\\u0000", "b": ' + b"[" * depth + b"]" * depth + b"}\n")
        with pytest.raises(InvalidInput):
            read_packet(path)


def test_that_what_could_not_be_read_again_is_not_written(tmp_path):
    path = tmp_path / "packet.jsonl"
    path.write_text("older", encoding="utf-8")
    large = Step(StepKind.TOOL_CALL, call=ToolCallPart("1", "f", {"n": 2**63}))
    for made in (call("a\0b"), thought("x" * 9_000_000), large):
        with pytest.raises(InvalidInput):
            save_packet(path, [packet_line(steps=(made,))])
    with pytest.raises(InvalidInput, match="time zone"):
        save_reply(path, [replace(decided(), at=datetime(2026, 1, 1))], save_packet(tmp_path / "other.jsonl", []))
    assert path.read_text(encoding="utf-8") == "older"
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".part")] == []


def test_that_a_reply_is_known_for_one_and_not_for_a_packet(tmp_path):
    packet = save_packet(tmp_path / "packet.jsonl", [packet_line()])
    save_reply(tmp_path / "reply.jsonl", [decided()], packet)
    with pytest.raises(InvalidInput, match="is a reply to a review packet, not a review packet"):
        read_packet(tmp_path / "reply.jsonl")
    with pytest.raises(InvalidInput, match="is a review packet, not a reply to a review packet"):
        read_reply(tmp_path / "packet.jsonl")
    assert read_reply(tmp_path / "reply.jsonl").decisions[0].at == NOON + timedelta(minutes=5)
