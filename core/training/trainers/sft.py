# SPDX-License-Identifier: Apache-2.0
"""Supervised fine-tuning: the student learns to write the accepted traces, token by token."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from core.domain.json import JsonObject
from core.jobs.runfolder import EventWriter, RunFolder
from core.params import read_params
from core.training.adaptation import Adapted, adapt
from core.training.files import TrainingFiles
from core.training.hardware import Hardware
from core.training.sft_params import SftParams


class SupervisedFineTuning:
    """SFT through TRL with the loss on what the assistant wrote."""

    name = "sft"
    label = "Supervised fine-tuning"
    help = "The student learns to write the accepted traces themselves; the first thing to try."
    Params = SftParams

    def adapt(self, values: Mapping[str, Any], *, hardware: Hardware, row_count: int) -> Adapted:
        """The values as this machine can use them."""
        params = read_params(SftParams, values)
        return adapt(params, hardware=hardware, steps=self.steps(params, row_count=row_count))

    def steps(self, values: SftParams, *, row_count: int) -> int:
        """Optimiser steps: the last group of an epoch may be smaller, as the training loop has it."""
        batches = math.ceil(row_count / values.batch_size)
        per_epoch = max(1, math.ceil(batches / values.accumulation))
        return max(1, math.ceil(values.epochs * per_epoch))

    def train(
        self, files: TrainingFiles, values: Mapping[str, Any], folder: RunFolder, events: EventWriter, *, resume: bool
    ) -> JsonObject:
        """Train in this process; see ``core.training.loop``."""
        from core.training.loop import run_sft

        return run_sft(self.adapt, files, values, folder, events, resume=resume)
