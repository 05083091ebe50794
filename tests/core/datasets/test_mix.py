# SPDX-License-Identifier: Apache-2.0
"""Mixes: the source's arithmetic, lines byte for byte, and broken lines named."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.mix import mix, mix_counts
from core.domain.datasets import MixCounts
from core.errors import InvalidInput


def write(path, name, count, *, end="\n"):
    lines = [json.dumps({"messages": [], "from": name, "n": number}, indent=None) + end for number in range(count)]
    path.write_bytes("".join(lines).encode())
    return path


@pytest.fixture
def files(tmp_path):
    return write(tmp_path / "existing.jsonl", "old", 600), write(tmp_path / "distilled.jsonl", "new", 400)


def test_that_six_hundred_at_three_tenths_take_257_for_857(tmp_path, files):
    counts = mix(*files, ratio=0.3, seed=0, out=tmp_path / "mix.jsonl")
    assert counts == MixCounts(existing=600, distillation=257, total=857, shortfall=0, skipped=0)
    rows = [json.loads(line) for line in (tmp_path / "mix.jsonl").read_bytes().splitlines()]
    assert Counter(row["from"] for row in rows) == {"old": 600, "new": 257}
    assert len({(row["from"], row["n"]) for row in rows}) == 857
    assert rows[:600] != sorted(rows[:600], key=lambda row: row["n"])


def test_that_the_seed_decides_sample_and_order(tmp_path, files):
    outs = [tmp_path / f"{number}.jsonl" for number in range(3)]
    for out, seed in zip(outs, (7, 7, 8), strict=True):
        mix(*files, ratio=0.3, seed=seed, out=out)
    assert outs[0].read_bytes() == outs[1].read_bytes() != outs[2].read_bytes()


def test_that_too_few_distilled_rows_are_all_taken_and_said(tmp_path):
    existing = write(tmp_path / "existing.jsonl", "old", 600)
    distilled = write(tmp_path / "distilled.jsonl", "new", 200)
    counts = mix(existing, distilled, ratio=0.3, seed=0, out=tmp_path / "mix.jsonl")
    assert counts == MixCounts(existing=600, distillation=200, total=800, shortfall=57, skipped=0)


def test_that_lines_are_kept_byte_for_byte(tmp_path):
    odd = '{ "b":1.50,"a" : "\\u00e9\\/", "z":"é\u2028" }'.encode()
    existing, distilled = tmp_path / "existing.jsonl", tmp_path / "distilled.jsonl"
    existing.write_bytes(b"\xef\xbb\xbf" + odd + b"\r\n\n   \n")
    distilled.write_bytes(b'{"n":1}')
    mix(existing, distilled, ratio=0.5, seed=0, out=tmp_path / "mix.jsonl")
    assert sorted((tmp_path / "mix.jsonl").read_bytes().splitlines(keepends=True)) == sorted(
        [odd + b"\r\n", b'{"n":1}\n']
    )


def test_that_a_broken_line_is_named_and_nothing_is_written(tmp_path, files):
    existing, distilled = files
    distilled.write_bytes(b'{"n": 1}\n{"n": \n{"n": 3}\n')
    with pytest.raises(
        InvalidInput, match=r"Line 2 of distilled.jsonl is not JSON.*expected one JSON object"
    ) as caught:
        mix(existing, distilled, ratio=0.3, seed=0, out=tmp_path / "mix.jsonl")
    assert caught.value.hint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["distilled.jsonl", "existing.jsonl"]


def test_that_broken_lines_are_left_out_on_request(tmp_path, files):
    existing, distilled = files
    distilled.write_bytes(b'{"n": 1}\n{"n": \n[3]\n')
    counts = mix(existing, distilled, ratio=0.001, seed=0, out=tmp_path / "mix.jsonl", on_bad_line="skip")
    assert (counts.existing, counts.skipped) == (600, 2)


@pytest.mark.parametrize("ratio", [-0.1, 1, 1.5, float("nan"), float("inf")])
def test_that_a_ratio_out_of_bounds_is_refused(tmp_path, files, ratio):
    with pytest.raises(InvalidInput, match="is not a share"):
        mix(*files, ratio=ratio, seed=0, out=tmp_path / "mix.jsonl")


def test_that_a_mix_never_overwrites_what_it_reads(files):
    before = files[0].read_bytes()
    with pytest.raises(InvalidInput, match="cannot overwrite"):
        mix(*files, ratio=0.3, seed=0, out=files[0].parent / "." / files[0].name)
    assert files[0].read_bytes() == before


def test_that_a_missing_file_and_an_unknown_wish_are_named(tmp_path, files):
    with pytest.raises(InvalidInput, match="There is no file"):
        mix(tmp_path / "none.jsonl", files[1], ratio=0.3, seed=0, out=tmp_path / "mix.jsonl")
    with pytest.raises(InvalidInput, match="stop or skip"):
        mix(*files, ratio=0.3, seed=0, out=tmp_path / "mix.jsonl", on_bad_line="shrug")


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.floats(0, 0.99))
def test_that_the_counts_follow_the_sources_formula(existing, available, ratio):
    counts = mix_counts(existing, available, ratio=ratio)
    assert counts.distillation + counts.shortfall == int(existing * ratio / (1 - ratio))
    assert counts.total == existing + counts.distillation
    assert 0 <= counts.distillation <= available
