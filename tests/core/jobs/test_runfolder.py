# SPDX-License-Identifier: Apache-2.0
"""The run folder: whole lines only, old lines again for a new listener, and wishes that are whole."""

from __future__ import annotations

import pytest

from core.errors import InvalidInput
from core.jobs.runfolder import EventTail, EventWriter, RunFolder, Wish


@pytest.fixture
def folder(tmp_path):
    made = RunFolder(tmp_path / "run")
    made.write_spec({"answer": 42})
    return made


def test_that_a_spec_is_read_as_it_was_written(folder):
    assert folder.read_spec() == {"answer": 42}


def test_that_a_missing_spec_is_said(tmp_path):
    with pytest.raises(InvalidInput, match=r"spec\.json"):
        RunFolder(tmp_path).read_spec()


def test_that_a_torn_line_waits_until_it_is_whole(folder):
    tail = EventTail(folder)
    folder.events_path.write_bytes(b'{"kind": "a"}\n{"kind": "b')
    assert [event.kind for event in tail.read()] == ["a"]
    with folder.events_path.open("ab") as file:
        file.write(b'"}\n')
    assert [event.kind for event in tail.read()] == ["b"]


def test_that_a_broken_line_is_passed_over(folder):
    folder.events_path.write_bytes(b'{"kind": "a"}\nnot json\n[1]\n{"kind": 3}\n{"kind": "b"}\n')
    assert [event.kind for event in EventTail(folder).read()] == ["a", "b"]


def test_that_a_second_listener_hears_everything_again(folder):
    writer = EventWriter(folder)
    writer.say("metric", name="loss", step=1, value=0.5)
    writer.close()
    for _ in range(2):
        (event,) = EventTail(folder).read()
        assert (event.kind, event.data["value"]) == ("metric", 0.5)


def test_that_a_wish_is_read_and_nonsense_is_none(folder):
    assert folder.read_wish() is Wish.GO_ON
    folder.wish(Wish.STOP)
    assert folder.read_wish() is Wish.STOP
    folder.control_path.write_text("dance", encoding="utf-8")
    assert folder.read_wish() is Wish.GO_ON
