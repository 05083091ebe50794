# SPDX-License-Identifier: Apache-2.0
"""Which traces enter a snapshot: kept ones only, and none whose problem is held out for tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from core.datasets.split import problem_group
from core.domain.datasets import Selection, SelectionCounts
from core.domain.tasks import Split
from core.domain.traces import TraceFilter, TraceId, TraceState
from core.errors import InvalidInput
from core.store.rows import in_chunks
from core.store.store import Unit

_HELD_OUT = (Split.HELD_OUT.value, Split.OOD.value)


def check_selection(selection: Selection) -> None:
    """Raise InvalidInput where a state is asked for that nobody accepted."""
    refused = [state for state in selection.states if not state.is_kept]
    if refused:
        raise InvalidInput(
            f"Traces that are {refused[0].value.replace('_', ' ')} cannot enter a dataset.",
            hint="Only accepted and edited traces can; review them first.",
        )
    if not selection.states:
        raise InvalidInput("The selection names no state.", hint="Take accepted or edited traces, or both.")


def selected_ids(unit: Unit, selection: Selection, *, include_held_out: bool = False) -> tuple[TraceId, ...]:
    """The ids of the kept traces that fit, oldest first. Raises InvalidInput for a state that cannot be taken."""
    check_selection(selection)
    splits = () if include_held_out else (Split.TRAIN.value,)
    found = {trace_id for wanted in _filters(selection, splits) for trace_id in unit.queue.ids(wanted)}
    return tuple(sorted(found))


def groups_of_tests(unit: Unit) -> frozenset[str]:
    """The groups of the prompts that tests are made of: an imported chat may repeat one of them word for word."""
    found: set[str] = set()
    for split in (Split.HELD_OUT, Split.OOD):
        for chunk in in_chunks(unit.problems.ids(split=split)):
            found |= {problem_group(prompt) for prompt in unit.problems.prompts(chunk).values()}
    return frozenset(found)


def count(unit: Unit, selection: Selection) -> SelectionCounts:
    """What a selection would take, and what it leaves. Raises InvalidInput for a state that cannot be taken."""
    check_selection(selection)
    by_task: Counter[str] = Counter()
    by_state: Counter[TraceState] = Counter()
    held_out = undecided = 0
    for wanted in _filters(selection, (Split.TRAIN.value,)):
        by_task.update(unit.queue.count_by_task(wanted))
        by_state.update(unit.queue.count_by_state(wanted))
        unkept = tuple(state for state in TraceState if not state.is_kept)
        undecided += sum(unit.queue.count_by_state(replace(wanted, states=unkept)).values())
        held_out += sum(unit.queue.count_by_state(replace(wanted, splits=_HELD_OUT)).values())
    return SelectionCounts(by_state.total(), dict(by_task), dict(by_state), held_out, undecided)


def _filters(selection: Selection, splits: tuple[str, ...]) -> Iterator[TraceFilter]:
    """The selection as filters; many ids make several, because one query takes only so many."""
    whole = TraceFilter(
        states=selection.states, task_types=selection.task_types, teachers=selection.teachers, splits=splits
    )
    if not selection.trace_ids:
        yield whole
    for chunk in in_chunks(dict.fromkeys(selection.trace_ids)):
        yield replace(whole, trace_ids=chunk)
