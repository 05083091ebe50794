# SPDX-License-Identifier: Apache-2.0
"""The conclusion is compared with the truth, and the answer with the reasoning's own last word."""

from __future__ import annotations

import pytest

from core.domain.findings import Severity
from core.review.checks.conclusion import Conclusion
from tests.helpers.check_builders import TRUTH, answer, call, look, thoughts

CHECK = Conclusion()


def test_that_a_right_conclusion_is_passed_over():
    assert look(CHECK, *thoughts("Audit has to start first."), answer("Answer: Audit"), truth=TRUTH) == ()


def test_that_a_wrong_conclusion_is_found_with_the_right_one():
    (found,) = look(CHECK, *thoughts("Both can wait."), answer("Answer: Write report"), truth=TRUTH)
    assert (found.severity, found.expected) == (Severity.ERROR, "Audit")
    assert found.quote == "Answer: Write report"


def test_that_a_conclusion_that_hedges_is_found():
    (found,) = look(CHECK, answer("Answer: Audit or maybe Write report"), truth=TRUTH)
    assert (found.severity, found.message) == (Severity.WARNING, "No single conclusion can be read.")


def test_that_a_missing_answer_matters_less_where_a_tool_is_called():
    assert [found.severity for found in look(CHECK, *thoughts("Audit."))] == [Severity.WARNING]
    assert [found.severity for found in look(CHECK, *thoughts("Audit."), call(task="Audit"))] == [Severity.HINT]


def test_that_reasoning_that_comes_to_another_conclusion_is_found():
    steps = (*thoughts("Audit ends late.", "Recommendation: begin with Write report."), answer("Answer: Audit"))
    (found,) = look(CHECK, *steps, truth=TRUTH)
    assert found.message == "The reasoning comes to “Write report”, the answer says “Audit”."
    assert found.span is not None
    assert found.span.step == 1


@pytest.mark.parametrize(
    "last",
    [
        "Recommendation: begin with Audit.",
        "Therefore Write report can wait until later.",
        "Write report is short.",
        "Thus Write report is not the first.",
        "Hence Audit and Write report are in order.",
    ],
)
def test_that_a_last_word_that_agrees_or_decides_nothing_is_passed_over(last):
    assert look(CHECK, *thoughts(last), answer("Answer: Audit"), truth=TRUTH) == ()


def test_that_nothing_is_judged_without_a_truth():
    assert look(CHECK, *thoughts("Recommendation: begin with Write report."), answer("Answer: Audit")) == ()
