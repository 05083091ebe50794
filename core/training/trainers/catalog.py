# SPDX-License-Identifier: Apache-2.0
"""The trainers, in the order in which people are offered them."""

from __future__ import annotations

from core.catalog import Catalog
from core.training.trainers.base import Trainer
from core.training.trainers.sft import SupervisedFineTuning

TRAINERS: Catalog[Trainer] = Catalog("trainer", (SupervisedFineTuning(),))
