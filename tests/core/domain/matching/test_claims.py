# SPDX-License-Identifier: Apache-2.0
"""A claim holds only where its value is bound to its subject, in the phrasings of planner, people and other models."""

from __future__ import annotations

import pytest

from core.domain.matching import holds, mentions, own_words
from core.domain.tasks import Claim, ClaimKind, ConclusionForm, Element, Truth
from core.errors import InvalidInput

TITLES = ("Fix login bug", "Write report", "Call client", "Call client back")
TRUTH = Truth("Write report", ("Write report",), (), None, {}, ConclusionForm.CHOICE, TITLES, ("Room 2", "Room 12"))
LATEST = Claim("priority_logic", ("Fix login bug",), ("14:30",))


def claims(text, claim=LATEST, truth=TRUTH):
    return holds(claim, text, truth) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Fix login bug: 16:00 - 1:30 = 14:30",
        "Fix login bug: 16:00 - 1:30 = 14:30, hits 15:00-15:30, 15:00 - 1:30 = 13:30",
        "Fix login bug has to start by 2:30 PM at the latest.",
        "The latest start of fix login bug is 2.30 p.m., so it can wait.",
        "- **Fix login bug** — due 16:00, takes 90 min, so start by 14:30",
        "| Fix login bug | 1:30 | 16:00 | 14:30 |",
        "Fix login bug must begin at 14:30, while Write report can begin at 15:00.",
        "By 14:30 we need Fix login bug, by 15:00 Write report.",
        "**Fix login bug**\n- Duration: 1:30\n- Deadline: 16:00\n- Latest start: 14:30",
        "1. Fix login bug\n   Latest start: 14:30\n2. Write report\n   Latest start: 15:00",
        "Fix\nLogin\nFix login bug => 14:30",
        "fix-login bug: 14:30",
    ],
)
def test_that_the_claim_is_found_in_many_phrasings(text):
    assert claims(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Fix login bug: 16:00 - 1:30 = 14:00",
        "Fix login bug is urgent. Something else starts at 14:30.",
        "Write report: 14:30\nFix login bug: 15:00",
        "Fix login bug and Write report: 15:00 and 14:30",
        "Fix login bug must begin at 15:00, while Write report can begin at 14:30.",
        "Fix login bug at 15:00, Write report at 14:30, Call client at 13:00",
        "By 15:00 we need Fix login bug, by 14:30 Write report.",
        "Fix login bugs in general by 14:30",
        "Fix login bug\n\nLatest start: 14:30",
        "1. Fix login bug\n   Latest start: 15:00\n2. Write report\n   Latest start: 14:30",
        "Fix login bug: " + ", ".join(f"{hour:02d}:{minute}" for hour in range(8, 18) for minute in ("00", "30")),
    ],
)
def test_that_the_claim_is_not_found_where_the_value_is_wrong_or_belongs_elsewhere(text):
    assert not claims(text)


def test_that_listing_all_titles_and_all_values_in_one_line_proves_at_most_one_claim():
    values = {"Fix login bug": "14:30", "Write report": "15:00", "Call client": "13:00", "Call client back": "12:00"}
    made = [Claim("x", (title,), (value,)) for title, value in values.items()]
    texts = (
        f"{', '.join(values)}: {', '.join(values.values())}",
        f"{', '.join(values.values())}: {', '.join(values)}",
        f"{' '.join(values.values())} {' '.join(values)} {' '.join(values.values())}",
    )
    for text in texts:
        assert sum(claims(text, claim) for claim in made) <= 1, text


def test_that_a_longer_title_is_not_its_beginning():
    assert not claims("Call client back: 13:00", Claim("x", ("Call client",), ("13:00",)))
    assert claims("Call client back: 13:00", Claim("x", ("Call client back",), ("13:00",)))


def test_that_a_place_with_a_longer_number_is_another_place():
    assert not claims("Room 12 is free", Claim("x", ("Room 2",), ("free",)))


def test_that_a_move_binds_a_title_to_a_place():
    claim = Claim("recommendation", ("Fix login bug",), ("Room 2",))
    assert claims("Answer: Fix login bug to Room 2", claim)
    assert claims("I recommend moving Fix login bug to Room 2; Write report stays.", claim)
    assert not claims("Answer: Fix login bug to Room 12", claim)
    assert not claims("Fix login bug stays, Write report goes to Room 2.", claim)


def test_that_two_times_are_bound_in_one_sentence():
    claim = Claim("buffer_awareness", ("10:30",), ("13:30",))
    assert claims("10:30 + 2:30 = 13:00, limit 13:30, fits", claim)
    assert claims("The free window runs from 10:30 AM to 1:30 PM.", claim)
    assert not claims("10:30 + 2:30 = 13:00\nlimit 13:30", claim)


LINK = Claim("dependency_identification", ("Write report", "Fix login bug"), (), ClaimKind.LINK)


@pytest.mark.parametrize(
    "text",
    [
        "Write report needs Fix login bug",
        "- Write report: 2:00 h, needs Fix login bug",
        "Write report depends on Fix login bug.",
        "Write report can only begin after Fix login bug is done.",
        "Fix login bug must be finished before Write report.",
        "Once Fix login bug is done, Write report can start.",
        "2. Ready: Call client 1:00, Write report 2:00 after Fix login bug.",
        "Write report requires Call client and Fix login bug.",
        "Write report (after *Fix login bug*)",
        "Fix login bug unlocks Write report",
        "2. Ready 1:00 Call client, after Fix login bug: 2:00 Write report. Take 1:00 Call client.",
        "After Fix login bug and Call client: 2:00 Write report",
        "After Call client and Fix login bug, Write report can start",
    ],
)
def test_that_a_link_is_found_in_many_phrasings(text):
    assert claims(text, LINK)


@pytest.mark.parametrize(
    "text",
    [
        "Fix login bug needs Write report",
        "Fix login bug after Write report",
        "Write report before Fix login bug",
        "Write report, Fix login bug",
        "Answer: Fix login bug, Write report, Call client",
        "Write report is easy. After Fix login bug comes lunch.",
        "Write report has no need of Call client",
        "After Fix login bug, Call client, Write report",
    ],
)
def test_that_a_link_the_wrong_way_or_without_a_word_for_it_is_left(text):
    assert not claims(text, LINK)


ORDER = Claim("sequencing", ("Call client", "Fix login bug", "Write report"), (), ClaimKind.ORDER)
THREE = Truth("", (), (), None, {}, ConclusionForm.ORDER, ("Write report", "Fix login bug", "Call client"))


@pytest.mark.parametrize(
    "text",
    [
        "Answer: Call client, Fix login bug, Write report",
        "Call client -> Fix login bug → Write report",
        "First Call client, then Fix login bug and last Write report.",
        "1. Call client\n2. Fix login bug\n3. Write report",
        "Plan:\n- Call client (needs nothing)\n- Fix login bug after Call client\n- Write report, after Fix login bug",
    ],
)
def test_that_an_order_is_found(text):
    assert claims(text, ORDER, THREE)


@pytest.mark.parametrize(
    "text",
    [
        "Call client, Write report, Fix login bug",
        "Call client, Fix login bug",
        "Call client. Fix login bug. Write report.",
        "Call client, Fix login bug, Write report, Call client",
        "1. Call client\n2. Fix login bug\nand so on\n3. Write report",
        "Either Call client, Fix login bug, Write report or Fix login bug, Call client, Write report",
    ],
)
def test_that_another_order_or_a_hedge_is_left(text):
    assert not claims(text, ORDER, THREE)


def test_that_the_place_of_a_claim_covers_subject_and_value():
    text = "Hm.\nFix login bug: 16:00 - 1:30 = 14:30, fine"
    span = holds(LATEST, text, TRUTH)
    assert span is not None
    assert span.of(text) == "Fix login bug: 16:00 - 1:30 = 14:30"


ELEMENT = Element("deadline_awareness", "Deadline awareness", "", ("deadline", "due", r"\bby \d"))


def test_that_a_cue_is_found_at_word_beginnings_only():
    text = "Deadlines matter, residue does not; due by 5."
    assert [span.of(text) for span in mentions(ELEMENT, text)] == ["Deadline", "due", "by 5"]


def test_that_an_element_without_a_cue_in_the_text_is_not_mentioned():
    assert mentions(ELEMENT, "I would start with the report.") == ()


def test_that_wrong_values_are_a_mention_and_no_more():
    text = "The deadline of Fix login bug is due at 17:00."
    assert mentions(ELEMENT, text)
    assert not claims(text, Claim("deadline_awareness", ("Fix login bug",), ("16:00",)))


def test_that_a_broken_cue_is_said_so():
    with pytest.raises(InvalidInput, match="no regular expression"):
        mentions(Element("x", "X", "", ("(",)), "text")


PROMPT = "Now 09:00. Tasks:\n- due 16:00, 1:30 h: Fix login bug\n- due 15:00, 2:00 h: Write report\nWhich first?"


def test_that_repeating_the_question_is_no_answer():
    echoed = "due 16:00, 1:30 h: Fix login bug.\n*  due 15:00, 2:00 h: Write report\nI think so."
    left = own_words(echoed, PROMPT)
    assert left.split() == ["I", "think", "so."]
    assert len(left) == len(echoed)


def test_that_own_words_are_kept():
    said = "Fix login bug takes 1:30 h and is due 16:00\nFix login bug: 16:00 - 1:30 = 14:30"
    assert own_words(said, PROMPT) == said
