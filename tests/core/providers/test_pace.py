# SPDX-License-Identifier: Apache-2.0
"""The pace of a run: fewer at once where a server refuses many, all again where it does not."""

from __future__ import annotations

import random

from core.errors import ProviderRefused
from core.providers.pace import WINDOW, Pace

REFUSED = ProviderRefused("Too many.", reason="rate_limit", is_transient=True)
OTHER = ProviderRefused("Broken.", reason="server", is_transient=True)


def note(pace, outcome, count):
    return [pace.note(outcome) for _ in range(count)]


def test_that_it_halves_where_a_server_refuses_many_and_comes_back_in_steps():
    pace = Pace(64)
    assert note(pace, REFUSED, WINDOW)[-1]
    assert pace.now == 32
    note(pace, REFUSED, 10 * WINDOW)
    assert pace.now == 1
    note(pace, None, 4 * WINDOW)
    assert pace.now == 5
    note(pace, None, 60 * WINDOW)
    assert pace.now == 64
    assert not any(note(pace, None, WINDOW))


def test_that_one_refusal_in_ten_and_faults_of_another_kind_change_nothing():
    pace, chance = Pace(64), random.Random(2)
    for _ in range(100 * WINDOW):
        pace.note(REFUSED if chance.random() < 0.1 else None)
        assert pace.now >= 56
    note(pace, OTHER, 10 * WINDOW)
    assert pace.now == 64


def test_that_a_wish_of_a_person_counts_at_once():
    pace = Pace(8)
    note(pace, REFUSED, WINDOW)
    pace.allow(8)
    assert pace.now == 4
    pace.allow(32)
    assert (pace.most, pace.now) == (32, 32)
    pace.allow(0)
    assert pace.now == 1
