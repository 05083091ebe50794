# SPDX-License-Identifier: Apache-2.0
"""Where a training reads and writes, for trainers and the loop under them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TrainingFiles:
    """What a trainer reads and where it writes: absolute paths.

    Attributes:
        student: folder of the model to train.
        checkpoints: folder that gets one ``checkpoint-STEP`` folder for each saved state.
        sha256: hash over the train and eval file in that order; empty when it need not be checked.
    """

    student: Path
    train: Path
    eval: Path
    checkpoints: Path
    sha256: str = ""
