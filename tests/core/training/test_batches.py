# SPDX-License-Identifier: Apache-2.0
"""The order of examples: complete, repeatable, different in each epoch, and grouped by length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.training.batches import EpochOrder


@given(
    lengths=st.lists(st.integers(1, 500), min_size=1, max_size=300),
    batch_size=st.integers(1, 9),
    seed=st.integers(0, 99),
    is_grouped=st.booleans(),
)
def test_that_every_example_comes_once_in_each_epoch(
    lengths: list[int], batch_size: int, seed: int, is_grouped: bool
) -> None:
    order = EpochOrder(lengths, batch_size=batch_size, seed=seed, group_by_length=is_grouped)
    for epoch in range(2):
        order.set_epoch(epoch)
        assert sorted(order) == list(range(len(lengths)))


def order(seed: int = 1, *, group_by_length: bool = True) -> EpochOrder:
    return EpochOrder(
        [(number * 37) % 400 for number in range(100)], batch_size=4, seed=seed, group_by_length=group_by_length
    )


def test_that_a_new_process_finds_the_order_of_any_epoch_again() -> None:
    first, second = order(), order()
    for epoch in (0, 1, 2):
        first.set_epoch(epoch)
        went = list(first)
    second.set_epoch(2)
    assert list(second) == went


def test_that_epochs_and_seeds_differ() -> None:
    one, other = order(), order(seed=2)
    first = list(one)
    one.set_epoch(1)
    assert first != list(one)
    assert first != list(other)


def test_that_grouping_leaves_little_to_pad() -> None:
    lengths = [(number * 37) % 400 for number in range(100)]

    def padding(indices: list[int]) -> int:
        batches = [indices[at : at + 4] for at in range(0, len(indices), 4)]
        return sum(max(lengths[i] for i in batch) * len(batch) - sum(lengths[i] for i in batch) for batch in batches)

    assert padding(list(order())) < 0.2 * padding(list(order(group_by_length=False)))
