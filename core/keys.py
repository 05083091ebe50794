# SPDX-License-Identifier: Apache-2.0
"""API keys: found in the environment, the keyring or this session; never in a file, a log or an export."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.domain.providers import ProviderProfile
from core.errors import InvalidInput, KeyMissing

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

SERVICE = "stillroom"
_LONGEST_KEY = 4096
_SHOWN = 4

# A vendor's own variable -> the domain that its key is for.
_VENDOR_DOMAINS = {
    "OPENAI_API_KEY": "openai.com",
    "ANTHROPIC_API_KEY": "anthropic.com",
    "OPENROUTER_API_KEY": "openrouter.ai",
    "DEEPSEEK_API_KEY": "deepseek.com",
    "TOGETHER_API_KEY": "together.xyz",
    "FIREWORKS_API_KEY": "fireworks.ai",
    "GROQ_API_KEY": "groq.com",
    "MISTRAL_API_KEY": "mistral.ai",
    "HF_TOKEN": "huggingface.co",
}


class KeyPlace(StrEnum):
    """Where a key was found or put."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    SESSION = "session"


class Keys:
    """The API keys of provider profiles, each bound to the origin that it was given for. Any thread.

    A key of one origin is never handed out for another: when a profile's base URL changes, the key is asked for again.
    """

    def __init__(self, *, backend: KeyringBackend | None = None, environ: Mapping[str, str] | None = None) -> None:
        """Use the given keyring, else the system's; a system without one keeps keys for this session only."""
        self._given = backend
        self._environ = os.environ if environ is None else environ
        self._session: dict[str, str] = {}
        self._lock = threading.Lock()

    def find(self, profile: ProviderProfile) -> str | None:
        """The key of a profile, or None: its variable, then a key of this session, then the keyring.

        The session holds a key only where the keyring could not keep it, so it is never older than the keyring's.

        Raises:
            InvalidInput: the variable holds something that cannot be a key.
            KeyMissing: the variable is a vendor's own and the profile's address is not that vendor's.
        """
        found = self._found(profile)
        return None if found is None else found[0]

    def get(self, profile: ProviderProfile) -> str:
        """The key of a profile. Raises KeyMissing, with both ways out, and InvalidInput as ``find`` does."""
        key = self.find(profile)
        if key is not None:
            return key
        if profile.key_env:
            raise KeyMissing(
                f"There is no API key for “{profile.name}”: the variable {profile.key_env} is not set.",
                hint=f"Set {profile.key_env} and start again, or enter the key in Settings.",
            )
        raise KeyMissing(
            f"There is no API key for “{profile.name}”.",
            hint="Enter it in Settings, or name an environment variable that holds it in the provider's profile.",
        )

    def set(self, profile: ProviderProfile, key: str) -> KeyPlace:
        """Keep a key for the profile and its origin; in the keyring where there is one, else for this session.

        Raises:
            InvalidInput: the text cannot be a key; says what is wrong with it.
        """
        checked = checked_key(key, called="The key")
        user = _user(profile)
        with self._lock:
            self._session[user] = checked
        if self._write(user, checked):
            with self._lock:
                self._session.pop(user, None)
            return KeyPlace.KEYRING
        return KeyPlace.SESSION

    def forget(self, profile: ProviderProfile) -> None:
        """Remove the profile's key from the keyring and this session; a variable stays as it is."""
        user = _user(profile)
        with self._lock:
            self._session.pop(user, None)
        keyring = self._keyring()
        if keyring is None:
            return
        from keyring.errors import KeyringError

        try:
            keyring.delete_password(SERVICE, user)
        except KeyringError as error:
            log.info("the keyring had no key to forget (%s)", type(error).__name__)

    def place(self, profile: ProviderProfile) -> KeyPlace | None:
        """Where the profile's key is; None where there is none."""
        found = self._found(profile)
        return None if found is None else found[1]

    def hint(self, profile: ProviderProfile) -> str:
        """Where the key comes from and its last four characters, or that there is none; safe to show."""
        try:
            found = self._found(profile)
        except (InvalidInput, KeyMissing) as error:
            return error.message
        if found is None:
            return "no key"
        key, place = found
        shown = f"…{key[-_SHOWN:]}" if len(key) > 2 * _SHOWN else "…"
        where = {
            KeyPlace.ENVIRONMENT: f"from {profile.key_env}",
            KeyPlace.KEYRING: "in the keyring",
            KeyPlace.SESSION: "for this session only",
        }[place]
        return f"{shown} ({where})"

    @property
    def has_keyring(self) -> bool:
        """True where keys outlive this session."""
        return self._keyring() is not None

    def _found(self, profile: ProviderProfile) -> tuple[str, KeyPlace] | None:
        if profile.key_env and (raw := self._environ.get(profile.key_env, "").strip()):
            _check_domain(profile)
            return checked_key(raw, called=f"The variable {profile.key_env}"), KeyPlace.ENVIRONMENT
        user = _user(profile)
        with self._lock:
            held = self._session.get(user)
        if held is not None:
            return held, KeyPlace.SESSION
        kept = self._read(user)
        return None if not kept else (kept, KeyPlace.KEYRING)

    def _read(self, user: str) -> str | None:
        keyring = self._keyring()
        if keyring is None:
            return None
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, user)
        except KeyringError as error:
            log.warning("the keyring could not be read (%s)", type(error).__name__)
            return None

    def _write(self, user: str, key: str) -> bool:
        keyring = self._keyring()
        if keyring is None:
            return False
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, user, key)
        except KeyringError as error:
            log.warning("the keyring could not keep a key (%s)", type(error).__name__)
            return False
        return True

    def _keyring(self) -> KeyringBackend | None:
        """The keyring in use; None where the system has none that really keeps keys."""
        import keyring
        from keyring.backends import fail, null

        backend = keyring.get_keyring() if self._given is None else self._given
        return None if isinstance(backend, fail.Keyring | null.Keyring) else backend


def checked_key(text: str, *, called: str) -> str:
    """The key without blanks around it. Raises InvalidInput that says what is wrong, without showing the key."""
    key = text.strip()
    if not key:
        raise InvalidInput(f"{called} is empty.", hint="Copy the whole key from the vendor's page.")
    if any(sign.isspace() for sign in key):
        raise InvalidInput(
            f"{called} has a blank or a line break inside.",
            hint="Copy it again as one line, without anything around it.",
        )
    if not all("!" <= sign <= "~" for sign in key):
        raise InvalidInput(
            f"{called} has a character that no key has.",
            hint="Look for letters of another alphabet, typographic quotes or hidden characters, and copy it again.",
        )
    if len(key) > _LONGEST_KEY:
        raise InvalidInput(f"{called} is too long.", hint=f"A key has at most {_LONGEST_KEY} characters.")
    return key


def origin_of(profile: ProviderProfile) -> str:
    """Scheme, host and port that a profile talks to; the kind's name where it has no address of its own."""
    parts = urlsplit(profile.base_url.strip())
    if not parts.hostname:
        return profile.kind
    port = {"https": 443, "http": 80}.get(parts.scheme) if parts.port is None else parts.port
    return f"{parts.scheme}://{parts.hostname.lower()}:{port}"


def _user(profile: ProviderProfile) -> str:
    return f"{profile.name}@{origin_of(profile)}"


def _check_domain(profile: ProviderProfile) -> None:
    """A vendor's own key goes to that vendor or to this machine, so that a foreign profile cannot carry it away."""
    domain = _VENDOR_DOMAINS.get(profile.key_env)
    host = (urlsplit(profile.base_url.strip()).hostname or "").lower()
    if domain is None or not host or host == domain or host.endswith(f".{domain}"):
        return
    if host in ("localhost", "::1") or host.startswith("127."):
        return
    raise KeyMissing(
        f"The key in {profile.key_env} is for {domain}, so it is not sent to {host}.",
        hint=f"Put the key for {host} into a variable of its own and name that one, or enter it in Settings.",
    )
