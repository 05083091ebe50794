# SPDX-License-Identifier: Apache-2.0
"""What holds of every statistic of agreement, whatever the ratings; and what is said where there is no figure."""

from __future__ import annotations

import math
import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.reviews import Verdict
from core.errors import InvalidInput
from core.review.agreement.alpha import Metric, krippendorff_alpha
from core.review.agreement.gwet import gwet_ac2
from core.review.agreement.kappa import cohen_kappa
from core.review.agreement.percent import percent_agreement
from core.review.agreement.ratings import STARS, VERDICTS, ratings_of, verdict_value
from core.review.agreement.rejects import precision_of_rejects
from core.review.agreement.spread import share
from core.review.agreement.tau import kendall_tau_b
from core.review.agreement.weights import Weighting, weights

RATERS = ("Ada", "Bo", "Cy")
STATISTICS = {
    "percent": percent_agreement,
    "linear percent": lambda ratings: percent_agreement(ratings, weighting=Weighting.LINEAR),
    "alpha": krippendorff_alpha,
    "ordinal alpha": lambda ratings: krippendorff_alpha(ratings, metric=Metric.ORDINAL),
    "interval alpha": lambda ratings: krippendorff_alpha(ratings, metric=Metric.INTERVAL),
    "AC1": gwet_ac2,
    "AC2": lambda ratings: gwet_ac2(ratings, weighting=Weighting.ORDINAL),
    "kappa": lambda ratings: cohen_kappa(ratings.of("Ada", "Bo")),
    "quadratic kappa": lambda ratings: cohen_kappa(ratings.of("Ada", "Bo"), weighting=Weighting.QUADRATIC),
}
every = pytest.mark.parametrize("statistic", STATISTICS.values(), ids=STATISTICS.keys())

rows = st.dictionaries(st.sampled_from(RATERS), st.sampled_from(STARS) | st.none(), max_size=3)
tables = st.lists(rows, max_size=14).map(lambda units: dict(enumerate(units)))
numbers = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), max_size=14)


def stars(units):
    return ratings_of(units, scale=STARS)


def said(units, values=RATERS):
    return stars({unit: dict(zip(values, row, strict=True)) for unit, row in enumerate(units)})


def close(one, other):
    """The same figure but for the order of sums."""
    assert (one.n, one.reason) == (other.n, other.reason)
    for left, right in zip((one.value, one.low, one.high), (other.value, other.low, other.high), strict=True):
        assert left == right if left is None else left == pytest.approx(right, abs=1e-9)


@every
@settings(max_examples=40, deadline=None)
@given(units=tables)
def test_that_a_figure_is_a_number_or_a_reason_and_lies_in_its_interval(statistic, units):
    found = statistic(stars(units))
    assert (found.value is None) <= (found.low is None)
    assert (found.low is None) == (found.high is None)
    assert bool(found.reason) == (found.low is None)
    for number in (found.value, found.low, found.high):
        assert number is None or math.isfinite(number)
    if found.low is not None:
        assert -1 <= found.low <= found.high <= 1


@every
@settings(max_examples=30, deadline=None)
@given(units=tables, names=st.permutations(RATERS))
def test_that_names_of_raters_do_not_count(statistic, units, names):
    renamed = dict(zip(RATERS, names, strict=True))
    again = {unit: {renamed[rater]: value for rater, value in row.items()} for unit, row in units.items()}
    pair = sorted((renamed["Ada"], renamed["Bo"]))
    if statistic in (STATISTICS["kappa"], STATISTICS["quadratic kappa"]):
        weighting = Weighting.QUADRATIC if statistic is STATISTICS["quadratic kappa"] else Weighting.IDENTITY
        close(statistic(stars(units)), cohen_kappa(stars(again).of(*pair), weighting=weighting))
    else:
        close(statistic(stars(units)), statistic(stars(again)))


@every
@settings(max_examples=30, deadline=None)
@given(units=tables, order=st.randoms(use_true_random=False))
def test_that_names_and_order_of_traces_do_not_count(statistic, units, order):
    shuffled = list(units.values())
    order.shuffle(shuffled)
    again = {f"trace {number}": row for number, row in enumerate(shuffled)}
    close(statistic(stars(units)), statistic(stars(again)))


@pytest.mark.parametrize("name", ["percent", "alpha", "AC1", "kappa"])
@settings(max_examples=30, deadline=None)
@given(units=tables, places=st.permutations(STARS))
def test_that_without_an_order_the_names_of_values_do_not_count(name, units, places):
    renamed = dict(zip(STARS, places, strict=True)) | {None: None}
    again = {unit: {rater: renamed[value] for rater, value in row.items()} for unit, row in units.items()}
    one, other = STATISTICS[name](stars(units)), STATISTICS[name](stars(again))
    assert (one.n, one.reason) == (other.n, other.reason)
    assert one.value == other.value if one.value is None else one.value == pytest.approx(other.value, abs=1e-9)


@every
@given(values=st.lists(st.sampled_from(STARS), min_size=2, max_size=30).filter(lambda found: len(set(found)) > 1))
@settings(max_examples=30, deadline=None)
def test_that_perfect_agreement_is_one(statistic, values):
    assert statistic(said([(value, value, value) for value in values])).value == 1.0


@pytest.mark.parametrize("name", ["alpha", "ordinal alpha", "AC1", "AC2", "kappa", "quadratic kappa"])
def test_that_chance_gives_nearly_nothing_and_a_narrow_interval_about_it(name):
    dice = random.Random(7)
    found = STATISTICS[name](said([[dice.choice(STARS) for _ in RATERS] for _ in range(3_000)]))
    assert abs(found.value) < 0.04
    assert found.low < 0.02
    assert found.high > -0.02
    assert found.high - found.low < 0.12


@pytest.mark.parametrize("name", ["alpha", "AC1", "kappa"])
def test_that_an_interval_of_95_percent_holds_the_truth_about_as_often(name):
    # Two raters who copy a hidden value in 8 of 10 cases and else guess among two: kappa is .64 in the long run, and
    # so are alpha and AC1, because both values are equally common.
    dice = random.Random(3)
    hits = 0
    for _ in range(120):
        hidden = [dice.choice((1, 2)) for _ in range(60)]
        rows = [[value if dice.random() < 0.8 else dice.choice((1, 2)) for _ in range(2)] for value in hidden]
        units = {unit: {"Ada": row[0], "Bo": row[1]} for unit, row in enumerate(rows)}
        found = STATISTICS[name](ratings_of(units, scale=(1, 2)))
        hits += found.low <= 0.64 <= found.high
    assert 0.88 <= hits / 120 <= 0.995


@every
def test_that_no_shared_trace_has_no_figure(statistic):
    found = statistic(stars({1: {"Ada": 3}, 2: {"Bo": 3}, 3: {}}))
    assert (found.value, found.n) == (None, 0)
    assert found.reason == "No trace was judged by two people."


@pytest.mark.parametrize("name", ["alpha", "ordinal alpha", "interval alpha", "kappa", "quadratic kappa"])
def test_that_one_value_for_all_has_no_figure_where_chance_is_all(name):
    found = STATISTICS[name](said([(4, 4, 4)] * 20))
    assert (found.value, found.n) == (None, 20)
    assert "cannot be told from chance" in found.reason


def test_that_one_value_for_all_is_full_agreement_to_gwet_and_in_percent():
    same = said([(4, 4, 4)] * 20)
    assert gwet_ac2(same).value == 1.0
    assert gwet_ac2(same).low is None
    assert percent_agreement(same).low == pytest.approx(20 / (20 + 1.959964**2))


@pytest.mark.parametrize("name", ["alpha", "AC1", "AC2", "kappa"])
def test_that_few_traces_have_a_figure_and_no_interval(name):
    found = STATISTICS[name](said([(1, 2, 1), (2, 2, 2), (3, 3, 1), (1, 1, 1)]))
    assert found.value is not None
    assert (found.low, found.high) == (None, None)
    assert found.reason == "Fewer than 10 traces: too few for an interval."


def test_that_an_alpha_that_most_draws_lack_has_no_interval():
    # One trace of twenty differs: more than a third of the draws miss it and hold one value only.
    found = krippendorff_alpha(said([(4, 4, 4)] * 19 + [(5, 5, 4)]))
    assert found.value is not None
    assert found.low is None
    assert "Nearly all values are the same" in found.reason


def test_that_kappa_refuses_a_third_rater():
    assert "compares two people; here are 3" in cohen_kappa(said([(1, 2, 3)])).reason


def test_that_values_off_the_scale_are_named():
    with pytest.raises(InvalidInput, match="“6” is not on the scale"):
        stars({1: {"Ada": 6}})
    with pytest.raises(InvalidInput, match="names a value twice"):
        ratings_of({}, scale=(1, 1))
    with pytest.raises(InvalidInput, match="Words have no distances"):
        krippendorff_alpha(ratings_of({}, scale=VERDICTS), metric=Metric.INTERVAL)


@pytest.mark.parametrize("weighting", Weighting)
@pytest.mark.parametrize("size", [1, 2, 5])
def test_that_weights_fall_from_one_to_nothing(weighting, size):
    table = weights(weighting, size)
    assert all(table[place][place] == 1 for place in range(size))
    assert list(table[0]) == sorted(table[0], reverse=True)
    assert size == 1 or table[0][-1] == 0


def naive_tau(pairs):
    sign = lambda number: (number > 0) - (number < 0)  # noqa: E731
    both = [(sign(one[0] - other[0]), sign(one[1] - other[1])) for one, other in combinations(pairs, 2)]
    left, right = sum(x != 0 for x, _y in both), sum(y != 0 for _x, y in both)
    return sum(x * y for x, y in both) / math.sqrt(left * right) if left and right else None


@given(numbers)
def test_that_tau_b_is_what_counting_all_pairs_gives(pairs):
    found = kendall_tau_b([one for one, _other in pairs], [other for _one, other in pairs])
    expected = naive_tau(pairs)
    assert found.value == expected if expected is None else found.value == pytest.approx(expected, abs=1e-12)
    assert bool(found.reason) == (found.low is None)


@given(numbers)
def test_that_tau_b_is_symmetric_and_turns_with_the_scale(pairs):
    first, second = [one for one, _other in pairs], [other for _one, other in pairs]
    close(kendall_tau_b(first, second), kendall_tau_b(second, first))
    turned = kendall_tau_b(first, [-value for value in second]).value
    value = kendall_tau_b(first, second).value
    assert turned == value if value is None else turned == pytest.approx(-value, abs=1e-12)


def test_that_the_error_of_tau_b_is_about_that_of_leaving_each_trace_out():
    dice = random.Random(5)
    first = [dice.randrange(4) for _ in range(150)]
    second = [value + dice.choice((0, 0, 1, -2)) for value in first]
    without = [
        kendall_tau_b(first[:at] + first[at + 1 :], second[:at] + second[at + 1 :]).value for at in range(len(first))
    ]
    mean = sum(without) / len(without)
    jackknife = math.sqrt(sum((value - mean) ** 2 for value in without) * (len(first) - 1) / len(first))
    found = kendall_tau_b(first, second)
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(jackknife, rel=0.05)


def test_that_tau_b_of_many_thousands_is_quick_and_exact_at_one():
    many = list(range(20_000))
    assert kendall_tau_b(many, many).value == 1.0


def test_that_scores_without_a_number_are_refused():
    with pytest.raises(InvalidInput, match="no finite number"):
        kendall_tau_b([1, math.nan], [1, 2])
    with pytest.raises(InvalidInput, match="not of one length"):
        kendall_tau_b([1], [1, 2])
    assert kendall_tau_b([1], [1]).value is None
    assert "no order to compare" in kendall_tau_b([1, 1], [1, 2]).reason


def test_that_rejections_are_counted_where_a_person_judged_them():
    judge = dict.fromkeys(range(5), Verdict.REJECT) | {5: Verdict.NEEDS_WORK, 6: Verdict.ACCEPT, 7: Verdict.SKIP}
    people = {0: Verdict.REJECT, 1: Verdict.NEEDS_WORK, 2: Verdict.ACCEPT, 3: Verdict.SKIP, 5: Verdict.REJECT}
    found = precision_of_rejects(judge, people | {6: Verdict.REJECT, 7: Verdict.REJECT})
    assert (found.value, found.n) == (0.75, 4)
    assert (found.low, found.high) == (share(3, 4).low, share(3, 4).high)


def test_that_a_judge_who_rejects_nothing_has_no_precision():
    found = precision_of_rejects({1: Verdict.ACCEPT}, {1: Verdict.REJECT})
    assert (found.value, found.n) == (None, 0)
    assert found.reason


def test_that_a_share_has_wilsons_interval():
    # Newcombe (1998), table I, method 3: 81 of 263 gives .2553 to .3662; 0 of 20 gives 0 to .1611.
    assert (share(81, 263).low, share(81, 263).high) == (
        pytest.approx(0.2553, abs=0.00005),
        pytest.approx(0.3662, abs=0.00005),
    )
    assert (share(0, 20).low, share(0, 20).high) == (0.0, pytest.approx(0.1611, abs=0.00005))


def test_that_needs_work_rejects_and_a_skip_says_nothing():
    assert [verdict_value(verdict) for verdict in Verdict] == [Verdict.ACCEPT, Verdict.REJECT, Verdict.REJECT, None]
