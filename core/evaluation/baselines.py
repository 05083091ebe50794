# SPDX-License-Identifier: Apache-2.0
"""Lazy rules scored beside the models, so that a student that learned a shortcut does not look wise."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.evaluations import Baseline, Case
from core.evaluation.intervals import wilson


def shortcut_baselines(cases: Sequence[Case]) -> tuple[Baseline, ...]:
    """How often each lazy rule that the truths name reaches a right conclusion; the best first.

    A rule counts only in the cases to which it applies, so its n can be smaller than that of a model.
    """
    names = dict.fromkeys(name for case in cases for name in case.truth.shortcuts)
    found = [_baseline(name, [case for case in cases if name in case.truth.shortcuts]) for name in names]
    return tuple(sorted(found, key=lambda baseline: (-baseline.overall.mean, baseline.name)))


def best_baseline(baselines: Sequence[Baseline], category: str) -> Baseline | None:
    """The rule that does best in a category (empty: over all cases that it applies to)."""
    fitting = [baseline for baseline in baselines if not category or category in baseline.by_category]
    if not fitting:
        return None
    return max(fitting, key=lambda found: (found.by_category[category] if category else found.overall).mean)


def _baseline(name: str, cases: Sequence[Case]) -> Baseline:
    categories = dict.fromkeys(case.category for case in cases)
    return Baseline(
        name=name,
        label=name.replace("_", " "),
        overall=wilson(_hits(name, cases), len(cases)),
        by_category={
            category: wilson(_hits(name, own), len(own))
            for category in categories
            if (own := [case for case in cases if case.category == category])
        },
    )


def _hits(name: str, cases: Sequence[Case]) -> int:
    return sum(case.truth.shortcuts[name] in case.truth.accepted for case in cases)
