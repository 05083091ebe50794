# SPDX-License-Identifier: Apache-2.0
"""Which chat template a student is trained with: its own where that can be trusted, else the bundled ChatML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.errors import InvalidInput
from resources import resource_text

_CHATML = ("chat_templates", "chatml.jinja")
_START, _END = "<|im_start|>", "<|im_end|>"


@dataclass(frozen=True, slots=True)
class ChosenTemplate:
    """A chat template and why it was chosen.

    Attributes:
        name: ``own``, ``own with markers`` or ``chatml``.
        turn_marks: texts that open or close a turn but are no control tokens of this student, so that content which
            holds one of them could imitate a turn.
    """

    text: str
    name: str
    reason: str
    turn_marks: tuple[str, ...] = ()


def choose_template(tokenizer: Any, *, wish: str) -> ChosenTemplate:
    """The template to train with; ``wish`` is auto, own or chatml. Child process only.

    A template must mark what the assistant wrote, render tool calls and their results, and render earlier messages the
    same whatever follows. Raises InvalidInput when the student's own is demanded and fails.
    """
    if wish != "chatml":
        own = _own(tokenizer)
        if own is not None:
            return own
        if wish == "own":
            raise InvalidInput(
                "The student's own chat template cannot be trained with: it does not mark what the assistant wrote.",
                hint="Set the chat template to auto or chatml.",
            )
    return _chatml(tokenizer)


def _own(tokenizer: Any) -> ChosenTemplate | None:
    from trl.chat_template_utils import get_training_chat_template, has_generation_markers

    if not tokenizer.chat_template:
        return None
    if has_generation_markers(tokenizer.chat_template):
        text, name = str(tokenizer.chat_template), "own"
    else:
        try:
            patched = get_training_chat_template(tokenizer)
        except ValueError:
            return None
        text, name = str(patched or tokenizer.chat_template), "own with markers"
    if not _is_sound(tokenizer, text):
        return None
    return ChosenTemplate(text, name, "The student's own chat template marks turns and renders tool calls.")


def _is_sound(tokenizer: Any, text: str) -> bool:
    """True when the template passes the three checks and its end-of-turn mark is learned."""
    from trl.chat_template_utils import (
        has_generation_markers,
        is_chat_template_prefix_preserving,
        is_chat_template_stop_token_trained,
        supports_tool_calling,
    )

    before = tokenizer.chat_template
    tokenizer.chat_template = text
    try:
        return bool(
            has_generation_markers(text)
            and supports_tool_calling(tokenizer)
            and is_chat_template_prefix_preserving(tokenizer)
            and is_chat_template_stop_token_trained(tokenizer)
        )
    finally:
        tokenizer.chat_template = before


def _chatml(tokenizer: Any) -> ChosenTemplate:
    text, known, marks = resource_text(*_CHATML), tokenizer.get_vocab(), []
    if _START not in known:
        marks.append(_START)
    if _END not in known:
        if not tokenizer.eos_token:
            raise InvalidInput(
                "The student's tokenizer has no mark for the end of a turn.",
                hint="Choose a student whose tokenizer has an end-of-sequence token.",
            )
        text = text.replace(_END, tokenizer.eos_token)
    reason = "The student's own chat template does not mark what the assistant wrote or drops tool calls."
    return ChosenTemplate(text, "chatml", reason, tuple(marks))
