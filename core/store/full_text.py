# SPDX-License-Identifier: Apache-2.0
"""What people type into a search field, as a query that the full-text index never stumbles over."""

from __future__ import annotations

import re

_TOKEN = re.compile(r'(-?)"([^"]*)"?|(\S+)')


def match_query(typed: str) -> str | None:
    """An FTS5 query for plain words, "quoted phrases" and -words to leave out; None where nothing is asked for.

    Every word is quoted, so no character has a meaning of its own; a trailing star asks for a prefix.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TOKEN.findall(typed.replace("\0", " ")):
        is_unwanted = bool(minus) or (word.startswith("-") and len(word) > 1)
        body = phrase or word.removeprefix("-" if is_unwanted else "")
        is_prefix = not phrase and body.endswith("*") and len(body) > 1
        body = body.rstrip("*") if is_prefix else body
        if not any(character.isalnum() for character in body):
            continue
        quoted = '"' + body.replace('"', '""') + '"' + ("*" if is_prefix else "")
        (unwanted if is_unwanted else wanted).append(quoted)
    if not wanted:
        return None
    query = " AND ".join(wanted)
    return f"({query}) NOT ({' OR '.join(unwanted)})" if unwanted else query
