# SPDX-License-Identifier: Apache-2.0
"""Who is to read what: traces dealt out to reviewers, some of them to two, and what came of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from core.domain.opinions import Dispute, DoubleReview, Opinion, StandingDecision
from core.domain.people import MOST_DECISIONS, PeopleReport, RatedDecision, Workload
from core.domain.reviews import Act, ActKind
from core.domain.traces import WAITING, TraceFilter, TraceId, TraceState
from core.errors import InvalidInput
from core.jsonl import mended
from core.review.acts import add_act
from core.review.people import people_report
from core.review.verdicts import label
from core.store.rows import in_chunks
from core.store.standings_repo import StandingChange
from core.store.store import Store, Unit

PART = 10_000
"""Traces in one transaction, which takes about a second."""
MOST_DISPUTES = 500
"""So many are listed at once; settling some brings the next."""


class Assigning:
    """Assignments, opinions and figures of the reviewers of one workspace. Any thread."""

    def __init__(self, *, store: Store, clock: Callable[[], datetime]) -> None:
        """Work on ``store``; ``clock`` says what time it is for the people here."""
        self._store = store
        self._clock = clock

    def assign(
        self,
        wanted: TraceFilter,
        reviewers: Sequence[str],
        *,
        reviewer: str,
        share_twice: float = 0.0,
        seed: int = 0,
    ) -> Act:
        """Deal out the traces of a filter that wait and are free, in turn, as one act of ``reviewer``.

        A share of them goes to two people each, who review it blind. The same traces, names, share and seed are dealt
        the same everywhere.

        Raises:
            InvalidInput: nobody is named, or only one for a double review; the share is none; no free trace fits.
        """
        names = checked_names(reviewers)
        if not 0 <= share_twice <= 1:
            raise InvalidInput("That is no share.", hint="Give a share from 0 to 1, such as 0.1.")
        if share_twice and len(names) < 2:
            raise InvalidInput("A double review needs two people.", hint="Name at least two reviewers.")
        states = tuple(state for state in WAITING if not wanted.states or state in wanted.states)
        with self._store.read() as unit:
            ids = unit.assignments.free(unit.queue.ids(replace(wanted, states=states)) if states else ())
        given: dict[TraceId, list[str]] = {}
        for trace_id, who in dealt(ids, names, share_twice=share_twice, seed=seed):
            given.setdefault(trace_id, []).append(who)

        def give(unit: Unit, act: Act, part: Sequence[TraceId]) -> None:
            unit.assignments.give(act, [(trace_id, who) for trace_id in part for who in given[trace_id]])

        def still_free(unit: Unit, part: tuple[TraceId, ...]) -> tuple[TraceId, ...]:
            return unit.assignments.free(unit.queue.ids(TraceFilter(states=states, trace_ids=part)))

        act = self._in_parts("Assign", ids, reviewer=reviewer, meant=still_free, do=give)
        if act is None:
            raise InvalidInput(
                "No trace that waits and is assigned to nobody fits this filter.",
                hint="Choose another filter, or take assignments back first.",
            )
        return act

    def unassign(self, wanted: TraceFilter, reviewers: Sequence[str] = (), *, reviewer: str) -> Act:
        """Take back the assignment of the traces of a filter, as one act; what was decided stays.

        ``reviewers`` are those who lose them; nobody named means all. Raises InvalidInput where none is assigned so.
        """
        names = checked_names(reviewers) if reviewers else ()

        def held(unit: Unit, part: tuple[TraceId, ...]) -> tuple[TraceId, ...]:
            told = unit.assignments.opinions(part)
            return tuple(
                trace_id
                for trace_id, opinions in told.items()
                if not names or any(opinion.reviewer in names for opinion in opinions)
            )

        def take(unit: Unit, act: Act, part: Sequence[TraceId]) -> None:
            unit.assignments.take(act, part, names)

        with self._store.read() as unit:
            ids = held(unit, unit.queue.ids(wanted))
        act = self._in_parts("Take back the assignment of", ids, reviewer=reviewer, meant=held, do=take)
        if act is None:
            raise InvalidInput("None of these traces is assigned so.", hint="Choose another filter or other names.")
        return act

    def double_review(self, trace_id: TraceId, reviewer: str) -> DoubleReview | None:
        """The double review that this reviewer is part of; None where a trace is read by one, or not by them."""
        with self._store.read() as unit:
            opinions = unit.assignments.shared((trace_id,)).get(trace_id, ())
        own = next((opinion for opinion in opinions if opinion.reviewer == reviewer.strip()), None)
        if own is None:
            return None
        given = sum(opinion.verdict is not None for opinion in opinions)
        return DoubleReview(trace_id, own, given, len(opinions))

    def opinions(self, trace_id: TraceId) -> tuple[Opinion, ...]:
        """What everybody says to whom a trace is assigned; not for a reviewer while a double review is blind."""
        with self._store.read() as unit:
            return unit.assignments.opinions((trace_id,)).get(trace_id, ())

    def disputes(self) -> tuple[Dispute, ...]:
        """The oldest traces that need adjudication, with what each reviewer says."""
        with self._store.read() as unit:
            wanted = TraceFilter(states=(TraceState.NEEDS_ADJUDICATION,))
            ids = [place.trace_id for place in unit.queue.page(wanted, limit=MOST_DISPUTES)]
            told = unit.assignments.opinions(ids)
            rows = unit.traces.rows_of(ids)
        return tuple(Dispute(row.id, row.title, told.get(row.id, ())) for row in rows)

    def workloads(self) -> tuple[Workload, ...]:
        """What is assigned to whom, and how much of it waits."""
        with self._store.read() as unit:
            found = unit.assignments.counts()
        return tuple(Workload(who, assigned, waiting) for who, (assigned, waiting) in found.items())

    def reasons(self) -> dict[str, int]:
        """How many traces stand rejected for each reason, the most frequent first."""
        with self._store.read() as unit:
            return unit.decisions.reasons()

    def report(self) -> PeopleReport:
        """The figures of all reviewers over the newest decisions that stand, ``MOST_DECISIONS`` at most."""
        made: list[RatedDecision] = []
        settled: dict[TraceId, datetime] = {}
        with self._store.read() as unit:
            for decision in unit.decisions.newest(MOST_DECISIONS):
                if decision.is_settling:
                    settled[decision.trace_id] = decision.at
                else:
                    made.append(_rated(decision))
        return people_report(made, adjudicated=settled)

    def _in_parts(
        self,
        word: str,
        ids: Sequence[TraceId],
        *,
        reviewer: str,
        meant: Callable[[Unit, tuple[TraceId, ...]], tuple[TraceId, ...]],
        do: Callable[[Unit, Act, Sequence[TraceId]], None],
    ) -> Act | None:
        """One act on traces, a part in each transaction, so that others can write in between; None where none is left.

        ``meant`` are those of a part that are still to be taken when its turn comes.
        """
        act, taken = None, list[TraceId]()
        for part in in_chunks(ids, PART):
            with self._store.begin() as unit:
                left = meant(unit, part)
                if left:
                    act = act or add_act(unit, ActKind.ASSIGN, word, ids=ids, reviewer=reviewer, at=self._now())
                    unit.standings.change(act.id, left, StandingChange())
                    do(unit, act, left)
                    taken += left
        if act is None or len(taken) == len(ids):
            return act
        said = label(word, taken)
        with self._store.begin() as unit:
            unit.reviews.relabel(act.id, said)
        return replace(act, label=said, trace_ids=tuple(taken))

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC)


def dealt(
    ids: Sequence[TraceId], reviewers: Sequence[str], *, share_twice: float, seed: int
) -> tuple[tuple[TraceId, str], ...]:
    """Each trace with its reviewer, and a share of them with a second one; all pairs of people come up alike."""
    shuffled = list(ids)
    random.Random(seed).shuffle(shuffled)
    count, twice = len(reviewers), round(len(shuffled) * share_twice)
    given = [(trace_id, reviewers[place % count]) for place, trace_id in enumerate(shuffled)]
    for place, trace_id in enumerate(shuffled[:twice]):
        apart = 1 + place // count % (count - 1)
        given.append((trace_id, reviewers[(place + apart) % count]))
    return tuple(given)


def checked_names(reviewers: Sequence[str]) -> tuple[str, ...]:
    """The names, each once. Raises InvalidInput where none is left."""
    names = tuple(dict.fromkeys(name for name in (mended(given).strip() for given in reviewers) if name))
    if not names:
        raise InvalidInput("Nobody is named.", hint="Name the reviewers, such as “Ada”.")
    return names


def _rated(decision: StandingDecision) -> RatedDecision:
    return RatedDecision(
        reviewer=decision.reviewer,
        trace_id=decision.trace_id,
        verdict=decision.verdict,
        at=decision.at,
        revision=decision.revision,
        base=decision.base,
        rating=decision.rating,
    )
