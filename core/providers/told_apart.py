# SPDX-License-Identifier: Apache-2.0
"""An answer of a model on this machine, told as it comes, while a child computes it."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from pathlib import Path

from core.domain.jobs import JobId
from core.domain.messages import Completion
from core.domain.providers import ProviderProfile
from core.errors import ProviderRefused
from core.jobs.reporter import Reporter
from core.jobs.runfolder import RunFolder
from core.keys import Keys
from core.providers.base import ChatRequest
from core.providers.batch_run import answer_all
from core.providers.pieces import AnswerPiece, OnPiece

_NOBODY = JobId(0)


class ToldApart:
    """Asks once, in a child that is gone afterwards: the window imports no model library and gets the memory back."""

    def __init__(self, profile: ProviderProfile, keys: Keys) -> None:
        """Nothing is started yet."""
        self._profile = profile
        self._keys = keys
        self._is_unwanted = threading.Event()
        self._asking: asyncio.Future[Completion | ProviderRefused] | None = None

    async def stream(self, request: ChatRequest, on_piece: OnPiece) -> Completion:
        """One answer, told as it comes; cancelling ends the child.

        Raises:
            ProviderRefused: the model has no answer.
            StudioError: the model cannot be loaded, or the child ran out of memory.
        """
        loop = asyncio.get_running_loop()

        def tell(piece: AnswerPiece) -> None:
            loop.call_soon_threadsafe(on_piece, piece)

        self._asking = asyncio.ensure_future(asyncio.to_thread(self._ask, request, tell))
        try:
            outcome = await asyncio.shield(self._asking)
        except asyncio.CancelledError:
            self._is_unwanted.set()
            raise
        if isinstance(outcome, ProviderRefused):
            raise outcome
        return outcome

    async def aclose(self) -> None:
        """Wait until the child is gone."""
        self._is_unwanted.set()
        if self._asking is not None:
            await asyncio.gather(self._asking, return_exceptions=True)

    def _ask(self, request: ChatRequest, on_piece: OnPiece) -> Completion | ProviderRefused:
        """Mind the child over a run folder of its own that nobody finds again. The thread that asks."""
        found: list[Completion | ProviderRefused] = []
        report = Reporter(_NOBODY, lambda _event: None, self._is_unwanted)
        with tempfile.TemporaryDirectory(prefix="stillroom-") as folder:
            answer_all(
                RunFolder(Path(folder)),
                self._profile,
                (request,),
                report,
                lambda _key, outcome: found.append(outcome),
                keys=self._keys,
                concurrency=1,
                on_piece=on_piece,
            )
        return found[0]
