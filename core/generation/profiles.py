# SPDX-License-Identifier: Apache-2.0
"""The providers that were set up: what they are, what they can do, their keys, and whether they can be reached."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from core.domain.providers import ProviderProfile, ProviderStatus
from core.errors import InvalidInput, StudioError
from core.keys import Keys
from core.params import Param, params_of, read_params
from core.providers.base import Capabilities, ChatProvider
from core.providers.catalog import PROVIDERS
from core.store.store import Store

_PLANNER = ProviderProfile(name="planner", kind="planner")


@dataclass(frozen=True, slots=True)
class ProviderKindInfo:
    """What a form needs to set up a provider of one kind."""

    name: str
    label: str
    help: str
    params: tuple[Param, ...]
    needs_key: bool
    needs_base_url: bool
    default_key_env: str


class Profiles:
    """The providers of one workspace. Any thread."""

    _store: Store
    _keys: Keys

    def kinds(self) -> tuple[ProviderKindInfo, ...]:
        """Every kind of provider, for forms and help."""
        return tuple(
            ProviderKindInfo(
                name=kind.name,
                label=kind.label,
                help=kind.help,
                params=params_of(kind.Params),
                needs_key=kind.needs_key,
                needs_base_url=kind.needs_base_url,
                default_key_env=kind.default_key_env,
            )
            for kind in PROVIDERS
        )

    def profiles(self) -> tuple[ProviderProfile, ...]:
        """The built-in planner and every provider that was set up, by name."""
        with self._store.read() as unit:
            saved = unit.providers.all()
        is_saved = any(profile.name == _PLANNER.name for profile in saved)
        return saved if is_saved else (_PLANNER, *saved)

    def profile(self, name: str) -> ProviderProfile:
        """One provider profile. Raises UnknownName, which lists the others."""
        if name == _PLANNER.name:
            return next(profile for profile in self.profiles() if profile.name == name)
        with self._store.read() as unit:
            return unit.providers.get(name)

    def capabilities(self, name: str) -> Capabilities:
        """What a provider accepts and gives, without asking it."""
        profile = self.profile(name)
        return PROVIDERS[profile.kind].capabilities(profile)

    def save_profile(self, profile: ProviderProfile) -> None:
        """Keep a profile. Raises InvalidInput or UnknownName where it cannot work."""
        kind = PROVIDERS[profile.kind]
        read_params(kind.Params, profile.options or {})
        if not profile.name.strip() or len(profile.name) > 60:
            raise InvalidInput("A provider needs a name of at most 60 characters.")
        if kind.needs_base_url and not profile.base_url:
            raise InvalidInput(f"“{kind.label}” needs a base URL.", hint="For example http://127.0.0.1:8000/v1.")
        with self._store.begin() as unit:
            unit.providers.save(profile)

    def remove_profile(self, name: str) -> None:
        """Forget a profile; its traces stay. Raises UnknownName."""
        with self._store.begin() as unit:
            unit.providers.remove(name)

    def set_key(self, name: str, key: str) -> None:
        """Keep a provider's key in the keyring, or for this session where there is none; bound to its origin."""
        self._keys.set(self.profile(name), key)

    def forget_key(self, name: str) -> None:
        """Remove a provider's key from the keyring and this session; a variable stays as it is."""
        self._keys.forget(self.profile(name))

    def key_hint(self, name: str) -> str:
        """Where the key comes from and its last four characters, or that there is none."""
        return self._keys.hint(self.profile(name))

    async def check(self, name: str) -> ProviderStatus:
        """Ask a provider whether it can be reached; on the caller's event loop, which the imports do not hold up."""
        profile = self.profile(name)
        try:
            provider = await asyncio.to_thread(self._built, profile)
        except StudioError as error:
            return ProviderStatus(name=name, is_ready=False, message=error.message, hint=error.hint)
        try:
            return await provider.check()
        finally:
            await provider.aclose()

    def _built(self, profile: ProviderProfile) -> ChatProvider:
        """A provider with its key; imports its SDK, which can take seconds. Raises StudioError."""
        kind = PROVIDERS[profile.kind]
        key = self._keys.get(profile) if kind.needs_key else self._keys.find(profile)
        return kind.build(profile, key=key, options=profile.options or {})
