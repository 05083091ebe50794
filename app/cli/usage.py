# SPDX-License-Identifier: Apache-2.0
"""Wrong usage in one plain sentence with a hint, where argparse would print the whole usage."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import NoReturn

from core.errors import InvalidInput

_WHOLE, _NUMBER = "a whole number", "a number"
_TYPES = {"int": _WHOLE, "float": _NUMBER}


class WrongUsage(InvalidInput):
    """The words of a command line do not make a command."""


class CommandParser(argparse.ArgumentParser):
    """A parser that raises WrongUsage instead of printing and ending; its commands do the same."""

    def error(self, message: str) -> NoReturn:
        """Raise WrongUsage: what is wrong in a sentence, and which help to ask for."""
        raise WrongUsage(sentence_of(message), hint=f"See “{self.prog} --help”.")


def sentence_of(message: str) -> str:
    """What argparse says as a sentence; what is not known here keeps its words."""
    for pattern, said in _FORMS:
        found = pattern.fullmatch(message)
        if found:
            return said(found)
    plain = message.removeprefix("argument ").rstrip(".")
    return f"{plain[:1].upper()}{plain[1:]}."


def _choice(found: re.Match[str]) -> str:
    known = ", ".join(re.findall(r"'([^']*)'", found["known"])) or found["known"]
    what = "command" if found["name"] == "COMMAND" else f"value of {found['name']}"
    return f"“{found['value']}” is no {what}; there are: {known}."


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"the following arguments are required: (?P<names>.+)", re.DOTALL),
        lambda found: f"Missing: {found['names']}.",
    ),
    (
        re.compile(r"unrecognized arguments: (?P<words>.+)", re.DOTALL),
        lambda found: f"Not understood: “{found['words']}”.",
    ),
    (
        re.compile(r"argument (?P<name>.+?): invalid choice: '(?P<value>.*)' \(choose from (?P<known>.*)\)", re.DOTALL),
        _choice,
    ),
    (
        re.compile(r"argument (?P<name>.+?): invalid (?P<type>\w+) value: '(?P<value>.*)'", re.DOTALL),
        lambda found: f"“{found['value']}” is not {_TYPES.get(found['type'], 'a value')} for {found['name']}.",
    ),
    (
        re.compile(r"argument (?P<name>.+?): expected (?:one|at least one) argument"),
        lambda found: f"{found['name']} needs a value.",
    ),
    (
        re.compile(r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)"),
        lambda found: f"{found['name']} and {found['other']} exclude each other.",
    ),
)
