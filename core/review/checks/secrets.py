# SPDX-License-Identifier: Apache-2.0
"""Secrets and personal data: keys, passwords, addresses and numbers of people; none is ever repeated in a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.domain.findings import Finding, Severity
from core.domain.json import JsonValue
from core.domain.reviews import StepSpan
from core.domain.traces import Step
from core.review.checks.digits import has_card_checksum, has_iban_checksum, is_phone
from core.review.reading import Reading

_MOST_OF_ARGUMENTS = 60_000


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of secret: its pattern, of which group 1 is the secret where it has one, and what is certain of it."""

    severity: Severity
    noun: str
    pattern: re.Pattern[str]
    is_sure: Callable[[str], bool] = lambda _found: True


def _is_real_address(address: str) -> bool:
    """Not one of the names that are kept for examples."""
    host = address.rpartition("@")[2].casefold()
    return not re.search(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$", host)


def _is_random(secret: str) -> bool:
    """Letters and digits mixed, with few repeated: no word, no placeholder."""
    has_both = any(sign.isdigit() for sign in secret) and any(sign.isalpha() for sign in secret)
    return has_both and len(set(secret)) >= min(8, len(secret) - 2)


_KEYS = "|".join(
    (
        r"sk-(?:ant-|proj-|or-v1-)?[A-Za-z0-9_-]{20,200}",
        r"gh[pousr]_[A-Za-z0-9]{36,255}",
        r"github_pat_[A-Za-z0-9_]{40,255}",
        r"glpat-[A-Za-z0-9_-]{20,64}",
        r"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
        r"AIza[A-Za-z0-9_-]{35}",
        r"xox[abprs]-[A-Za-z0-9-]{10,200}",
        r"hf_[A-Za-z0-9]{30,64}",
        r"[sr]k_live_[A-Za-z0-9]{20,100}",
        r"eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,2000}",
    )
)
_NAMED = r"\b(?:api[_ -]?key|secret(?:[_ -]key)?|access[_ -]?token|auth[_ -]?token|password|passwd)\b[\"']?"
_KINDS = (
    _Kind(Severity.ERROR, "a private key", re.compile(r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----")),
    _Kind(Severity.ERROR, "an API key or token", re.compile(rf"(?<![A-Za-z0-9_-])(?:{_KEYS})")),
    _Kind(
        Severity.ERROR,
        "a password, key or token",
        re.compile(rf"{_NAMED} {{0,3}}(?:is|[:=]) {{0,3}}[\"']?([^\s\"',;]{{8,128}})", re.IGNORECASE),
        _is_random,
    ),
    _Kind(
        Severity.WARNING,
        "an e-mail address",
        re.compile(
            r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
        ),
        _is_real_address,
    ),
    _Kind(
        Severity.WARNING,
        "a bank account number",
        re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"),
        has_iban_checksum,
    ),
    _Kind(
        Severity.WARNING,
        "a card number",
        re.compile(
            r"(?<![\w.:+-])(?<!\d )(?:[3-6]\d{3}(?: \d{4}){3}|[3-6]\d{3}(?:-\d{4}){3}|[3-6]\d{12,18}"
            r"|3[47]\d{2}[ -]\d{6}[ -]\d{5})(?![\w:]|[ .-]\d)"
        ),
        has_card_checksum,
    ),
    _Kind(
        Severity.WARNING,
        "a phone number",
        re.compile(r"(?<![\w.:+-])(?:\+\d{1,3}|\(\d{3}\))(?:[ ./-]?\(?\d{1,5}\)?){1,8}(?![\w:])"),
        is_phone,
    ),
)


class Secrets:
    """Speaks of each secret where it stands; one in a call or a result is found too."""

    name = "secrets"
    label = "Secrets and personal data"
    help = "Whether the trace holds keys, passwords, or addresses and numbers of people."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """The secrets in the order of the steps, each masked; of arguments only so many characters are looked at."""
        found: list[Finding] = []
        left = _MOST_OF_ARGUMENTS
        for index, step in enumerate(reading.steps):
            for kind, start, end in _secrets_in(step.text):
                found.append(self._finding(kind, step.text[start:end], StepSpan(index, start, end)))
            for text in _hidden_texts(step):
                seen = text if step.call is None else text[:left]
                left -= 0 if step.call is None else len(seen)
                for kind, start, end in _secrets_in(seen):
                    found.append(self._finding(kind, seen[start:end], StepSpan(index, 0, 0)))
        return tuple(found)

    def _finding(self, kind: _Kind, secret: str, at: StepSpan) -> Finding:
        where = "" if at.end else " in a call or result"
        message = f"Step {at.step + 1} holds {kind.noun}{where}: {masked(secret)}"
        return Finding(self.name, kind.severity, message, span=at, quote=masked(secret) if at.end else "")


def masked(secret: str) -> str:
    """How long it is and how it begins: enough to find it, too little to use it."""
    return f"{secret[:2]}… ({len(secret)} characters)"


def _secrets_in(text: str) -> list[tuple[_Kind, int, int]]:
    """Kind and place of each secret; where two overlap, the kind that is listed first."""
    found: list[tuple[_Kind, int, int]] = []
    for kind in _KINDS:
        for match in kind.pattern.finditer(text):
            start, end = match.span(match.re.groups)
            if kind.is_sure(text[start:end]) and all(end <= other or start >= last for _, other, last in found):
                found.append((kind, start, end))
    return sorted(found, key=lambda held: held[1])


def _hidden_texts(step: Step) -> Iterator[str]:
    """What a call or a result says; neither is part of the step's text."""
    if step.result is not None:
        yield step.result.content
    if step.call is not None:
        yield from _texts_in(step.call.arguments)


def _texts_in(value: JsonValue) -> Iterator[str]:
    """Every text in the arguments of a call, however deep."""
    open_values: list[JsonValue] = [value]
    while open_values:
        held = open_values.pop()
        if isinstance(held, str):
            yield held
        elif isinstance(held, dict):
            open_values += [*held.values(), *held]
        elif isinstance(held, list | tuple):
            open_values += held
