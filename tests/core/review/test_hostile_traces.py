# SPDX-License-Identifier: Apache-2.0
"""Whatever a trace holds: it is imported or refused in words, kept as it was, found, checked, edited and exported."""

from __future__ import annotations

import json
import time
from itertools import count

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.datasets.exporters.catalog import EXPORTERS
from core.datasets.importers.catalog import IMPORTERS
from core.domain import surgery
from core.domain.datasets import Example
from core.domain.messages import Message, ReasoningSource, Role, TextPart
from core.domain.signals import signals_of
from core.domain.surgery import MarkedSteps
from core.domain.traces import Step, StepKind, StepLabel, TraceFilter, TraceState, assistant_message
from core.errors import InvalidInput
from core.jobs.runner import JobRunner
from core.review.service import ReviewService
from core.store.ledger import StoreLedger
from tests.core.review.conftest import requires_for
from tests.helpers.hostile import ANY_TEXT, HUGE, STORABLE_TRACES, TEXTS, TRACES
from tests.helpers.review_builders import add_trace, answer, open_store, thought

SLOW_S = 20.0
"""Many times what is measured, about 2 s of processor for the slowest: a busy machine is slow."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A review service, its store and a folder, for as many traces as a property throws at it."""
    folder = tmp_path_factory.mktemp("hostile")
    store = open_store(folder)
    jobs = JobRunner(StoreLedger(store))
    yield ReviewService(store=store, jobs=jobs, requires_for=requires_for, importers=IMPORTERS), store, folder
    jobs.close()
    store.close()


_NUMBERS = count(1)


def _walk(review, store, steps):
    """All that the core does with one trace, from its arrival to the rows that are trained on."""
    trace_id = add_trace(store, next(_NUMBERS), steps=steps)
    trace = review.trace(trace_id)
    assert trace.steps == steps
    for kept in review.findings(trace_id):
        span = kept.finding.span
        assert span is None or 0 <= span.start <= span.end <= len(steps[span.step].text)
    for evidence in review.evidence(trace_id):
        for span in evidence.spans:
            assert 0 <= span.start <= span.end <= len(steps[span.step].text)
    changed = (*steps, answer("Answer: Audit, and nothing else"))
    review.edit(trace_id, changed, author="Ada", labels={0: StepLabel.WRONG})
    assert review.trace(trace_id).steps == changed
    review.undo("Ada")
    assert review.trace(trace_id).steps == steps
    for state in TraceState:
        taught = signals_of(steps, MarkedSteps(changed, {0: StepLabel.WRONG}), state=state)
        assert len(taught.weights) == len(taught.sft)
    message = assistant_message(steps, ReasoningSource.PROMPTED)
    example = Example((Message(Role.USER, (TextPart("Audit or Budget?"),)), message), tools=())
    for exporter in EXPORTERS:
        row = exporter.row(example, exporter.Params())
        assert orjson.loads(orjson.dumps(row)) == json.loads(json.dumps(row))
    return trace_id


@pytest.mark.parametrize("name", TRACES)
def test_that_each_hostile_trace_goes_all_the_way(desk, name):
    review, store, _folder = desk
    _walk(review, store, TRACES[name])


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(STORABLE_TRACES)
def test_that_any_trace_goes_all_the_way(desk, steps):
    review, store, _folder = desk
    try:
        _walk(review, store, steps)
    except InvalidInput as error:
        assert error.message
        assert error.hint


@pytest.mark.parametrize("name", HUGE)
def test_that_a_huge_trace_goes_all_the_way_in_time(desk, name):
    review, store, _folder = desk
    began = time.process_time()
    _walk(review, store, HUGE[name])
    assert time.process_time() - began < SLOW_S


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(ANY_TEXT)
def test_that_nothing_typed_into_the_search_field_fails(desk, typed):
    review, _store, _folder = desk
    assert review.count(TraceFilter(text=typed)) >= 0


@pytest.mark.parametrize("name", ["right to left", "beyond the basic plane", "quotes", "formatted like a template"])
def test_that_words_of_a_hostile_trace_are_found_again(desk, name):
    review, store, _folder = desk
    trace_id = add_trace(
        store, next(_NUMBERS), steps=(thought(f"{TEXTS[name]} zymurgy{name[:5].strip()}"), answer("x"))
    )
    assert tuple(place.trace_id for place in review.queue(TraceFilter(text=f"zymurgy{name[:5].strip()}"))) == (
        trace_id,
    )


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(prompt=ANY_TEXT, reply=ANY_TEXT, reasoning=st.none() | ANY_TEXT, arguments=st.none() | ANY_TEXT)
def test_that_any_chat_is_imported_or_refused_in_words(desk, prompt, reply, reasoning, arguments):
    review, _store, folder = desk
    said: dict[str, object] = {"role": "assistant", "content": reply}
    if reasoning is not None:
        said["reasoning_content"] = reasoning
    if arguments is not None:
        said["tool_calls"] = [{"id": "1", "type": "function", "function": {"name": prompt, "arguments": arguments}}]
    path = folder / "chats.jsonl"
    path.write_text(json.dumps({"messages": [{"role": "user", "content": prompt}, said]}) + "\n", encoding="utf-8")
    report = review.import_jsonl(path, on_bad_line="skip")
    assert len(report.imported) + report.known + report.fault_count == 1
    assert all(fault.message and fault.expected for fault in report.faults)
    for trace_id in report.imported:
        review.findings(trace_id)
        review.evidence(trace_id)


def _deep(depth: int) -> str:
    return '{"in":' * depth + "1" + "}" * depth


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "{",
        "[]",
        "null",
        '"x"',
        '{"a": NaN}',
        '{"a": 1e999}',
        '{"a": ' + "9" * 5_000 + "}",
        _deep(300),
        _deep(5_000),
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("place", ["arguments", "tools"])
def test_that_broken_arguments_and_schemas_are_kept_or_refused_in_words(desk, arguments, place):
    review, _store, folder = desk
    called = {"id": "1", "type": "function", "function": {"name": "f", "arguments": arguments}}
    said: dict[str, object] = {"role": "assistant", "content": f"Answer: {place} {arguments[:20]}"}
    row: dict[str, object] = {"messages": [{"role": "user", "content": "Audit?"}, said]}
    text = json.dumps(row)
    if place == "arguments":
        said["tool_calls"] = [called]
        text = json.dumps(row)
    else:
        tool = '{"type": "function", "function": {"name": "f", "description": "x", "parameters": %s}}'
        text = text[:-1] + ', "tools": [' + tool % (arguments or '""') + "]}"
    path = folder / "calls.jsonl"
    path.write_text(text + "\n", encoding="utf-8")
    report = review.import_jsonl(path, on_bad_line="skip")
    assert len(report.imported) + report.known + report.fault_count == 1
    for trace_id in report.imported:
        review.findings(trace_id)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(STORABLE_TRACES, st.integers(0, 5), st.integers(0, 40))
def test_that_surgery_on_any_trace_changes_it_or_says_why_not(steps, place, at):
    draft = MarkedSteps(steps, {0: StepLabel.UNNECESSARY})
    for operation in (
        lambda: surgery.split(draft, place, at),
        lambda: surgery.split_sentences(draft, place),
        lambda: surgery.join(draft, place),
        lambda: surgery.move(draft, place, at),
        lambda: surgery.truncate(draft, place),
        lambda: surgery.insert(draft, place, Step(StepKind.THOUGHT, "x")),
    ):
        try:
            assert all(0 <= index < len(operation().steps) for index in operation().labels)
        except InvalidInput as error:
            assert error.hint
