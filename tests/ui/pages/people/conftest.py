# SPDX-License-Identifier: Apache-2.0
"""The workspace that these tests begin with, and the page over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.review_pages import copy_template, make_template
from tests.helpers.shell import open_shell
from ui.pages.people.view import PeopleView


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with four pending planner traces."""
    return make_template(tmp_path_factory.mktemp("people_pages"))


@pytest.fixture
def shell(qtbot, tmp_path, template):
    copy_template(template, tmp_path)
    made = open_shell(tmp_path)
    made.context.actions.set_page("people")
    yield made
    made.close()


@pytest.fixture
def studio(shell):
    return shell.context.studio


@pytest.fixture
def open_page(qtbot, shell):
    """The page on screen with its figures read."""

    def call() -> PeopleView:
        view = PeopleView(shell.context)
        qtbot.addWidget(view)
        view.resize(1_060, 720)
        view.show()
        with qtbot.waitSignal(view.presenter.state_read):
            view.on_shown()
        return view

    return call
