# SPDX-License-Identifier: Apache-2.0
"""Intervals and tests, against published figures."""

from __future__ import annotations

import random
import statistics

import pytest

from core.evaluation.intervals import do_overlap, mcnemar_exact, mean_interval, paired_difference, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3 (score, no continuity correction)
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_that_wilson_gives_the_published_bounds(successes, n, low, high):
    found = wilson(successes, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.n == n and found.mean == successes / n


def test_that_wilson_mirrors():
    few, many = wilson(3, 40), wilson(37, 40)
    assert many.low == pytest.approx(1 - few.high) and many.high == pytest.approx(1 - few.low)


def test_that_no_case_says_nothing():
    assert (wilson(0, 0).low, wilson(0, 0).high, wilson(0, 0).n) == (0.0, 1.0, 0)
    assert mean_interval([]).n == 0


def test_that_a_mean_of_zeros_and_ones_has_the_interval_of_a_share():
    values = [1.0] * 15 + [0.0] * 133
    assert mean_interval(values, parts=1) == wilson(15, 148)


def test_that_a_mean_interval_is_never_without_width():
    for value in (0.0, 1 / 3, 1.0):
        found = mean_interval([value] * 15, parts=3)
        assert found.high - found.low > 0.1


def test_that_a_mean_interval_covers_the_truth_about_as_often_as_it_says():
    dice, hits, trials = random.Random(7), 0, 600
    for _ in range(trials):
        values = [sum(dice.random() < 0.85 for _ in range(3)) / 3 for _ in range(15)]
        found = mean_interval(values, parts=3)
        hits += found.low <= 0.85 <= found.high
    assert 0.92 <= hits / trials <= 0.995


def test_that_parts_that_agree_make_a_wider_interval_than_parts_that_do_not():
    together = mean_interval([1.0, 0.0] * 10, parts=3)
    apart = mean_interval([2 / 3, 1 / 3] * 10, parts=3)
    assert together.mean == pytest.approx(apart.mean)
    assert together.high - together.low > 1.3 * (apart.high - apart.low)


@pytest.mark.parametrize(
    ("only_first", "only_second", "p_value"),
    [(24, 1, 1.5497e-06), (6, 2, 0.2890625), (9, 3, 0.1459961), (5, 5, 1.0), (0, 0, 1.0), (0, 6, 0.03125)],
)
def test_that_mcnemar_is_the_binomial_test_of_the_discordant_pairs(only_first, only_second, p_value):
    assert mcnemar_exact(only_first, only_second) == pytest.approx(p_value, rel=1e-4)


def test_that_a_paired_difference_has_about_the_interval_of_the_t_test():
    # Student's sleep data (1908): extra hours under two drugs; paired t interval [-2.46, -0.70], p = 0.0028.
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found, p_value = paired_difference(first, second)
    assert found.mean == pytest.approx(statistics.mean(first) - statistics.mean(second)) == pytest.approx(-1.58)
    assert found.low == pytest.approx(-2.46, abs=0.3) and found.high == pytest.approx(-0.70, abs=0.3)
    assert p_value < 0.01


def test_that_a_paired_difference_is_the_same_every_time_and_turns_with_its_sides():
    one, other = [0.2, 0.4, 1.0, 0.6], [0.1, 0.9, 0.3, 0.5]
    assert paired_difference(one, other) == paired_difference(one, other)
    assert paired_difference(one, other)[0].mean == -paired_difference(other, one)[0].mean


def test_that_no_difference_is_no_evidence():
    found, p_value = paired_difference([0.5] * 8, [0.5] * 8)
    assert (found.low, found.high, p_value) == (0.0, 0.0, 1.0)


def test_that_sides_of_different_length_are_refused():
    with pytest.raises(ValueError, match="zip"):
        paired_difference([1.0], [1.0, 0.0])


def test_that_touching_intervals_overlap():
    assert do_overlap(wilson(5, 10), wilson(6, 10))
    assert not do_overlap(wilson(1, 60), wilson(50, 60))
