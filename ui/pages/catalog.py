# SPDX-License-Identifier: Apache-2.0
"""The pages, in the order of the story: home, tasks, generate, review, datasets, train, evaluate, settings."""

from __future__ import annotations

from ui.pages.base import PageSpec

PAGES: tuple[PageSpec, ...] = ()
