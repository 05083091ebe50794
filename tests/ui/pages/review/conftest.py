# SPDX-License-Identifier: Apache-2.0
"""The workspace that these tests begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.review_pages import make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with four pending planner traces."""
    return make_template(tmp_path_factory.mktemp("review_pages"))
