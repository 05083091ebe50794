# SPDX-License-Identifier: Apache-2.0
"""The log: one rotating file in which no key survives, and quiet libraries."""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
from pathlib import Path

MAX_BYTES = 2_000_000
KEPT_FILES = 5
# At debug these write prompts, and some of them headers, into the log.
NOISY = (
    "openai",
    "anthropic",
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "asyncio",
    "qasync",
    "urllib3",
    "matplotlib",
)
_HIDDEN = "[hidden]"
_SECRETS = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    re.compile(r"\b(?:sk|pk|rk)-[A-Za-z0-9_\-]{8,}"),
    re.compile(r"\b(?:hf|gh[opsur]|glpat|xox[abpr]|github_pat|gsk|r8|nvapi)[_-][A-Za-z0-9_\-]{8,}"),
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"\bAIza[A-Za-z0-9_\-]{30,}"),
)
_NAMED = re.compile(
    r"""(?ix)
    (?P<name> authorization | x-api-key | api[_-]?key | access[_-]?token | refresh[_-]?token | secret | password )
    (?P<sign> ["']? \s* [:=] \s* ["']? )
    (?P<scheme> (?:bearer|basic)\s+ )?
    (?P<value> [^\s"',;}\]]{4,} )
    """
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=\-]{8,}")
_USERINFO = re.compile(r"(?i)\b(https?://)[^\s/@:]+(?::[^\s/@]*)?@")


def redact(text: str) -> str:
    """The text without API keys, tokens and passwords."""
    for pattern in _SECRETS:
        text = pattern.sub(_HIDDEN, text)
    text = _NAMED.sub(lambda found: f"{found['name']}{found['sign']}{found['scheme'] or ''}{_HIDDEN}", text)
    text = _BEARER.sub(lambda found: f"{found.group(1)} {_HIDDEN}", text)
    return _USERINFO.sub(lambda found: f"{found.group(1)}{_HIDDEN}@", text)


class RedactingFormatter(logging.Formatter):
    """Formats a whole entry, traceback and all, and then hides what is secret in it."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry as it is written."""
        return redact(super().format(record))


def set_up_logs(path: Path, *, level: int = logging.INFO, to_terminal: bool = False) -> None:
    """Send everything to a rotating file, and to standard error where asked; a second call replaces the first.

    A log folder that cannot be written leaves standard error only: a studio must open.
    """
    root = logging.getLogger()
    close_logs()
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = logging.handlers.RotatingFileHandler(
            path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", errors="backslashreplace"
        )
    except OSError as error:
        _add(root, logging.StreamHandler(sys.stderr))
        root.warning("the log %s cannot be written: %s", path, error)
        return
    _add(root, file)
    if to_terminal:
        _add(root, logging.StreamHandler(sys.stderr))


def close_logs() -> None:
    """Close the files that set_up_logs() opened."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one.formatter, RedactingFormatter)]:
        root.removeHandler(handler)
        handler.close()


def _add(root: logging.Logger, handler: logging.Handler) -> None:
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root.addHandler(handler)
