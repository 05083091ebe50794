# SPDX-License-Identifier: Apache-2.0
"""API keys: where they are looked for, what they are bound to, and what is never shown."""

from __future__ import annotations

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked, PasswordDeleteError

from core.domain.providers import ProviderProfile
from core.errors import InvalidInput, KeyMissing
from core.keys import KeyPlace, Keys, origin_of

KEY = "sk-test-0123456789wxyz"


class MemoryKeyring(KeyringBackend):
    """A keyring of this process."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.held = {}

    def get_password(self, service, username):
        return self.held.get((service, username))

    def set_password(self, service, username, password):
        self.held[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.held:
            raise PasswordDeleteError("not there")
        del self.held[service, username]


class LockedKeyring(MemoryKeyring):
    """A keyring whose owner said no."""

    def get_password(self, service, username):
        raise KeyringLocked("locked")

    def set_password(self, service, username, password):
        raise KeyringLocked("locked")


def profile(**changes):
    given = {"name": "mine", "kind": "openai_compatible", "base_url": "https://api.example.com/v1", **changes}
    return ProviderProfile(**given)


def test_that_the_variable_goes_before_the_keyring():
    keys = Keys(backend=MemoryKeyring(), environ={"MY_KEY": f" {KEY}\n"})
    keys.set(profile(), "sk-from-the-keyring")
    assert keys.find(profile(key_env="MY_KEY")) == KEY
    assert keys.place(profile(key_env="MY_KEY")) is KeyPlace.ENVIRONMENT
    assert keys.find(profile()) == "sk-from-the-keyring"


def test_that_a_variable_that_is_not_set_leaves_the_keyring():
    keys = Keys(backend=MemoryKeyring(), environ={"MY_KEY": "  "})
    keys.set(profile(), KEY)
    assert keys.find(profile(key_env="MY_KEY")) == KEY


def test_that_a_key_is_kept_under_name_and_origin():
    ring = MemoryKeyring()
    assert Keys(backend=ring, environ={}).set(profile(), KEY) is KeyPlace.KEYRING
    assert ring.held == {("stillroom", "mine@https://api.example.com:443"): KEY}
    assert Keys(backend=ring, environ={}).get(profile()) == KEY


@pytest.mark.parametrize(
    "url",
    ["https://evil.example.com/v1", "http://api.example.com/v1", "https://api.example.com:8443/v1"],
)
def test_that_another_origin_asks_for_the_key_again(url):
    keys = Keys(backend=MemoryKeyring(), environ={})
    keys.set(profile(), KEY)
    assert keys.find(profile(base_url=url)) is None
    assert keys.find(profile(base_url="https://API.example.com:443/other")) == KEY


def test_that_a_profile_without_an_address_is_bound_to_its_kind():
    assert origin_of(profile(kind="openai", base_url="")) == "openai"


def test_that_a_missing_key_names_both_ways_out():
    with pytest.raises(KeyMissing) as caught:
        Keys(backend=MemoryKeyring(), environ={}).get(profile())
    assert "Settings" in caught.value.hint
    assert "variable" in caught.value.hint


def test_that_a_missing_variable_is_named():
    with pytest.raises(KeyMissing) as caught:
        Keys(backend=MemoryKeyring(), environ={}).get(profile(key_env="MY_KEY"))
    assert "MY_KEY" in caught.value.message


@pytest.mark.parametrize("backend", [fail.Keyring(), LockedKeyring()], ids=["none", "locked"])
def test_that_without_a_keyring_a_key_lasts_for_the_session(backend):
    keys = Keys(backend=backend, environ={})
    assert keys.find(profile()) is None
    assert keys.set(profile(), KEY) is KeyPlace.SESSION
    assert keys.find(profile()) == KEY
    assert keys.hint(profile()) == "…wxyz (for this session only)"
    assert Keys(backend=backend, environ={}).find(profile()) is None


def test_that_no_keyring_is_said():
    assert not Keys(backend=fail.Keyring(), environ={}).has_keyring
    assert Keys(backend=MemoryKeyring(), environ={}).has_keyring


@pytest.mark.parametrize(
    "text", ["", "   ", "sk-one\nsk-two", "sk one", "sk-\u043a\u043b\u044e\u0447", "sk-\u200bx", "k" * 5000]
)
def test_that_a_text_that_cannot_be_a_key_is_refused_without_being_shown(text):
    keys = Keys(backend=MemoryKeyring(), environ={})
    with pytest.raises(InvalidInput) as caught:
        keys.set(profile(), text)
    assert not text.strip() or text not in str(caught.value)
    assert caught.value.hint
    assert keys.find(profile()) is None


def test_that_blanks_around_a_key_are_dropped():
    keys = Keys(backend=MemoryKeyring(), environ={})
    keys.set(profile(), f"\t{KEY}\r\n")
    assert keys.find(profile()) == KEY


def test_that_a_broken_variable_is_named():
    keys = Keys(backend=MemoryKeyring(), environ={"MY_KEY": "sk one"})
    with pytest.raises(InvalidInput, match="MY_KEY"):
        keys.find(profile(key_env="MY_KEY"))


def test_that_a_hint_shows_only_the_end_and_the_place():
    keys = Keys(backend=MemoryKeyring(), environ={"MY_KEY": KEY})
    assert keys.hint(profile()) == "no key"
    assert keys.hint(profile(key_env="MY_KEY")) == "…wxyz (from MY_KEY)"
    keys.set(profile(), "short")
    assert keys.hint(profile()) == "… (in the keyring)"


def test_that_a_forgotten_key_is_gone_and_can_be_forgotten_twice():
    keys = Keys(backend=MemoryKeyring(), environ={})
    keys.set(profile(), KEY)
    keys.forget(profile())
    keys.forget(profile())
    assert keys.find(profile()) is None


def test_that_a_vendors_own_variable_is_not_sent_to_another_host():
    keys = Keys(backend=MemoryKeyring(), environ={"OPENAI_API_KEY": KEY})
    foreign = profile(key_env="OPENAI_API_KEY", base_url="https://evil.example.com/v1")
    with pytest.raises(KeyMissing, match=r"is for openai\.com"):
        keys.find(foreign)
    assert KEY[-4:] not in keys.hint(foreign)


@pytest.mark.parametrize(
    "url", ["", "https://api.openai.com/v1", "https://eu.api.openai.com/v1", "http://127.0.0.1:9/v1"]
)
def test_that_a_vendors_own_variable_reaches_the_vendor_and_this_machine(url):
    keys = Keys(backend=MemoryKeyring(), environ={"OPENAI_API_KEY": KEY})
    assert keys.get(profile(key_env="OPENAI_API_KEY", base_url=url)) == KEY
