# SPDX-License-Identifier: Apache-2.0
"""How a queue is read from the store: page behind page, part behind part, in one order of categories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.domain.traces import QueuePlace, TraceFilter, TraceOrder
from ui.pages.review.state import QueueFilter

if TYPE_CHECKING:
    from core.studio import Studio


@dataclass(frozen=True, slots=True)
class QueueLine:
    """What is still to be read of a queue.

    Attributes:
        parts: the filters that are left; of the first one what stands behind ``after``.
        categories: the order of categories that the queue began with; empty for any order but the one by gap.
    """

    order: TraceOrder
    parts: tuple[TraceFilter, ...]
    after: QueuePlace | None = None
    categories: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """True where nothing is left."""
        return not self.parts


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some places of a queue, and what comes behind them."""

    places: tuple[QueuePlace, ...]
    rest: QueueLine


def first_page(studio: Studio, wanted: QueueFilter, reviewer: str, *, limit: int) -> QueuePage:
    """The beginning of a queue; any thread. Raises InvalidInput where its order cannot be had."""
    if wanted.chosen:
        return QueuePage(tuple(QueuePlace(found, found) for found in wanted.chosen), QueueLine(wanted.order, ()))
    review = studio.review
    categories = review.widest_gaps() if wanted.order is TraceOrder.LONGEST_GAP else ()
    parts = review.parts_of(review.queue_of(wanted.wanted, reviewer))
    return next_page(studio, QueueLine(wanted.order, parts, categories=categories), limit=limit)


def next_page(studio: Studio, line: QueueLine, *, limit: int) -> QueuePage:
    """What comes next; any thread. A page that is not full ends its part, an empty part is passed over."""
    after = line.after
    for number, part in enumerate(line.parts):
        places = studio.review.queue(part, order=line.order, after=after, limit=limit, categories=line.categories)
        if len(places) == limit:
            return QueuePage(places, replace(line, parts=line.parts[number:], after=places[-1]))
        after = None
        if places:
            return QueuePage(places, replace(line, parts=line.parts[number + 1 :], after=None))
    return QueuePage((), replace(line, parts=(), after=None))
