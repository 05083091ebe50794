# SPDX-License-Identifier: Apache-2.0
"""The export formats, in the order in which people are offered them."""

from __future__ import annotations

from core.catalog import Catalog
from core.datasets.exporters.base import Exporter
from core.datasets.exporters.openai_chat import OpenAIChat
from core.datasets.exporters.trl_chat import TrlChat

EXPORTERS: Catalog[Exporter] = Catalog("export format", (OpenAIChat(), TrlChat()))
