# SPDX-License-Identifier: Apache-2.0
"""Provider profiles: which model a person set up under which name; never a key."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.json import JsonObject


@dataclass(frozen=True, slots=True)
class ProviderProfile:
    """A named way to reach a chat model.

    Attributes:
        kind: name in the providers catalog.
        base_url: empty for the vendor's own address.
        key_env: environment variable that holds the key; empty means the keyring, under the profile's name and origin.
        options: the kind's own params.
    """

    name: str
    kind: str
    model: str = ""
    base_url: str = ""
    key_env: str = ""
    options: JsonObject | None = None
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """What a check of a provider found, in words that a person can act on."""

    name: str
    is_ready: bool
    message: str
    hint: str = ""
