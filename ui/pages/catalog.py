# SPDX-License-Identifier: Apache-2.0
"""The pages, in the order of the story: home, tasks, generate, review, datasets, train, evaluate, settings."""

from __future__ import annotations

from ui.context import UiContext
from ui.pages.base import PageSpec, PageView


def _home(context: UiContext) -> PageView:
    from ui.pages.home.view import HomeView

    return HomeView(context)


PAGES: tuple[PageSpec, ...] = (PageSpec(id="home", title="Home", icon="home", order=10, build=_home),)
