# SPDX-License-Identifier: Apache-2.0
"""A dataset mixed with a file: counted first, written whole, and nothing left behind beside the mix."""

from __future__ import annotations

import json

import pytest

from core.domain.datasets import MixCounts
from core.domain.reviews import Verdict
from core.errors import InvalidInput
from tests.helpers.review_builders import add_traces

FORM = {"format": "openai_chat", "ratio": 0.3}


@pytest.fixture
def snapshot(store, datasets, review):
    review.decide(add_traces(store, 300), Verdict.ACCEPT, reviewer="Ada")
    return datasets.freeze("first", split=0.9)


@pytest.fixture
def existing(tmp_path):
    path = tmp_path / "old.jsonl"
    path.write_text('{"messages": [], "from": "old"}\n' * 600, encoding="utf-8")
    return path


def test_that_six_hundred_and_257_rows_are_counted_and_then_written(datasets, snapshot, existing, tmp_path, workspace):
    wanted = MixCounts(existing=600, distillation=257, total=857, shortfall=0)
    assert datasets.count_mix("first", existing, ratio=0.3) == wanted
    assert datasets.mix_snapshot("first", existing, seed=1, out=tmp_path / "mix.jsonl", **FORM) == wanted
    rows = [json.loads(line) for line in (tmp_path / "mix.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 857
    assert sum("from" not in row for row in rows) == 257
    assert [path.name for path in workspace.datasets.iterdir()] == ["first"]


def test_that_one_side_alone_can_be_mixed(datasets, snapshot, existing, tmp_path):
    counts = datasets.count_mix("first", existing, ratio=0.3, split="eval")
    assert counts.distillation == snapshot.eval_count
    assert counts.shortfall == 257 - snapshot.eval_count
    out = tmp_path / "mix.jsonl"
    assert datasets.mix_snapshot("first", existing, seed=1, out=out, split="eval", **FORM) == counts


def test_that_a_broken_line_stops_the_count_unless_it_may_be_left_out(datasets, snapshot, existing):
    with existing.open("a", encoding="utf-8") as file:
        file.write("not json\n")
    with pytest.raises(InvalidInput, match="Line 601"):
        datasets.count_mix("first", existing, ratio=0.3)
    assert datasets.count_mix("first", existing, ratio=0.3, on_bad_line="skip").skipped == 1


def test_that_an_unknown_side_is_refused(datasets, snapshot, existing):
    with pytest.raises(InvalidInput, match="no side"):
        datasets.count_mix("first", existing, ratio=0.3, split="middle")
