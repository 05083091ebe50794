# SPDX-License-Identifier: Apache-2.0
"""Asynchronous generators that were left before their end, closed on the event loop as asyncio's own loops do it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from typing import Any


def close_left_generators(loop: asyncio.AbstractEventLoop) -> None:
    """Let ``loop`` close what this thread leaves; the loop of qasync does not do so by itself.

    A stream of an answer that ends early is such a generator. Without this its connection would be closed by the
    collector, outside of any loop, which fails.
    """

    def close(generator: AsyncGenerator[Any, Any]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lambda: loop.create_task(generator.aclose()))

    sys.set_asyncgen_hooks(finalizer=close)
