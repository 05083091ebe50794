# SPDX-License-Identifier: Apache-2.0
"""Chat rows to token ids and labels: only the assistant's words are learned, and text never becomes a control token."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import InvalidInput
from core.training.template import ChosenTemplate

IGNORED = -100
"""Label of a position that is not learned."""

_STAND_INS = (0xF0000, 0x100000)


@dataclass(slots=True)
class TokenisedRows:
    """Examples ready for a trainer, and what became of the rows.

    Attributes:
        input_ids, labels: one list of ids for each example.
        dropped: counts by reason: ``too_long``, ``no_answer``, ``imitates_turn``.
        cut: rows whose end was cut off.
        neutralised: control tokens in contents that were kept as plain text.
    """

    input_ids: list[list[int]] = field(default_factory=list)
    labels: list[list[int]] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    cut: int = 0
    neutralised: int = 0

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self.input_ids)

    @property
    def token_count(self) -> int:
        """Tokens of all examples."""
        return sum(map(len, self.input_ids))

    @property
    def supervised_count(self) -> int:
        """Tokens that are learned."""
        return sum(label != IGNORED for labels in self.labels for label in labels)

    def facts(self) -> dict[str, Any]:
        """The counts for the record of the run."""
        longest = max(map(len, self.input_ids), default=0)
        return {
            "rows": len(self),
            "tokens": self.token_count,
            "supervised_tokens": self.supervised_count,
            "longest": longest,
            "dropped": dict(self.dropped),
            "cut": self.cut,
            "neutralised": self.neutralised,
        }


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a chat JSONL file in the form that templates expect.

    Raises:
        InvalidInput: a line that is not a chat; names the line.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _row(line, number, path.name)
    except OSError as error:
        raise InvalidInput(
            f"The dataset file {path.name} cannot be read.", hint="Freeze the dataset again.", detail=str(error)
        ) from error


def without_tools(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same chats without the list of tools before them; the calls stay."""
    return ({name: value for name, value in row.items() if name != "tools"} for row in rows)


def normalise(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Messages as templates expect them: no null content, arguments as objects, one assistant message a turn."""
    tidy: list[dict[str, Any]] = []
    for message in messages:
        kept = {key: value for key, value in message.items() if value is not None}
        kept["content"] = message.get("content") or ""
        if kept.get("tool_calls"):
            kept["tool_calls"] = [_call(call) for call in kept["tool_calls"]]
        before = tidy[-1] if tidy else None
        if before is not None and before["role"] == kept["role"] == "assistant" and not before.get("tool_calls"):
            _join(before, kept)
        else:
            tidy.append(kept)
    return tidy


class Tokeniser:
    """Turns rows into ids and labels with one tokenizer and one template."""

    def __init__(self, tokenizer: Any, template: ChosenTemplate, *, max_length: int, too_long: str) -> None:
        """Prepare for ``tokenizer``; ``too_long`` is drop or cut."""
        self._tokenizer = tokenizer
        self._template = template
        self._max_length = max_length
        self._cuts = too_long == "cut"
        added = (token.content for token in tokenizer.added_tokens_decoder.values() if token.special)
        self._controls = sorted({*map(str, tokenizer.all_special_tokens), *added}, key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join(map(re.escape, self._controls)) or r"(?!)")

    def tokenise(self, rows: Iterator[dict[str, Any]]) -> TokenisedRows:
        """All rows, with what could not be used counted."""
        found = TokenisedRows()
        for row in rows:
            self._add(row, found)
        return found

    def encode(self, row: Mapping[str, Any]) -> tuple[list[int], list[int], int]:
        """Ids, labels, and how many control tokens in contents were kept as plain text."""
        messages = normalise(row["messages"])
        masked, count = self._mask(messages)
        rendered, spans = self._render(masked, row.get("tools"))
        learned = _learned_spans(messages, spans)
        tokens = list(self._piecewise(rendered) if count else self._whole(rendered))
        labels = [token if _is_inside(start, learned) else IGNORED for token, start in tokens]
        return [token for token, _start in tokens], labels, count

    def _add(self, row: Mapping[str, Any], found: TokenisedRows) -> None:
        content = json.dumps(row["messages"], ensure_ascii=False)
        if any(mark in content for mark in self._template.turn_marks):
            return _count(found.dropped, "imitates_turn")
        ids, labels, neutralised = self.encode(row)
        is_long = len(ids) > self._max_length
        if is_long and not self._cuts:
            return _count(found.dropped, "too_long")
        ids, labels = ids[: self._max_length], labels[: self._max_length]
        if all(label == IGNORED for label in labels[1:]):
            return _count(found.dropped, "too_long" if is_long else "no_answer")
        found.cut += is_long
        found.neutralised += neutralised
        found.input_ids.append(ids)
        found.labels.append(labels)
        return None

    def _mask(self, value: Any) -> tuple[Any, int]:
        """The same messages with every control token in them replaced by a stand-in of the same length."""
        base = _free_plane(value)
        count = 0

        def swap(match: re.Match[str]) -> str:
            nonlocal count
            count += 1
            return chr(base + self._controls.index(match.group())) * len(match.group())

        def walk(held: Any) -> Any:
            if isinstance(held, str):
                return self._pattern.sub(swap, held)
            if isinstance(held, Mapping):
                return {key if key in _KEYS else walk(key): walk(inner) for key, inner in held.items()}
            if isinstance(held, list):
                return [walk(inner) for inner in held]
            return held

        return walk(value), count

    def _render(self, messages: list[dict[str, Any]], tools: Any) -> tuple[str, list[tuple[int, int]]]:
        from transformers.utils.chat_template_utils import render_jinja_template

        masked_tools, _count_of_tools = self._mask(tools or None)
        rendered: Any = render_jinja_template(
            conversations=[messages],
            tools=masked_tools,
            chat_template=self._template.text,
            return_assistant_tokens_mask=True,
            **self._tokenizer.special_tokens_map,
        )
        texts, spans = rendered
        return texts[0], list(spans[0])

    def _whole(self, rendered: str) -> Iterator[tuple[int, int]]:
        """Ids and start offsets of a text whose control tokens all come from the template."""
        return self._offsets(rendered, is_plain=False)

    def _piecewise(self, rendered: str) -> Iterator[tuple[int, int]]:
        """The same where contents hold control tokens: between those of the template, everything is plain text."""
        at = 0
        for match in (*self._pattern.finditer(rendered), None):
            end = len(rendered) if match is None else match.start()
            for token, start in self._offsets(self._restore(rendered[at:end]), is_plain=True):
                yield token, at + start
            if match is not None:
                yield int(self._tokenizer.convert_tokens_to_ids(match.group())), match.start()
                at = match.end()

    def _offsets(self, text: str, *, is_plain: bool) -> Iterator[tuple[int, int]]:
        if not text:
            return
        encoded = self._tokenizer(
            text, add_special_tokens=False, split_special_tokens=is_plain, return_offsets_mapping=True, verbose=False
        )
        for token, (start, _end) in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True):
            yield int(token), int(start)

    def _restore(self, text: str) -> str:
        for base in _STAND_INS:
            for index, control in enumerate(self._controls):
                text = text.replace(chr(base + index) * len(control), control)
        return text


_KEYS = frozenset({"role", "content", "tool_calls", "function", "name", "arguments", "type", "id", "tool_call_id"})


def _row(line: str, number: int, file: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        raise InvalidInput(
            f"Line {number} of {file} is not JSON.", hint="Freeze or export the dataset again."
        ) from None
    messages = row.get("messages") if isinstance(row, dict) else None
    if not isinstance(messages, list) or not all(
        isinstance(m, dict) and isinstance(m.get("role"), str) for m in messages
    ):
        raise InvalidInput(
            f"Line {number} of {file} is not a chat.", hint="Each line needs “messages” with a role in each of them."
        )
    return {"messages": messages, "tools": row.get("tools")}


def _call(call: Mapping[str, Any]) -> dict[str, Any]:
    """A tool call with its arguments as an object, whether the file has them as text or not."""
    function = dict(call.get("function") or {"name": call.get("name", ""), "arguments": call.get("arguments", {})})
    if isinstance(function.get("arguments"), str):
        try:
            function["arguments"] = json.loads(function["arguments"])
        except ValueError:
            function["arguments"] = {"text": function["arguments"]}
    return {**call, "type": "function", "function": function}


def _join(before: dict[str, Any], message: Mapping[str, Any]) -> None:
    """Two assistant messages in a row are one turn: reasoning first, then the call."""
    texts = [text for text in (before["content"], message["content"]) if text]
    before["content"] = "\n".join(texts)
    if message.get("tool_calls"):
        before["tool_calls"] = message["tool_calls"]


def _learned_spans(messages: Sequence[Mapping[str, Any]], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans of assistant messages, without those of weight 0."""
    spoken = [message for message in messages if message["role"] == "assistant"]
    if len(spoken) != len(spans):
        return list(spans)
    return [span for message, span in zip(spoken, spans, strict=True) if message.get("weight", 1) != 0]


def _is_inside(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _free_plane(value: Any) -> int:
    """A private-use plane that the contents do not use. Raises InvalidInput when they use both."""
    used = {ord(char) >> 16 for char in json.dumps(value, ensure_ascii=False) if ord(char) > 0xFFFF}
    for base in _STAND_INS:
        if base >> 16 not in used:
            return base
    raise InvalidInput(
        "An example uses characters that have no meaning.", hint="Remove private-use characters from it."
    )


def _count(counts: dict[str, int], reason: str) -> None:
    counts[reason] = counts.get(reason, 0) + 1
