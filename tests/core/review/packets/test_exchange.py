# SPDX-License-Identifier: Apache-2.0
"""Packets between two workspaces over real files: out, reviewed, answered, merged, with conflicts, and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.changes import ChangeFeed
from core.domain.merging import ConflictKind
from core.domain.reviews import Verdict
from core.domain.traces import TraceFilter, TraceState
from core.errors import InvalidInput, UnknownName
from core.jobs.runner import JobRunner
from core.review.people_service import PeopleService
from core.review.service import ReviewService
from core.store.ledger import StoreLedger
from core.store.store import Store
from tests.helpers.packet_builders import packet_line, save_packet
from tests.helpers.review_builders import Clock, add_trace, add_traces, answer, thought

EDITED = (thought("Budget first."), answer("Answer: Budget"))
OURS = (thought("Ours."), answer("Answer: Audit"))


class Desk:
    """One workspace with its services."""

    def __init__(self, folder, name, clock):
        folder.mkdir()
        self.store = Store(folder / "studio.db", ChangeFeed())
        jobs = JobRunner(StoreLedger(self.store))
        self.review = ReviewService(store=self.store, jobs=jobs, requires_for=lambda task_type: (), clock=clock)
        self.people = PeopleService(store=self.store, workspace=name, stillroom="test", clock=clock)

    def states(self):
        return [row.state.value for row in self.review.rows()]


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def home(tmp_path, clock):
    desk = Desk(tmp_path / "home", "Home", clock)
    yield desk
    desk.store.close()


@pytest.fixture
def away(tmp_path, clock):
    desk = Desk(tmp_path / "away", "Away", clock)
    yield desk
    desk.store.close()


@pytest.fixture
def sent(home, away, tmp_path, clock):
    """Three traces on their way, read at the other desk."""
    ids = add_traces(home.store, 3)
    home.people.export_packet(tmp_path / "out.jsonl", TraceFilter(), reviewer="Ada")
    clock.forward(60)
    report = away.people.import_packet(tmp_path / "out.jsonl")
    assert (len(report.imported), report.known, report.left_out) == (3, 0, 0)
    clock.forward(60)
    return ids


def reply(away, tmp_path):
    away.people.export_reply(tmp_path / "back.jsonl", reviewer="Bo")
    return tmp_path / "back.jsonl"


def test_that_a_packet_can_be_reviewed_elsewhere_and_merged_as_one_act(home, away, sent, tmp_path, clock):
    one, two, three = away.review.ids()
    away.review.decide([one], Verdict.ACCEPT, note="fine", reviewer="Bo")
    away.review.decide([two], Verdict.REJECT, reasons=("unclear",), reviewer="Bo")
    away.review.rate([one], 4, reviewer="Bo")
    away.review.edit(three, EDITED, author="Bo", accept=True)
    report = home.people.merge_reply(reply(away, tmp_path), reviewer="Ada")
    assert report.sentence == "3 decisions were applied."
    assert home.states() == ["accepted", "rejected", "edited"]
    assert home.review.trace(sent[2]).steps == EDITED
    entry = home.review.history(sent[0])[-1]
    assert (entry.label, entry.note) == ("Merge the reply of Bo on 3 traces", "fine")
    assert home.review.standing(sent[0]).reviewer == "Bo"
    assert home.review.standing(sent[0]).rating == 4
    again = home.people.merge_reply(tmp_path / "back.jsonl", reviewer="Ada")
    assert (again.act, len(again.merge.known)) == (None, 3)
    home.review.undo("Ada")
    assert home.states() == ["pending"] * 3
    assert home.review.trace(sent[2]).head == 0
    home.review.redo("Ada")
    assert home.states() == ["accepted", "rejected", "edited"]


def test_that_a_blind_packet_tells_neither_truth_nor_words_of_others(home, away, tmp_path):
    ids = add_traces(home.store, 1)
    home.review.decide(ids, Verdict.REJECT, note="no", reviewer="Ada")
    home.people.export_packet(tmp_path / "blind.jsonl", TraceFilter(), reviewer="Ada")
    away.people.import_packet(tmp_path / "blind.jsonl")
    (trace,) = away.review.ids()
    with away.store.read() as unit:
        assert unit.problems.get(away.review.trace(trace).problem_id).made.truth is None
    assert away.review.standing(trace).note == ""
    assert away.states() == ["pending"]


def test_that_an_open_packet_brings_the_words_of_others_as_a_note(home, away, tmp_path):
    ids = add_traces(home.store, 1)
    home.review.decide(ids, Verdict.REJECT, reasons=("unclear",), note="no", reviewer="Ada")
    home.people.export_packet(tmp_path / "open.jsonl", TraceFilter(), reviewer="Ada", is_blind=False)
    away.people.import_packet(tmp_path / "open.jsonl")
    (trace,) = away.review.ids()
    assert away.review.standing(trace).note == "Ada: reject, unclear, no"
    assert away.states() == ["pending"]


def test_that_conflicts_stay_as_they_are_here_unless_somebody_takes_theirs(home, away, sent, tmp_path, clock):
    for trace in away.review.ids():
        away.review.decide([trace], Verdict.ACCEPT, reviewer="Bo")
    home.review.decide([sent[0]], Verdict.REJECT, reviewer="Ada")
    home.review.edit(sent[1], OURS, author="Ada")
    path = reply(away, tmp_path)
    found = home.people.compare_reply(path)
    assert [conflict.kind for conflict in found.conflicts] == [ConflictKind.DECIDED, ConflictKind.EDITED]
    assert home.states() == ["rejected", "pending", "pending"]
    report = home.people.merge_reply(path, reviewer="Ada", theirs=[found.conflicts[1].theirs])
    assert report.sentence == "2 decisions were applied. 1 conflict stays as decided here."
    assert home.states() == ["rejected", "accepted", "accepted"]
    assert home.review.trace(sent[1]).head == 0
    home.review.undo("Ada")
    assert home.review.trace(sent[1]).steps == OURS
    home.people.merge_reply(path, reviewer="Ada", is_all_theirs=True)
    assert home.states() == ["accepted"] * 3


def test_that_a_reply_in_a_double_review_is_an_opinion_and_no_conflict(home, away, sent, tmp_path):
    home.people.assign(TraceFilter(trace_ids=sent[:1]), ["Ada", "Bo"], share_twice=1.0, reviewer="Ada")
    home.review.decide([sent[0]], Verdict.REJECT, reviewer="Ada")
    away.review.decide([away.review.ids()[0]], Verdict.ACCEPT, reviewer="Bo")
    report = home.people.merge_reply(reply(away, tmp_path), reviewer="Ada")
    assert report.merge.conflicts == ()
    assert home.review.trace(sent[0]).state is TraceState.NEEDS_ADJUDICATION
    (dispute,) = home.people.disputes()
    assert [(said.reviewer, said.verdict) for said in dispute.opinions] == [
        ("Ada", Verdict.REJECT),
        ("Bo", Verdict.ACCEPT),
    ]


def disputed(home, trace):
    """Ada accepts and Bo rejects, so that the trace needs adjudication."""
    home.people.assign(TraceFilter(trace_ids=(trace,)), ["Ada", "Bo"], share_twice=1.0, reviewer="Lead")
    home.review.decide([trace], Verdict.ACCEPT, reviewer="Ada")
    home.review.decide([trace], Verdict.REJECT, reviewer="Bo")
    assert home.review.trace(trace).state is TraceState.NEEDS_ADJUDICATION


def test_that_who_is_party_to_a_dispute_does_not_settle_it_by_a_reply(home, away, sent, tmp_path, clock):
    disputed(home, sent[0])
    clock.forward(60)
    away.review.decide([away.review.ids()[0]], Verdict.ACCEPT, reviewer="Bo")
    report = home.people.merge_reply(reply(away, tmp_path), reviewer="Lead")
    (conflict,) = report.merge.conflicts
    assert (report.act, conflict.kind) == (None, ConflictKind.DISPUTED)
    assert conflict.sentence == (
        f"Bo says “accept” of trace {sent[0]} after “reject”; who is party to its dispute does not settle it."
    )
    assert home.review.trace(sent[0]).state is TraceState.NEEDS_ADJUDICATION
    home.people.merge_reply(tmp_path / "back.jsonl", reviewer="Lead", theirs=[conflict.theirs])
    assert home.review.trace(sent[0]).state is TraceState.ACCEPTED
    home.review.undo("Lead")
    assert home.review.trace(sent[0]).state is TraceState.NEEDS_ADJUDICATION


def test_that_a_word_on_a_text_that_a_dispute_keeps_out_is_kept_out_with_it(home, away, tmp_path, clock):
    ids = add_traces(home.store, 1)
    disputed(home, ids[0])
    clock.forward(60)
    home.people.export_packet(tmp_path / "out.jsonl", TraceFilter(), reviewer="Lead")
    away.people.import_packet(tmp_path / "out.jsonl")
    clock.forward(60)
    away.review.edit(ids[0], EDITED, author="Bo", accept=True)
    clock.forward(60)
    away.review.decide(ids, Verdict.ACCEPT, reviewer="Cy")
    report = home.people.merge_reply(reply(away, tmp_path), reviewer="Lead")
    assert report.merge.applicable == ()
    assert [(held.theirs.reviewer, held.kind, held.ours is None) for held in report.merge.conflicts] == [
        ("Bo", ConflictKind.DISPUTED, False),
        ("Cy", ConflictKind.DISPUTED, True),
    ]
    assert "of a text that is not here" in report.merge.conflicts[1].sentence
    assert (home.states(), home.review.trace(ids[0]).head) == (["needs_adjudication"], 0)
    home.people.merge_reply(tmp_path / "back.jsonl", reviewer="Lead", is_all_theirs=True)
    assert home.states() == ["edited"]


def test_that_a_reply_does_not_settle_the_dispute_that_it_brings(home, away, sent, tmp_path, clock):
    home.people.assign(TraceFilter(trace_ids=sent[:1]), ["Ada", "Bo"], share_twice=1.0, reviewer="Lead")
    home.review.decide([sent[0]], Verdict.ACCEPT, reviewer="Ada")
    clock.forward(60)
    trace = away.review.ids()[0]
    away.review.decide([trace], Verdict.REJECT, reviewer="Bo")
    clock.forward(60)
    away.review.edit(trace, EDITED, author="Bo", accept=True)
    home.people.merge_reply(reply(away, tmp_path), reviewer="Lead")
    assert home.review.trace(sent[0]).state is TraceState.NEEDS_ADJUDICATION


def test_that_a_packet_for_an_assignee_leaves_out_what_is_answered(home, tmp_path):
    ids = add_traces(home.store, 2)
    home.people.assign(TraceFilter(), ["Bo"], reviewer="Lead")
    home.review.decide([ids[0]], Verdict.REJECT, reviewer="Bo")
    of_bo = TraceFilter(assignees=("Bo",))
    assert home.people.export_packet(tmp_path / "out.jsonl", of_bo, reviewer="Lead").count == 1
    named = replace(of_bo, trace_ids=ids)
    assert home.people.export_packet(tmp_path / "named.jsonl", named, reviewer="Lead").count == 2
    home.review.decide([ids[1]], Verdict.REJECT, reviewer="Bo")
    with pytest.raises(InvalidInput, match="Nothing waits for Bo here"):
        home.people.export_packet(tmp_path / "none.jsonl", of_bo, reviewer="Lead")


def test_that_an_edit_elsewhere_waits_blind_for_the_other_opinion(home, away, sent, tmp_path):
    home.people.assign(TraceFilter(trace_ids=sent[:1]), ["Ada", "Bo"], share_twice=1.0, reviewer="Ada")
    away.review.edit(away.review.ids()[0], EDITED, author="Bo", accept=True)
    home.people.merge_reply(reply(away, tmp_path), reviewer="Ada")
    assert (home.states()[0], home.review.trace(sent[0]).head) == ("pending", 0)


def test_that_a_packet_read_twice_or_at_home_makes_nothing_new(home, away, sent, tmp_path):
    again = away.people.import_packet(tmp_path / "out.jsonl")
    assert (again.imported, again.known) == ((), 3)
    own = home.people.import_packet(tmp_path / "out.jsonl")
    assert (own.imported, own.known, own.left_out) == ((), 3, 0)


def test_that_a_trace_with_other_words_here_is_left_out(home, away, tmp_path):
    save_packet(tmp_path / "one.jsonl", [packet_line(0)])
    away.people.import_packet(tmp_path / "one.jsonl")
    save_packet(tmp_path / "two.jsonl", [packet_line(0, steps=EDITED), packet_line(1)])
    report = away.people.import_packet(tmp_path / "two.jsonl")
    assert (len(report.imported), report.known, report.left_out) == (1, 0, 1)
    assert "left out" in report.sentence


def test_that_nothing_is_stored_of_a_damaged_packet(away, tmp_path):
    path = tmp_path / "bad.jsonl"
    save_packet(path, [packet_line(0), packet_line(1)])
    path.write_bytes(path.read_bytes().replace(b"Audit number 1", b"Audit number 2"))
    with pytest.raises(InvalidInput, match="changed since it was made"):
        away.people.import_packet(path)
    path.write_text('{"format": "stillroom-review-packet", "version": 9}\n')
    with pytest.raises(InvalidInput, match="newer Stillroom"):
        away.people.import_packet(path)
    assert away.review.ids() == ()
    assert away.people.packets() == ()


def test_that_a_reply_needs_a_packet_and_a_decision(away, tmp_path):
    with pytest.raises(InvalidInput, match="No packet was read"):
        away.people.export_reply(tmp_path / "x.jsonl", reviewer="Bo")
    save_packet(tmp_path / "one.jsonl", [packet_line(0)])
    away.people.import_packet(tmp_path / "one.jsonl")
    with pytest.raises(InvalidInput, match="decided yet"):
        away.people.export_reply(tmp_path / "x.jsonl", reviewer="Bo")
    with pytest.raises(UnknownName):
        away.people.export_reply(tmp_path / "x.jsonl", reviewer="Bo", packet="0" * 64)
    with pytest.raises(InvalidInput, match="the name of who makes it"):
        away.people.export_packet(tmp_path / "x.jsonl", TraceFilter(), reviewer=" ")
    assert not (tmp_path / "x.jsonl").exists()


def test_that_a_packet_cannot_put_another_question_under_a_known_problem(away, tmp_path):
    save_packet(tmp_path / "one.jsonl", [packet_line(0)])
    away.people.import_packet(tmp_path / "one.jsonl")
    other = packet_line(0, steps=EDITED)
    forged = replace(other, request_key="new", problem=replace(other.problem, prompt="Say yes."))
    save_packet(tmp_path / "two.jsonl", [forged])
    report = away.people.import_packet(tmp_path / "two.jsonl")
    assert (report.imported, report.left_out) == ((), 1)


def test_that_markup_in_a_packet_stays_plain_text(away, tmp_path):
    hostile = (thought('<img src="http://x/y.png"> [a](http://x) \u202e'), answer("<b>Audit</b>"))
    save_packet(tmp_path / "one.jsonl", [packet_line(0, steps=hostile)])
    (trace,) = away.people.import_packet(tmp_path / "one.jsonl").imported
    assert away.review.trace(trace).steps[1].text == "<b>Audit</b>"


def test_that_a_character_that_no_file_can_carry_is_named_with_its_trace(home, tmp_path):
    trace = add_trace(home.store, steps=(thought("a\0b"), answer("Answer: Audit")))
    with pytest.raises(InvalidInput, match=f"Trace {trace} holds a character"):
        home.people.export_packet(tmp_path / "x.jsonl", TraceFilter(), reviewer="Ada")
    assert not (tmp_path / "x.jsonl").exists()
