# SPDX-License-Identifier: Apache-2.0
"""The import formats, in the order in which people are offered them."""

from __future__ import annotations

from core.catalog import Catalog
from core.datasets.importers.base import Importer
from core.datasets.importers.openai_chat import OpenAIChatFile

IMPORTERS: Catalog[Importer] = Catalog("import format", (OpenAIChatFile(),))
