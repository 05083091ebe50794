# SPDX-License-Identifier: Apache-2.0
"""Several reviewers in one workspace, or in several that send packets to one another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.review.assigning import Assigning
from core.review.packets.applying import ReplyMerging
from core.review.packets.exchange import PacketExchange
from core.store.store import Store


def _local_now() -> datetime:
    return datetime.now().astimezone()


class PeopleService(Assigning, PacketExchange, ReplyMerging):
    """Assigns, compares and settles, and sends packets out and in. Any thread."""

    def __init__(
        self, *, store: Store, workspace: str, stillroom: str, clock: Callable[[], datetime] = _local_now
    ) -> None:
        """Work on ``store``; packets say that they come from ``workspace`` and from this version of Stillroom."""
        PacketExchange.__init__(self, store=store, clock=clock, workspace=workspace, stillroom=stillroom)
