# SPDX-License-Identifier: Apache-2.0
"""The kinds of provider in the order in which they are offered, and how one is built from a profile."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalog import Catalog
from core.domain.json import JsonValue
from core.domain.providers import ProviderProfile
from core.errors import InvalidInput, KeyMissing
from core.providers.anthropic import AnthropicKind
from core.providers.base import ChatProvider, ProviderKind
from core.providers.local import LocalKind
from core.providers.openai import OpenAIKind
from core.providers.openai_compatible import OpenAICompatibleKind
from core.providers.planner import PlannerKind

PROVIDERS: Catalog[ProviderKind] = Catalog(
    "provider kind",
    (
        PlannerKind(),
        OpenAICompatibleKind(),
        AnthropicKind(),
        OpenAIKind(),
        LocalKind(),
    ),
)


def build(profile: ProviderProfile, *, key: str | None) -> ChatProvider:
    """A provider for the profile; imports its SDK.

    Raises:
        UnknownName: no such kind.
        KeyMissing: the kind needs a key and none was given.
        InvalidInput: an address is missing or not allowed, or an option does not fit.
    """
    kind = PROVIDERS[profile.kind]
    if kind.needs_key and not key:
        raise KeyMissing(
            f"“{profile.name}” needs an API key.",
            hint="Enter it in Settings, or name an environment variable that holds it in the profile.",
        )
    if kind.needs_base_url and not profile.base_url:
        raise InvalidInput(f"“{profile.name}” needs a base URL.", hint="Such as http://127.0.0.1:8000/v1.")
    options: Mapping[str, JsonValue] = profile.options or {}
    return kind.build(profile, key=key, options=options)
