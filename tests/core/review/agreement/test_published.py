# SPDX-License-Identifier: Apache-2.0
"""Published worked examples: each statistic gives the figures that its sources print."""

from __future__ import annotations

import pytest

from core.review.agreement.alpha import Metric, krippendorff_alpha
from core.review.agreement.gwet import gwet_ac2
from core.review.agreement.kappa import cohen_kappa
from core.review.agreement.percent import percent_agreement
from core.review.agreement.ratings import ratings_of
from core.review.agreement.spread import t_quantile
from core.review.agreement.tau import kendall_tau_b
from core.review.agreement.weights import Weighting, weights

NONE = None
# Krippendorff (2011), section C: 4 observers, 12 units. Gwet's package irrCAC prints the same data as cac.raw4raters.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]
GWET = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, NONE],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]
# Fleiss (1971): 15 patients, 6 psychiatrists, five diagnoses; as irrCAC prints it (distrib.6raters).
SIX_RATERS = [
    (0, 0, 0, 6, 0),
    (0, 3, 0, 0, 3),
    (0, 1, 4, 0, 1),
    (0, 0, 0, 0, 6),
    (0, 3, 0, 3, 0),
    (2, 0, 4, 0, 0),
    (0, 0, 4, 0, 2),
    (2, 0, 3, 1, 0),
    (2, 0, 0, 4, 0),
    (0, 0, 0, 0, 6),
    (1, 0, 0, 5, 0),
    (1, 1, 0, 4, 0),
    (0, 3, 3, 0, 0),
    (1, 0, 0, 5, 0),
    (0, 2, 0, 3, 1),
]


def table(observers, scale=(1, 2, 3, 4, 5)):
    """Ratings of observers by unit, as a paper prints them: a row for each observer."""
    units = {
        unit: {f"rater {number}": value for number, value in enumerate(values)}
        for unit, values in enumerate(zip(*observers, strict=True))
    }
    return ratings_of(units, scale=scale)


def of_counts(rows):
    """Ratings of unnamed raters, from how many of them gave each value."""
    units = {}
    for unit, counts in enumerate(rows):
        values = [value for value, count in enumerate(counts, start=1) for _ in range(count)]
        units[unit] = {f"rater {number}": value for number, value in enumerate(values)}
    return ratings_of(units, scale=range(1, len(rows[0]) + 1))


def of_cells(cells):
    """Ratings of two raters from their contingency table."""
    pairs = [
        (one, other)
        for one, row in enumerate(cells, start=1)
        for other, count in enumerate(row, start=1)
        for _ in range(count)
    ]
    units = {unit: {"row": one, "column": other} for unit, (one, other) in enumerate(pairs)}
    return ratings_of(units, scale=range(1, len(cells) + 1))


@pytest.mark.parametrize(
    ("metric", "printed"), [(Metric.NOMINAL, 0.743), (Metric.ORDINAL, 0.815), (Metric.INTERVAL, 0.849)]
)
def test_that_alpha_of_four_observers_is_krippendorffs(metric, printed):
    found = krippendorff_alpha(table(KRIPPENDORFF), metric=metric)
    assert found.value == pytest.approx(printed, abs=0.0005)
    assert found.n == 11, "the twelfth unit has one value"


def test_that_alpha_of_two_observers_is_krippendorffs():
    # Section A: two observers, ten units, binary data, alpha .095. Section B: twelve units, five values, alpha .692.
    binary = table([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], scale=(0, 1))
    assert krippendorff_alpha(binary).value == pytest.approx(0.095, abs=0.0005)
    nominal = table([list("aabbdcccedda"), list("babbbccceddd")], scale="abcde")
    assert krippendorff_alpha(nominal).value == pytest.approx(0.692, abs=0.0005)


def test_that_alpha_of_the_three_coders_is_the_encyclopedias():
    # Wikipedia, Krippendorff's alpha, "A computational example": nominal .691, interval .811.
    a = [NONE, NONE, NONE, NONE, NONE, 3, 4, 1, 2, 1, 1, 3, 3, NONE, 3]
    b = [1, NONE, 2, 1, 3, 3, 4, 3, NONE, NONE, NONE, NONE, NONE, NONE, NONE]
    c = [NONE, NONE, 2, 1, 3, 4, 4, NONE, 2, 1, 1, 3, 3, NONE, 4]
    coders = table([a, b, c], scale=(1, 2, 3, 4))
    assert krippendorff_alpha(coders).value == pytest.approx(0.691, abs=0.0005)
    assert krippendorff_alpha(coders, metric=Metric.INTERVAL).value == pytest.approx(0.811, abs=0.0005)


def test_that_alpha_of_six_raters_is_gwets():
    # irrCAC, krippen.alpha.dist(distrib.6raters): .4204384 with the interval (.244, .597) from its own variance; the
    # bootstrap over traces is another method and comes close to it.
    found = krippendorff_alpha(of_counts(SIX_RATERS))
    assert found.value == pytest.approx(0.4204384, abs=5e-7)
    assert (found.low, found.high) == (pytest.approx(0.244, abs=0.05), pytest.approx(0.597, abs=0.05))


@pytest.mark.parametrize(
    ("weighting", "value", "low"),
    [(Weighting.IDENTITY, 0.775444, 0.461), (Weighting.QUADRATIC, 0.9140007, 0.6851814)],
)
def test_that_ac1_and_ac2_with_missing_values_are_gwets(weighting, value, low):
    # irrCAC: gwet.ac1.raw(cac.raw4raters) .77544, standard error .14295, interval (.461, 1); quadratic weights
    # .9140007, standard error .10396224, interval (.6851814, 1).
    found = gwet_ac2(table(GWET), weighting=weighting)
    assert found.value == pytest.approx(value, abs=1e-6)
    assert found.low == pytest.approx(low, abs=0.0005)
    assert found.high == 1.0


def test_that_ac2_with_ordinal_weights_follows_by_hand():
    # Not printed anywhere that could be found. Weights of five values by distance: 1, .9, .7, .4, 0; their sum is
    # 5 + 2 * (4 * .9 + 3 * .7 + 2 * .4) = 18. The chance agreement of AC1 is printed as .1903212: the sum of
    # prevalence * (1 - prevalence) over 4. That sum is .7612847, and chance here 18 / 20 of it: .6851562.
    # Units 2 and 8 disagree once in four (one step): (3 + 3 * .9) / 6 = .95. Unit 6 holds 1, 2, 3, 4:
    # (3 * .9 + 2 * .7 + .4) / 6 = .75. The mean of 11 units is (8 + .95 + .95 + .75) / 11 = .9681818.
    found = gwet_ac2(table(GWET), weighting=Weighting.ORDINAL)
    assert found.value == pytest.approx((0.9681818 - 0.6851562) / (1 - 0.6851562), abs=1e-5)


def test_that_ac1_of_six_raters_is_gwets():
    # irrCAC: gwet.ac1.dist(distrib.6raters) .4448007, interval (.264, .625).
    found = gwet_ac2(of_counts(SIX_RATERS))
    assert found.value == pytest.approx(0.4448007, abs=5e-7)
    assert (found.low, found.high) == (pytest.approx(0.264, abs=0.0005), pytest.approx(0.625, abs=0.0005))


def test_that_two_abstractors_agree_as_gwet_prints():
    # irrCAC, cont3x3abstractors: kappa .7964094 (.680, .913), AC1 .8493305 (.764, .935), percent .89. Its variance of
    # two raters divides by n where that of many divides by n - 1, which is one half of a percent of the width.
    both = of_cells([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
    kappa, ac1 = cohen_kappa(both), gwet_ac2(both)
    assert kappa.value == pytest.approx(0.7964094, abs=5e-7)
    assert (kappa.low, kappa.high) == (pytest.approx(0.68, abs=0.002), pytest.approx(0.913, abs=0.002))
    assert ac1.value == pytest.approx(0.8493305, abs=5e-7)
    assert (ac1.low, ac1.high) == (pytest.approx(0.764, abs=0.001), pytest.approx(0.935, abs=0.001))
    assert percent_agreement(both).value == pytest.approx(0.89)


def test_that_high_agreement_breaks_kappa_and_not_ac1():
    # Gwet (2008), the paradox: 118 of 125 agree, all but two of them on one value. Kappa -.0234, AC1 .9408 by hand:
    # chance 2 * .972 * .028 = .054432, so (.944 - .054432) / .945568 = .94078.
    both = of_cells([[118, 5], [2, 0]])
    assert cohen_kappa(both).value == pytest.approx(-0.0234, abs=0.00005)
    assert gwet_ac2(both).value == pytest.approx(0.94078, abs=5e-6)


def test_that_kappa_of_fifty_grants_is_the_textbooks():
    # Wikipedia, Cohen's kappa, "Simple example": 20, 5, 10, 15 give observed .7, chance .5, kappa .4.
    assert cohen_kappa(of_cells([[20, 5], [10, 15]])).value == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("weighting", "value", "error"), [(Weighting.IDENTITY, 0.1293, 0.0686), (Weighting.LINEAR, 0.2374, 0.07832)]
)
def test_that_kappa_and_its_error_are_those_of_the_ninety_one_couples(weighting, value, error):
    # Hout, Duncan and Sobel (1987), as R's vcd prints Kappa(SexualFun): .1293 (error .0686), weighted .2374 (.07832).
    found = cohen_kappa(of_cells([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]), weighting=weighting)
    assert found.value == pytest.approx(value, abs=0.00005)
    assert (found.high - found.low) / (2 * 1.959964) == pytest.approx(error, abs=0.00005)


@pytest.mark.parametrize(
    ("weighting", "value"),
    [(Weighting.IDENTITY, 0.9315), (Weighting.LINEAR, 0.9412), (Weighting.QUADRATIC, 0.9541)],
)
def test_that_weighted_kappas_are_those_of_the_tests_of_scikit_learn(weighting, value):
    found = cohen_kappa(of_cells([[46, 0, 0], [4, 40, 0], [0, 0, 10]]), weighting=weighting)
    assert found.value == pytest.approx(value, abs=0.00005)


def test_that_tau_b_of_an_ordered_table_is_that_of_sas_with_its_interval():
    # SAS, PROC FREQ: tau-b .3373, asymptotic error .0642, interval (.2114, .4631).
    found = kendall_tau_b(*columns([[26, 26, 23, 18, 9], [6, 7, 9, 14, 23]]))
    assert found.value == pytest.approx(0.3373, abs=0.00005)
    assert (found.low, found.high) == (pytest.approx(0.2114, abs=0.00005), pytest.approx(0.4631, abs=0.00005))


def test_that_tau_b_of_income_and_satisfaction_is_agrestis():
    # Agresti, Categorical Data Analysis (2002), table 2.8: tau-b .1524.
    found = kendall_tau_b(*columns([[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]))
    assert found.value == pytest.approx(0.1524, abs=0.00005)


def test_that_tau_b_of_five_pairs_with_ties_is_that_of_scipy():
    # The example of scipy.stats.kendalltau: -.4714045.
    found = kendall_tau_b([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])
    assert found.value == pytest.approx(-0.4714045, abs=5e-8)
    assert found.low is None


def test_that_ordinal_weights_are_gwets():
    # irrCAC prints ordinal.weights(1:3) with .6666667 for neighbours.
    assert weights(Weighting.ORDINAL, 3)[0] == (1.0, pytest.approx(2 / 3), 0.0)


@pytest.mark.parametrize(("freedom", "printed"), [(9, 2.2622), (11, 2.2010), (14, 2.1448), (30, 2.0423), (99, 1.9842)])
def test_that_the_quantiles_of_student_are_those_of_the_tables(freedom, printed):
    assert t_quantile(freedom) == pytest.approx(printed, abs=0.00006)


def columns(cells):
    """The two values of each observation of a contingency table."""
    pairs = [(one, other) for one, row in enumerate(cells) for other, count in enumerate(row) for _ in range(count)]
    return [one for one, _other in pairs], [other for _one, other in pairs]
