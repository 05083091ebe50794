# SPDX-License-Identifier: Apache-2.0
"""What the processor of this machine does well, found out by trying."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def is_bf16_faster() -> bool:
    """Whether this processor multiplies in bfloat16 faster than in float32, by a timed probe of a few milliseconds."""
    import torch

    def seconds(dtype: torch.dtype) -> float:
        tall, wide = torch.ones(16, 576, dtype=dtype), torch.ones(576, 1536, dtype=dtype)
        square = torch.ones(512, 512, dtype=dtype)
        best = float("inf")
        for _ in range(4):
            started = time.perf_counter()
            for _ in range(4):
                tall @ wide
            square @ square
            best = min(best, time.perf_counter() - started)
        return best

    with torch.inference_mode():
        return seconds(torch.bfloat16) < seconds(torch.float32)


def set_threads(count: int | None) -> None:
    """Use so many processor threads; None takes what OMP_NUM_THREADS says, else what torch finds."""
    import torch

    said = os.environ.get("OMP_NUM_THREADS", "")
    chosen = count or (int(said) if said.isdecimal() else 0)
    if chosen:
        torch.set_num_threads(chosen)
