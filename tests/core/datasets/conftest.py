# SPDX-License-Identifier: Apache-2.0
"""A dataset service in a fresh workspace."""

from __future__ import annotations

import pytest

from core.changes import ChangeFeed
from core.datasets.importers.catalog import IMPORTERS
from core.datasets.service import DatasetService
from core.jobs.runner import JobRunner
from core.review.service import ReviewService
from core.store.ledger import StoreLedger
from core.store.store import Store
from core.workspace import Workspace
from tests.helpers.review_builders import ELEMENTS, TOOL


@pytest.fixture
def workspace(tmp_path):
    opened = Workspace(tmp_path / "space", create=True)
    yield opened
    opened.close()


@pytest.fixture
def store(workspace):
    opened = Store(workspace.database, ChangeFeed())
    yield opened
    opened.close()


@pytest.fixture
def datasets(store, workspace):
    return DatasetService(
        store=store,
        workspace=workspace,
        system_prompt_for=lambda task_type: f"You solve {task_type}.",
        tools_for=lambda task_type: (TOOL,) if task_type == "prioritization" else (),
    )


@pytest.fixture
def review(store):
    return ReviewService(
        store=store, jobs=JobRunner(StoreLedger(store)), requires_for=lambda task_type: ELEMENTS, importers=IMPORTERS
    )
