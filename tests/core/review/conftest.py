# SPDX-License-Identifier: Apache-2.0
"""A review service over a fresh store."""

from __future__ import annotations

import pytest

from core.datasets.importers.catalog import IMPORTERS
from core.errors import UnknownName
from core.jobs.runner import JobRunner
from core.review.service import ReviewService
from core.store.ledger import StoreLedger
from tests.helpers.review_builders import ELEMENTS, Clock, open_store


def requires_for(task_type):
    if task_type != "prioritization":
        raise UnknownName("task", task_type, ("prioritization",))
    return ELEMENTS


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def jobs(store):
    runner = JobRunner(StoreLedger(store))
    yield runner
    runner.close()


@pytest.fixture
def review(store, jobs, clock):
    return ReviewService(store=store, jobs=jobs, requires_for=requires_for, importers=IMPORTERS, clock=clock)
