# SPDX-License-Identifier: Apache-2.0
"""What people say of a trace apart from a verdict: a rating, a note, an edit that is begun; and filters they keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from core.domain.continuations import Continuation
from core.domain.json import JsonObject
from core.domain.reviews import Act, ActKind, Draft, SavedFilter, TraceStanding
from core.domain.traces import Step, TraceFilter, TraceId, TraceOrder
from core.errors import InvalidInput, UnknownName
from core.jsonl import mended
from core.review import opinions
from core.review.acts import add_act, known_ids, marked_at
from core.review.labels import carried, write_labels
from core.store.standings_repo import StandingChange
from core.store.store import Store

MOST_STARS = 5


class Remarks:
    """Ratings, notes, drafts and saved filters of one workspace. Any thread."""

    def __init__(self, *, store: Store, clock: Callable[[], datetime]) -> None:
        """Write into ``store``; ``clock`` says what time it is for the people here."""
        self._store = store
        self._clock = clock

    def rate(self, ids: Sequence[TraceId], rating: int | None, *, reviewer: str) -> Act:
        """Rate traces from 1 to 5, or take their rating away, as one act; their states stay.

        In a double review everybody's rating counts, so the same one is kept twice.

        Raises:
            InvalidInput: the rating is out of bounds, all have it already, or no trace or reviewer is named.
            UnknownName: one of the traces is not there.
        """
        if rating is not None and not 1 <= rating <= MOST_STARS:
            raise InvalidInput(f"{rating} is no rating.", hint=f"Rate from 1 to {MOST_STARS}.")
        with self._store.begin() as unit:
            own = opinions.shared_with(unit, ids, reviewer)
            held = unit.standings.of(known_ids(unit, ids))
            chosen = [old.trace_id for old in held if old.rating != rating or old.trace_id in own]
            if not chosen:
                raise InvalidInput("The rating is so already; nothing was changed.", hint="Go on.")
            word = "Take the rating off" if rating is None else f"Rate {rating}:"
            act = add_act(unit, ActKind.RATE, word, ids=chosen, reviewer=reviewer, at=self._now())
            unit.standings.change(act.id, chosen, StandingChange(rating=(rating,)))
        return act

    def write_note(self, trace_id: TraceId, note: str, *, reviewer: str) -> Act:
        """Put a note on a trace in the place of the one before; an empty one takes it off. Raises as ``rate``."""
        said = mended(note).strip()
        with self._store.begin() as unit:
            (old,) = unit.standings.of((trace_id,))
            opinions.check_note(unit, trace_id, reviewer)
            if old.note == said:
                raise InvalidInput("The note is so already; nothing was changed.", hint="Go on.")
            word = "Write a note on" if said else "Take the note off"
            act = add_act(unit, ActKind.NOTE, word, ids=(trace_id,), reviewer=reviewer, at=self._now())
            unit.standings.change(act.id, (trace_id,), StandingChange(note=said))
        return act

    def standing(self, trace_id: TraceId) -> TraceStanding:
        """Where a trace stands, with its rating and its note. Raises UnknownName."""
        with self._store.read() as unit:
            return unit.standings.of((trace_id,))[0]

    def keep_draft(
        self,
        trace_id: TraceId,
        steps: Sequence[Step],
        *,
        base: int,
        reviewer: str,
        labels: Mapping[str, str] | None = None,
        note: str = "",
        continued: Sequence[Continuation] = (),
    ) -> None:
        """Keep an edit that is begun, whatever is in it: a crash must not cost more than the last moments.

        ``labels`` are the marks of its steps, as a revision holds them; None keeps those of the steps that stay.
        ``continued`` is what teachers wrote of it.
        """
        held = self._carried(trace_id, base, steps) if labels is None else labels
        said, asked = mended(note), tuple(continued)
        made = Draft(trace_id, reviewer.strip(), base, tuple(steps), dict(held), said, self._now(), asked)
        with self._store.begin() as unit:
            unit.standings.of((trace_id,))
            unit.drafts.put(made)

    def draft(self, trace_id: TraceId, reviewer: str) -> Draft | None:
        """The edit that this reviewer began and did not save."""
        with self._store.read() as unit:
            return unit.drafts.of(trace_id, reviewer.strip())

    def drop_draft(self, trace_id: TraceId, reviewer: str) -> None:
        """Forget an edit that is begun."""
        with self._store.begin() as unit:
            unit.drafts.drop(trace_id, reviewer.strip())

    def keep_filter(self, name: str, wanted: TraceFilter, order: TraceOrder) -> SavedFilter:
        """Keep a filter under a name. Raises InvalidInput for an empty name."""
        called = " ".join(mended(name).split())
        if not called:
            raise InvalidInput("A filter needs a name.", hint="Call it what it finds, such as “hard, not sure”.")
        made = SavedFilter(called, wanted, order)
        with self._store.begin() as unit:
            unit.saved_filters.put(made)
        return made

    def saved_filters(self) -> tuple[SavedFilter, ...]:
        """Every filter that was kept, by name."""
        with self._store.read() as unit:
            return unit.saved_filters.all()

    def drop_filter(self, name: str) -> None:
        """Forget a filter."""
        with self._store.begin() as unit:
            unit.saved_filters.drop(name)

    def _carried(self, trace_id: TraceId, base: int, steps: Sequence[Step]) -> JsonObject:
        """The marks that the steps of a draft keep; none where those of its base cannot be read: the draft is kept."""
        try:
            with self._store.read() as unit:
                before = marked_at(unit, trace_id, base)
        except (InvalidInput, UnknownName):
            return {}
        return write_labels(carried(before, steps)) if before.labels else {}

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC)
