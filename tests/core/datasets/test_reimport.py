# SPDX-License-Identifier: Apache-2.0
"""A dataset of one's own that is imported again: what the workspace holds is recognised without an id in the file."""

from __future__ import annotations

import json

import pytest

from core.domain.reviews import Verdict
from tests.helpers.review_builders import add_traces, answer, call, thought

IMPORTED_CHAT = {
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "When?"},
        {
            "role": "assistant",
            "reasoning_content": "It is due.\nIt is short.",
            "content": "At nine,\nbefore ten.",
            "tool_calls": [{"id": "x", "type": "function", "function": {"name": "book", "arguments": '{"at": 9}'}}],
        },
    ]
}


@pytest.fixture
def export(datasets, tmp_path):
    """Freeze all kept traces under a name and export them; returns the file."""

    def exported(name, **options):
        datasets.freeze(name)
        path = tmp_path / f"{name}.jsonl"
        datasets.export(name, format=options.pop("format", "openai_chat"), path=path, **options)
        return path

    return exported


@pytest.mark.parametrize("options", [{}, {"style": "source"}, {"format": "trl_chat"}])
def test_that_rows_of_an_export_of_ones_own_are_known(store, review, export, options):
    review.decide(add_traces(store, 5), Verdict.ACCEPT, reviewer="Ada")
    report = review.import_jsonl(export("first", **options))
    assert (report.imported, report.known) == ((), 5)
    assert report.sentence.endswith("5 traces were here already.")
    assert review.counts().total == 5


def test_that_an_older_and_a_newer_revision_are_known(store, review, export):
    (trace,) = add_traces(store, 1)
    for number in range(3):
        steps = (thought(f"Look {number}.\nThen again."), answer(f"Answer: Budget {number}"), call())
        review.edit(trace, steps, author="Ada", accept=True)
        export(f"edit-{number}")
    for number in range(3):
        path = export(f"again-{number}").with_name(f"edit-{number}.jsonl")
        assert review.import_jsonl(path).known == 1


def test_that_other_words_another_call_and_another_question_are_new(store, review, export):
    review.decide(add_traces(store, 1), Verdict.ACCEPT, reviewer="Ada")
    path = export("first")
    whole = path.read_text(encoding="utf-8")
    for old, new in (("Answer: Audit", "Answer: Budget"), (r"\"Audit\"", r"\"Budget\""), ("Case 0", "Case 9")):
        assert old in whole
        path.write_text(whole.replace(old, new), encoding="utf-8")
        report = review.import_jsonl(path)
        assert (len(report.imported), report.known) == (1, 0)


def test_that_an_imported_chat_is_known_after_its_export_unless_it_was_told_something_else(review, export, tmp_path):
    path = tmp_path / "chats.jsonl"
    path.write_text(json.dumps(IMPORTED_CHAT), encoding="utf-8")
    review.decide(review.import_jsonl(path).imported, Verdict.ACCEPT, reviewer="Ada")
    back = export("first")
    assert review.import_jsonl(back).known == 1
    back.write_text(back.read_text(encoding="utf-8").replace("Be brief.", "Be long."), encoding="utf-8")
    assert len(review.import_jsonl(back).imported) == 1
