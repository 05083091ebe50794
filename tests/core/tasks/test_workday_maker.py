# SPDX-License-Identifier: Apache-2.0
"""The workday maker: the same on every machine, fenced, balanced, and never answered by a lazy rule."""

from __future__ import annotations

import hashlib
import json

import pytest

from core.domain.tasks import Difficulty, Split
from core.domain.workday.dice import Dice
from core.domain.workday.situations import situation_from_json
from core.domain.workday.text import parse_situation
from core.domain.workday.truths import truth_of
from core.tasks.contexts.catalog import CONTEXTS
from core.tasks.contexts.domains import domains
from core.tasks.contexts.draws import OOD_SIZES, SIZES
from core.tasks.contexts.workday import fence

KINDS = ("prioritization", "scheduling", "decomposition", "conflict_resolution")
MOST = 0.55


def make(kind, index, split=Split.TRAIN, difficulty=None, series="a", **more):
    level = difficulty or tuple(Difficulty)[index % 3]
    return CONTEXTS[f"workday.{kind}"].make(seed=f"{series} {index}", split=split, difficulty=level, **more)


@pytest.mark.parametrize("split", [Split.TRAIN, Split.HELD_OUT, Split.OOD])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("series", ["a", "b"])
def test_that_no_lazy_rule_and_no_chance_passes_55_percent(kind, split, series):
    hits, count = {}, 210
    for index in range(count):
        truth = make(kind, index, split, series=series).truth
        for rule, conclusion in truth.shortcuts.items():
            hits[rule] = hits.get(rule, 0) + (conclusion in truth.accepted)
    assert {"random"} < set(hits)
    assert {rule: share for rule, hit in hits.items() if (share := hit / count) > MOST} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_same_seed_gives_the_same_situations_as_ever(kind):
    rows = [make(kind, index, split).data for split in Split for index in range(6)]
    digest = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:16]
    assert digest == GOLDEN[kind]


def test_that_the_answer_stands_at_every_place_of_the_list():
    truths = [make("prioritization", index, difficulty=Difficulty.EASY).truth for index in range(120)]
    places = [truth.candidates.index(truth.conclusion) for truth in truths]
    assert min(places.count(place) for place in range(3)) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_that_splits_and_the_reserved_part_share_no_situation(kind):
    sides = {
        "train": [make(kind, index) for index in range(60)],
        "held_out": [make(kind, index, Split.HELD_OUT) for index in range(60)],
        "reserved": [make(kind, index, Split.HELD_OUT, is_reserved=True) for index in range(60)],
    }
    for side, contexts in sides.items():
        assert {fence(situation_from_json(made.data)) for made in contexts} == {side}


@pytest.mark.parametrize("kind", KINDS)
def test_that_out_of_distribution_has_its_own_domains_sizes_and_form(kind):
    known = {domain.name for domain in domains(is_ood=False)}
    foreign = {domain.name for domain in domains(is_ood=True)}
    assert {make(kind, index).domain for index in range(60)} <= known
    assert {make(kind, index, Split.OOD).domain for index in range(60)} <= foreign
    assert not set(SIZES[kind].values()) & set(OOD_SIZES[kind].values())
    assert '"' in make(kind, 1, Split.OOD).text
    assert '"' not in make(kind, 1).text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("split", list(Split))
def test_that_the_text_holds_the_whole_situation(kind, split):
    for index in range(30):
        made = make(kind, index, split)
        situation = situation_from_json(made.data)
        assert parse_situation(made.text) == situation
        assert truth_of(situation) == made.truth


def test_that_there_are_at_least_six_known_domains_with_words_of_their_own():
    every = (*domains(is_ood=False), *domains(is_ood=True))
    assert len(domains(is_ood=False)) >= 6
    for noun in ("tasks", "meetings", "parts", "bookings"):
        words = [word for domain in every for word in getattr(domain, noun)]
        assert len(words) == len(set(words)), noun
        assert not any(set(word) & set('0123456789:;,."') or " and " in word for word in words)


def test_that_harder_levels_are_bigger():
    for kind in KINDS:
        lengths = [sum(len(make(kind, index, difficulty=level).text) for index in range(20)) for level in Difficulty]
        assert lengths == sorted(lengths)


def test_that_dice_fall_the_same_way_everywhere():
    dice = Dice("a", 1)
    assert [dice.below(100) for _ in range(5)] == DICE
    assert Dice("a", 1).shuffled("abcdef") == list(SHUFFLED)
    assert {Dice("b", index).between(30, 90, step=30) for index in range(50)} == {30, 60, 90}


GOLDEN = {
    "prioritization": "c958d8e753961f1f",
    "scheduling": "3a9d270d5e6f2df5",
    "decomposition": "0594a7ee78236ee5",
    "conflict_resolution": "cdb2f3d9b0cc5f1d",
}
DICE = [0, 25, 21, 30, 92]
SHUFFLED = "cedfba"
