# SPDX-License-Identifier: Apache-2.0
"""What every trainer declares to the screen, and what it does in the child process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from core.domain.json import JsonObject
from core.jobs.runfolder import EventWriter, RunFolder
from core.training.adaptation import Adapted
from core.training.files import TrainingFiles
from core.training.hardware import Hardware


class Trainer(Protocol):
    """One line of the trainers catalog."""

    @property
    def Params(self) -> type:
        """Params dataclass of the trainer's values."""
        ...

    @property
    def name(self) -> str:
        """Identifier, such as ``sft``."""
        ...

    @property
    def label(self) -> str:
        """What people read."""
        ...

    @property
    def help(self) -> str:
        """One sentence about when to choose it."""
        ...

    def adapt(self, values: Mapping[str, Any], *, hardware: Hardware, row_count: int) -> Adapted:
        """The values as this machine can use them; raises InvalidInput for a value that nothing can use."""
        ...

    def steps(self, values: Any, *, row_count: int) -> int:
        """How many optimiser steps adapted values take on so many rows."""
        ...

    def train(
        self, files: TrainingFiles, values: Mapping[str, Any], folder: RunFolder, events: EventWriter, *, resume: bool
    ) -> JsonObject:
        """Train and return the result. Child process only; raises what the child reports."""
        ...
