# SPDX-License-Identifier: Apache-2.0
"""The log keeps no secret, rotates, and cannot prevent the start."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.logs import NOISY, close_logs, redact, set_up_logs

KEY = "abcDEF123456" + "7890zyx"
SECRETS = [
    f"sk-{KEY}",
    f"sk-ant-api03-{KEY}",
    f"hf_{KEY}",
    f"ghp_{KEY}",
    f"gsk_{KEY}",
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "AIza" + "x" * 35,
]


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    before = {name: logging.getLogger(name).level for name in ("", *NOISY)}
    yield tmp_path / "log" / "stillroom.log"
    close_logs()
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize("secret", SECRETS)
def test_that_a_bare_key_is_hidden(secret: str) -> None:
    assert redact(f"asked with {secret}, then failed") == "asked with [hidden], then failed"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {KEY}",
        f"{{'authorization': 'Bearer {KEY}'}}",
        f'"x-api-key": "{KEY}"',
        f"api_key={KEY}",
        f"OPENAI_API_KEY={KEY}",
        f"password: {KEY}",
        f"got bearer {KEY} from the server",
        f"https://user:{KEY}@example.org/v1",
        f"-----BEGIN RSA PRIVATE KEY-----\n{KEY}\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_that_a_named_secret_is_hidden_whatever_it_looks_like(text: str) -> None:
    assert KEY not in redact(text)
    assert "[hidden]" in redact(text)


@pytest.mark.parametrize(
    "text",
    ["run 12 done in 3.4 s", "risk-averse scheduling of 12 tasks", "https://example.org/v1/models", "key: value"],
)
def test_that_ordinary_words_stay(text: str) -> None:
    assert redact(text) == text


def test_that_no_secret_reaches_the_file_even_in_a_traceback(log_file: Path) -> None:
    set_up_logs(log_file)
    log = logging.getLogger("tests.secrets")
    for secret in SECRETS:
        log.info("with %s", secret)
    try:
        raise ValueError(f"refused {SECRETS[0]}")
    except ValueError:
        log.exception("failed")
    close_logs()
    written = log_file.read_text(encoding="utf-8")
    assert "ValueError: refused [hidden]" in written
    assert [secret for secret in SECRETS if secret in written] == []


def test_that_libraries_that_log_prompts_are_quiet(log_file: Path) -> None:
    set_up_logs(log_file, level=logging.DEBUG)
    assert all(not logging.getLogger(name).isEnabledFor(logging.INFO) for name in NOISY)


def test_that_a_second_set_up_does_not_write_twice(log_file: Path) -> None:
    set_up_logs(log_file)
    set_up_logs(log_file)
    logging.getLogger("tests").info("once")
    close_logs()
    assert log_file.read_text(encoding="utf-8").count("once") == 1


def test_that_a_log_that_cannot_be_written_goes_to_the_terminal(
    tmp_path: Path, log_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    set_up_logs(tmp_path / "file" / "stillroom.log")
    logging.getLogger("tests").warning("still heard")
    assert "still heard" in capfd.readouterr().err
