# SPDX-License-Identifier: Apache-2.0
"""The headless twin: everything a page does, from a shell, with the same services and without Qt."""

from __future__ import annotations

from app.cli.entry import main

__all__ = ["main"]
