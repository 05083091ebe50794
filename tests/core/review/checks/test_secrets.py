# SPDX-License-Identifier: Apache-2.0
"""Secrets and personal data are found wherever they stand, and are never repeated."""

from __future__ import annotations

import pytest

from core.domain.findings import Severity
from core.domain.messages import ToolResultPart
from core.domain.traces import Step, StepKind
from core.review.checks.secrets import Secrets
from tests.helpers.check_builders import call, look, said, thoughts

CHECK = Secrets()
RANDOM = "a1B2c3D4e5F6g7H8i9J0"
# Put together here, so that no scanner takes this file for one that holds keys.
KEYS = [
    "sk-" + RANDOM * 2,
    "sk-ant-" + RANDOM * 2,
    "ghp_" + (RANDOM * 2)[:36],
    "AKIA" + "ABCD1234EFGH5678",
    "AIza" + (RANDOM * 2)[:35],
    "xoxb-" + RANDOM,
    "hf_" + (RANDOM * 2)[:34],
    "glpat-" + RANDOM,
    "eyJ" + RANDOM + ".eyJ" + RANDOM + "." + RANDOM,
    "-----BEGIN RSA PRIVATE" + " KEY-----",
]
PEOPLE = [
    ("write to ada.lovelace@analytical.engine.org", "ada.lovelace@analytical.engine.org"),
    ("card 4111 1111 1111 1111 please", "4111 1111 1111 1111"),
    ("IBAN DE89 3704 0044 0532 0130 00.", "DE89 3704 0044 0532 0130 00"),
    ("call +49 30 1234567 today", "+49 30 1234567"),
    ("call (415) 555-0132 today", "(415) 555-0132"),
]


@pytest.mark.parametrize("key", KEYS)
def test_that_a_key_is_found_and_masked(key):
    (found,) = look(CHECK, *thoughts(f"Use {key} for it."))
    assert found.severity is Severity.ERROR
    assert found.span is not None
    assert f"Use {key} for it."[found.span.start : found.span.end] == key
    assert key[3:] not in found.message + found.quote + found.expected


@pytest.mark.parametrize(("text", "secret"), PEOPLE)
def test_that_personal_data_is_found_and_masked(text, secret):
    (found,) = look(CHECK, *thoughts(text))
    assert found.severity is Severity.WARNING
    assert found.span is not None
    assert text[found.span.start : found.span.end] == secret
    assert secret[3:] not in found.message + found.quote


def test_that_a_named_password_is_found_without_its_name():
    (found,) = look(CHECK, *thoughts(f'password = "{RANDOM}"'))
    assert found.span is not None
    assert found.span.end - found.span.start == len(RANDOM)


@pytest.mark.parametrize(
    "text",
    [
        "17:00 - 1:30 = 15:30 and 12:00 - 1:00 = 11:00",
        "4111 1111 1111 1112 fails the check of a card",
        "0000 0000 0000 0000",
        "DE89 3704 0044 0532 0130 01",
        "mail ada@example.com or root@localhost.test",
        "password = placeholder",
        "The password is forgotten.",
        "sk-short",
        "2026-11-28 10:30",
        "Room 3 at 14:00, room 12 at 15:00",
        "+1 +2 +3 = 6",
        "in 1234567890 ways",
    ],
)
def test_that_ordinary_text_is_passed_over(text):
    assert said(CHECK, text) == []


def test_that_calls_and_results_are_looked_at():
    result = Step(StepKind.TOOL_RESULT, result=ToolResultPart("call_1", f"token {KEYS[0]}"))
    made = call("send", to=["ada@analytical.engine.org", {"deep": KEYS[1]}])
    found = look(CHECK, made, result)
    assert sorted(held.span.step for held in found) == [0, 0, 1]
    assert all(held.quote == "" for held in found)
    assert all(RANDOM not in held.message for held in found)
