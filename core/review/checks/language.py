# SPDX-License-Identifier: Apache-2.0
"""Language: whether the trace is written in the language, and in the script, of its prompt."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from core.domain.findings import Finding, Severity
from core.review.checks.marking import finding, whole_step, written_steps
from core.review.reading import Reading

_LOOKED_AT = 4000
"""Characters of the prompt and of the trace that a language is told from."""

_FEWEST_LETTERS = 60
"""Shorter texts are mostly titles, and titles are of no language."""

_FEWEST_STEP_LETTERS = 6
_SURE = 60.0
"""How much likelier than the prompt's the other language must be, as the logarithm of the ratio."""

_SURE_PROMPT = 10.0
_SCRIPTS = {
    *("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "DEVANAGARI", "BENGALI", "TAMIL", "THAI"),
    *("GEORGIAN", "HANGUL", "EAST-ASIAN"),
}
_EAST_ASIAN = frozenset(("CJK", "HIRAGANA", "KATAKANA"))
_ENGLISH = frozenset(
    (
        *("the", "it", "and", "with", "that", "this", "can", "are", "from", "then", "takes", "which", "what", "where"),
        *(
            "now",
            "before",
            "after",
            "first",
            "latest",
            "begin",
            "needed",
            "done",
            "early",
            "late",
            "free",
            "each",
            "keep",
        ),
        *("tasks", "meetings", "deadline", "deadlines", "earliest", "answer"),
    )
)
_WORD = re.compile(r"[a-z]+")
_ENOUGH_ENGLISH = 2
"""The table takes eighty megabytes, and loading it holds the interpreter for half a second."""

_NAMES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fi": "Finnish",
    "fr": "French", "hi": "Hindi", "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


class Language:
    """Speaks of steps in a foreign script, else of the whole trace, and only where it is sure."""

    name = "language"
    label = "Language"
    help = "Whether the trace is written in the language of its prompt."

    def look(self, reading: Reading) -> tuple[Finding, ...]:
        """Nothing where the prompt is too short to have a language."""
        own = _scripts(reading.prompt[:_LOOKED_AT])
        if sum(own.values()) < _FEWEST_STEP_LETTERS:
            return ()
        strange = self._in_strange_scripts(own, reading)
        return strange or self._in_strange_language(reading)

    def _in_strange_scripts(self, own: Counter[str], reading: Reading) -> tuple[Finding, ...]:
        found = []
        for index, step in written_steps(reading):
            scripts = _scripts(step.text[:_LOOKED_AT])
            script, count = scripts.most_common(1)[0] if scripts else ("", 0)
            if count >= _FEWEST_STEP_LETTERS and script not in own:
                message = f"Step {index + 1} is written in {script.title()} letters, the prompt is not."
                at = whole_step(index, reading)
                found.append(finding(self.name, Severity.WARNING, message, reading=reading, at=at))
        return tuple(found)

    def _in_strange_language(self, reading: Reading) -> tuple[Finding, ...]:
        said = "\n".join(step.text for _index, step in written_steps(reading))[:_LOOKED_AT]
        asked = reading.prompt[:_LOOKED_AT]
        if min(_letter_count(said), _letter_count(asked)) < _FEWEST_LETTERS or _are_english(said, asked):
            return ()
        theirs, lead, _ = _ranked(asked)
        ours, _, scores = _ranked(said)
        if (
            ours == theirs
            or not {ours, theirs} <= _NAMES.keys()
            or lead < _SURE_PROMPT
            or scores[ours] - scores[theirs] < _SURE
        ):
            return ()
        message = f"The trace is in {_NAMES[ours]}, the prompt in {_NAMES[theirs]}."
        return (finding(self.name, Severity.WARNING, message, reading=reading),)


def _are_english(*texts: str) -> bool:
    """True where each text has words that only English has; it spares nearly every trace the table of languages."""
    return all(len(_ENGLISH.intersection(_WORD.findall(text.lower()))) >= _ENOUGH_ENGLISH for text in texts)


def _ranked(text: str) -> tuple[str, float, dict[str, float]]:
    """The likeliest language, its lead over the next, and the score of each."""
    from py3langid import rank

    scores = {str(language): float(score) for language, score in rank(text)}
    best, second = sorted(scores, key=lambda language: scores[language], reverse=True)[:2]
    return best, scores[best] - scores[second], scores


def _letter_count(text: str) -> int:
    return sum(map(str.isalpha, text))


def _scripts(text: str) -> Counter[str]:
    """How many letters of each of the great scripts there are; signs such as mathematical letters are of none."""
    scripts: Counter[str] = Counter()
    for letter, count in Counter(sign for sign in text if sign.isalpha()).items():
        word = unicodedata.name(letter, "").replace("-", " ").partition(" ")[0]
        script = "EAST-ASIAN" if word in _EAST_ASIAN else word
        if script in _SCRIPTS:
            scripts[script] += count
    return scripts
