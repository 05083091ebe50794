# SPDX-License-Identifier: Apache-2.0
"""Everything is killed in the middle of a run, several times: what was kept stays, and nothing answered is lost."""

from __future__ import annotations

import sys

import pytest

from tests.helpers.chat_server import chat_server
from tests.helpers.killed_run import prepare, survive

PROBLEMS, AT_ONCE, KILLS = 30, 4, 2


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of other systems")
def test_that_a_run_that_is_killed_again_and_again_keeps_all_and_asks_little_twice(tmp_path):
    with chat_server(lambda body: "1. It is due.\nAnswer: the first") as server:
        server.pause_s = 0.1
        prepare(tmp_path / "ws", server.base_url, problems=PROBLEMS)
        found = survive(tmp_path / "ws", samples=1, concurrency=AT_ONCE, kills=KILLS, between_s=(1.0, 1.5))
    assert found.kept == PROBLEMS
    assert found.kills >= 1
    assert list(found.kept_after) == sorted(found.kept_after)
    assert len(server.asked) <= PROBLEMS + found.kills * AT_ONCE
