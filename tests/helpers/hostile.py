# SPDX-License-Identifier: Apache-2.0
"""Traces that nobody would write in good faith: huge, nested, invisible, or dressed up as markup."""

from __future__ import annotations

from hypothesis import strategies as st

from core.domain.messages import ToolCallPart, ToolResultPart
from core.domain.traces import Step, StepKind

MEGABYTE = 1_000_000


def _nested(depth: int) -> object:
    value: object = "deep"
    for _ in range(depth):
        value = {"in": [value]}
    return value


def _said(*texts: str) -> tuple[Step, ...]:
    *thoughts, answer = texts
    return (*(Step(StepKind.THOUGHT, text) for text in thoughts), Step(StepKind.ANSWER, answer))


def _called(arguments: dict[str, object], name: str = "set_priority") -> tuple[Step, ...]:
    return (Step(StepKind.TOOL_CALL, call=ToolCallPart("call_1", name, arguments)),)


TEXTS = {
    "a picture in HTML": '<img src="file:///etc/hostname"><script>alert(1)</script><a href="https://x.test">x</a>',
    "a picture in Markdown": "![x](https://x.test/a.png) [click](javascript:alert(1)) **bold** `code`",
    "a style sheet": "<style>* {background: url(file:///etc/hostname)}</style><table><tr><td>x",
    "right to left": "הדוח דחוף \u202e15:00\u202c ואחר כך \u2066audit\u2069 مرحبا بالعالم",
    "Chinese, Japanese, Korean": "審計先做,然後寫報告。先に審計を終える。먼저 감사를 끝낸다。" * 20,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇪🇺👍🏽" * 50,
    "combining marks": "a" + "\u0301\u0327\u20dd" * 400,
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f\u2028\u2029\ufeff\ufff9\ufffb",
    "zero width": "\u200b\u200c\u200d\u2060" * 300,
    "beyond the basic plane": "\U0001d7d9\U00020000\U0010fffd" * 50,
    "formatted like a template": "{situation} %s %(x)d {0!r} ${HOME} {{}} {id}",
    "quotes": "\"' OR 1=1; DROP TABLE traces; -- \\ NEAR(a b) AND* ^x",
}
TRACES: dict[str, tuple[Step, ...]] = {
    **{name: _said(text, f"Answer: {text}") for name, text in TEXTS.items()},
    "no reasoning": _said("Answer: Audit"),
    "a call alone": _called({}),
    "a result without a call": (Step(StepKind.TOOL_RESULT, result=ToolResultPart("nobody", "<b>done</b>")),),
    "nested arguments": _called({"task": _nested(40)}),
    "strange arguments": _called({"": "", "\u202e": None, "n": 2**62, "f": 1e308, "l": [[], {}, [None]]}, "<b>&amp;"),
    "a long argument": _called({"task": "x" * 100_000}),
}
"""Traces that a store can hold, by what is wrong with them."""

HUGE: dict[str, tuple[Step, ...]] = {
    "a megabyte of words": _said("Audit takes 2:00 h. " * (MEGABYTE // 20), "Answer: Audit"),
    "a megabyte without a space": _said("審" * MEGABYTE, "Answer: Audit"),
    "a megabyte of line ends": _said("a" + "\n" * MEGABYTE + "b", "Answer: Audit"),
    "a megabyte of right to left": _said("ש\u202e" * (MEGABYTE // 2), "Answer: Audit"),
    "ten thousand steps": _said(*(f"Step {n}: 17:00 - 1:30 = 15:30." for n in range(10_000)), "Answer: Audit"),
    "ten thousand calls": tuple(step for n in range(10_000) for step in _called({"task": f"Task {n}"})),
}
"""The same, in sizes that nobody reads."""

ANY_TEXT = st.one_of(
    st.sampled_from(sorted(TEXTS.values())),
    st.text(st.characters(), max_size=60),
    st.text(st.characters(exclude_categories=()), max_size=30),
)
"""Any text that Python can hold, lone surrogates and NUL among it."""

STORABLE_TEXT = ANY_TEXT.map(lambda text: text.encode("utf-8", "ignore").decode().replace("\0", ""))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | STORABLE_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STORABLE_TEXT, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
STORABLE_STEPS = st.one_of(
    st.builds(Step, st.sampled_from((StepKind.THOUGHT, StepKind.ANSWER)), STORABLE_TEXT),
    st.builds(
        lambda *call: Step(StepKind.TOOL_CALL, call=ToolCallPart(*call)),
        STORABLE_TEXT,
        STORABLE_TEXT,
        st.dictionaries(STORABLE_TEXT, VALUES, max_size=3),
    ),
    st.builds(
        lambda *result: Step(StepKind.TOOL_RESULT, result=ToolResultPart(*result)),
        STORABLE_TEXT,
        STORABLE_TEXT,
        st.booleans(),
    ),
)
"""Any step that a store can hold."""

STORABLE_TRACES = st.lists(STORABLE_STEPS, min_size=1, max_size=5).map(tuple)
