# SPDX-License-Identifier: Apache-2.0
"""Names for JSON shaped data, for every room that reads or writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

JsonValue: TypeAlias = Any
"""None, a truth value, a number, a text, a list of these or an object of these."""

JsonObject: TypeAlias = Mapping[str, JsonValue]
