# SPDX-License-Identifier: Apache-2.0
"""Rules: nothing is applied that was not previewed, nothing is touched that people touched, one undo takes all back."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from core.domain.findings import Finding, Severity
from core.domain.jobs import JobId, JobState
from core.domain.judgements import Judgement, Opinion, Rule
from core.domain.reviews import Verdict
from core.domain.traces import WAITING, Bounds, TraceFilter, TraceState
from core.errors import InvalidInput, JobCancelled
from core.jobs.reporter import Reporter
from core.review import assigning, bulk
from core.review.checking import CHECKS_VERSION
from core.review.people_service import PeopleService
from core.review.rules import RuleDecision, RuleService
from tests.helpers.review_builders import add_traces, answer, standing_of

AT = datetime(2026, 3, 4, 9, tzinfo=UTC)
GOOD = Rule(Verdict.ACCEPT, Bounds(least=4))
BAD = Rule(Verdict.REJECT, Bounds(most=2), reasons=("unclear",))


@pytest.fixture
def rules(store, jobs, clock):
    return RuleService(store=store, jobs=jobs, clock=clock)


@pytest.fixture
def people(store, clock):
    return PeopleService(store=store, workspace="Desk", stillroom="test", clock=clock)


def score(store, ids, *scores, judge="loop"):
    with store.begin() as unit:
        for trace_id, given in zip(ids, scores, strict=True):
            verdict = Verdict.ACCEPT if given > 2 else Verdict.REJECT
            unit.judgements.put(Judgement(trace_id, judge, 0, Opinion(given, verdict, ()), AT))


def applied(rules, jobs, rule, reviewer="Ada"):
    record = jobs.wait(rules.apply(rule, rules.preview(rule).token, reviewer=reviewer), timeout_s=30)
    assert (record.state, record.error) == (JobState.DONE, "")
    return record


def test_that_a_rule_decides_what_its_preview_named_as_one_act_with_one_undo(rules, review, jobs, store):
    ids = add_traces(store, 5)
    score(store, ids[:4], 5, 4, 3, 2)
    preview = rules.preview(GOOD)
    assert (preview.count, preview.examples) == (2, ids[:2])
    before = standing_of(store, ids)
    assert applied(rules, jobs, GOOD).result["count"] == 2
    assert [review.trace(found).state.value for found in ids] == ["accepted", "accepted", *["pending"] * 3]
    assert review.undoable("Ada") == "Accept by rule 2 traces"
    (entry,) = review.history(ids[0])
    assert (entry.reviewer, entry.note) == ("Ada", "Rule: the mean score is at least 4.")
    assert review.standing(ids[0]).reviewer == "rule (Ada)"
    review.undo("Ada")
    assert standing_of(store, ids) == before
    review.redo("Ada")
    assert review.count(TraceFilter(states=(TraceState.ACCEPTED,))) == 2


def test_that_a_rejection_has_its_reasons(rules, review, jobs, store):
    ids = add_traces(store, 2)
    score(store, ids, 1, 5)
    applied(rules, jobs, BAD)
    assert review.standing(ids[0]).reasons == ("unclear",)
    assert review.count(TraceFilter(reasons=("unclear",))) == 1


def test_that_what_people_touched_is_left_to_them(rules, review, store):
    ids = add_traces(store, 7)
    score(store, ids, *[5] * 7)
    review.decide(ids[:1], Verdict.REJECT, reviewer="Ada")
    review.decide(ids[1:2], Verdict.SKIP, reviewer="Ada")
    review.decide(ids[2:3], Verdict.NEEDS_WORK, reviewer="Ada")
    review.flag(ids[3:4], True, "Ada")
    review.keep_draft(ids[4], [answer("Answer: x")], base=0, reviewer="Ada")
    review.edit(ids[5], [answer("Answer: Budget")], author="Ada")
    assert rules.preview(GOOD).examples == ids[6:]


def test_that_a_preview_says_how_far_people_agree_and_the_word_of_a_rule_is_none(rules, review, jobs, store):
    ids = add_traces(store, 6)
    score(store, ids, *[5] * 6)
    nobody = rules.preview(GOOD).agreement
    assert nobody.value is None and "People decided on no trace" in nobody.reason
    review.decide(ids[:2], Verdict.ACCEPT, reviewer="Ada")
    review.decide(ids[2:3], Verdict.REJECT, reviewer="Ada")
    found = rules.preview(GOOD).agreement
    assert (found.value, found.n) == (pytest.approx(2 / 3), 3)
    applied(rules, jobs, GOOD)
    assert rules.preview(GOOD).agreement == found


def test_that_a_trace_on_which_one_of_two_gave_an_opinion_is_left_to_them(rules, review, people, store):
    ids = add_traces(store, 3)
    score(store, ids, 5, 5, 5)
    people.assign(TraceFilter(trace_ids=ids[:2]), ["Ada", "Bo"], share_twice=1.0, reviewer="Lead")
    review.decide(ids[:1], Verdict.ACCEPT, reviewer="Ada")
    assert rules.preview(GOOD).examples == ids[1:]


def test_that_a_rule_is_no_rater_and_has_no_pace(rules, review, people, jobs, store, clock, monkeypatch):
    ids = add_traces(store, 5)
    score(store, ids, 5, 5, 5, 1, 1)
    for trace in ids[:3]:
        clock.forward(20)
        review.decide([trace], Verdict.REJECT, reviewer="Bo")
        review.decide([trace], Verdict.NEEDS_WORK, reviewer="Ada")
    before, today = people.report(), review.counts()
    clock.forward(30)
    applied(rules, jobs, BAD)
    assert review.count(TraceFilter(states=(TraceState.REJECTED,))) == 2
    monkeypatch.setattr(assigning, "MOST_DECISIONS", 6)
    assert people.report() == before
    now = review.counts()
    assert (now.decided_today, now.median_seconds) == (today.decided_today, today.median_seconds) == (3, 20)
    assert review.counts(reviewer="Ada").decided_today == 3


def test_that_packets_and_replies_carry_no_word_of_a_rule(rules, people, jobs, store, tmp_path):
    ids = add_traces(store, 1)
    score(store, ids, 5)
    applied(rules, jobs, GOOD)
    people.export_packet(tmp_path / "open.jsonl", TraceFilter(), reviewer="Ada", is_blind=False)
    assert "rule (" not in (tmp_path / "open.jsonl").read_text(encoding="utf-8")
    people.import_packet(tmp_path / "open.jsonl")
    with pytest.raises(InvalidInput, match="Nothing of this packet is decided"):
        people.export_reply(tmp_path / "back.jsonl", reviewer="Ada")


def test_that_only_looked_at_traces_without_findings_count_where_the_rule_says_so(rules, store):
    ids = add_traces(store, 3)
    score(store, ids, 5, 5, 5)
    with store.begin() as unit:
        unit.findings.put(ids[0], (), checks=CHECKS_VERSION)
        unit.findings.put(ids[1], (Finding("arithmetic", Severity.ERROR, "No."),), checks=CHECKS_VERSION)
    assert rules.preview(Rule(Verdict.ACCEPT, Bounds(least=4), has_no_findings=True)).examples == ids[:1]
    assert rules.preview(GOOD).count == 3


def test_that_a_rule_goes_by_the_mean_or_by_one_judge(rules, store):
    ids = add_traces(store, 2)
    score(store, ids, 5, 4)
    score(store, ids, 1, 4, judge="other")
    assert rules.preview(GOOD).examples == ids[1:]
    assert rules.preview(Rule(Verdict.ACCEPT, Bounds(least=5), judge="loop")).examples == ids[:1]
    assert rules.preview(Rule(Verdict.ACCEPT, Bounds(least=1), judge="nobody")).count == 0


def test_that_a_rule_stays_within_the_filter_that_it_was_made_for(rules, store):
    ids = add_traces(store, 3)
    score(store, ids, 5, 4, 5)
    within = TraceFilter(states=WAITING, trace_ids=ids[:2], judge_score=Bounds(most=4.5))
    assert rules.preview(Rule(Verdict.ACCEPT, Bounds(least=4), wanted=within)).examples == (ids[1],)
    decided = TraceFilter(states=(TraceState.REJECTED,))
    assert rules.preview(Rule(Verdict.ACCEPT, Bounds(least=4), wanted=decided)).count == 0


def test_that_a_preview_which_is_not_true_any_more_cannot_be_applied(rules, review, store):
    ids = add_traces(store, 3)
    score(store, ids[:2], 5, 5)
    token = rules.preview(GOOD).token
    with pytest.raises(InvalidInput, match="what its preview said"):
        rules.apply(Rule(Verdict.ACCEPT, Bounds(least=5)), token, reviewer="Ada")
    score(store, ids[2:], 5)
    with pytest.raises(InvalidInput, match="what its preview said"):
        rules.apply(GOOD, token, reviewer="Ada")
    review.decide(ids[2:], Verdict.REJECT, reviewer="Bo")
    assert rules.preview(GOOD).token == token
    with pytest.raises(InvalidInput, match="somebody who applies"):
        rules.apply(GOOD, token, reviewer=" ")
    review.decide(ids, Verdict.REJECT, reviewer="Bo")
    with pytest.raises(InvalidInput, match="fits no trace"):
        rules.apply(GOOD, rules.preview(GOOD).token, reviewer="Ada")


def running(rules, store, review):
    """The job of a rule as ``apply`` makes it, to run by hand."""
    return RuleDecision(
        store, review._now, GOOD.wanted, GOOD.verdict, (), "", "Ada", "Accept", rule=GOOD,
        token=rules.preview(GOOD).token,
    )  # fmt: skip


def test_that_a_trace_which_somebody_takes_while_the_job_runs_is_left_to_them(rules, review, store, monkeypatch):
    monkeypatch.setattr(bulk, "PART", 2)
    ids = add_traces(store, 6)
    score(store, ids, *[5] * 6)

    def emit(_event):
        if review.trace(ids[3]).state is TraceState.PENDING:
            review.decide(ids[3:4], Verdict.REJECT, reviewer="Bo")

    result = running(rules, store, review).run(Reporter(JobId(1), emit, threading.Event()))
    assert result["count"] == 5
    assert review.trace(ids[3]).state is TraceState.REJECTED
    assert review.undoable("Ada") == "Accept by rule 5 traces"
    review.undo("Ada")
    assert review.ids(states=(TraceState.PENDING,)) == (*ids[:3], *ids[4:])


def test_that_a_stop_keeps_what_was_decided_under_its_true_name(rules, review, store, monkeypatch):
    monkeypatch.setattr(bulk, "PART", 2)
    ids = add_traces(store, 6)
    score(store, ids, *[5] * 6)
    cancelled = threading.Event()
    with pytest.raises(JobCancelled):
        running(rules, store, review).run(Reporter(JobId(1), lambda _event: cancelled.set(), cancelled))
    assert review.undoable("Ada") == "Accept by rule 2 traces"
    review.undo("Ada")
    assert review.ids(states=(TraceState.PENDING,)) == ids


def test_that_a_job_whose_preview_grew_old_in_the_queue_decides_nothing(rules, review, store):
    ids = add_traces(store, 2)
    score(store, ids, 5, 5)
    job = running(rules, store, review)
    review.flag(ids[:1], True, "Bo")
    with pytest.raises(InvalidInput, match="what its preview said"):
        job.run(Reporter(JobId(1), lambda _event: None, threading.Event()))
    assert review.ids(states=(TraceState.PENDING,)) == ids


@pytest.mark.parametrize(
    "rule",
    [
        Rule(Verdict.SKIP, Bounds(least=4)),
        Rule(Verdict.NEEDS_WORK, Bounds(least=4)),
        Rule(Verdict.ACCEPT, Bounds()),
        Rule(Verdict.ACCEPT, Bounds(least=6)),
        Rule(Verdict.ACCEPT, Bounds(most=0)),
        Rule(Verdict.ACCEPT, Bounds(4, 2)),
        Rule(Verdict.ACCEPT, Bounds(least=float("nan"))),
        Rule(Verdict.ACCEPT, Bounds(least=4), reasons=("unclear",)),
        Rule(Verdict.REJECT, Bounds(most=2), reasons=("because",)),
    ],
)
def test_that_a_rule_that_makes_no_sense_is_refused(rules, rule):
    with pytest.raises(InvalidInput):
        rules.preview(rule)
