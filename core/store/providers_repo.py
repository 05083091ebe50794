# SPDX-License-Identifier: Apache-2.0
"""Provider profiles in the store; keys are never among them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from core.changes import ChangeKind
from core.domain.providers import ProviderProfile
from core.errors import UnknownName
from core.store.rows import Repo
from core.store.tables import providers


class ProvidersRepo(Repo):
    """The provider profiles of one unit."""

    def save(self, profile: ProviderProfile) -> None:
        """Keep a profile; one of the same name is replaced."""
        row = {
            "name": profile.name,
            "kind": profile.kind,
            "model": profile.model,
            "base_url": profile.base_url,
            "key_env": profile.key_env,
            "options": dict(profile.options or {}),
            "is_enabled": profile.is_enabled,
        }
        statement = insert(providers).values(row).on_conflict_do_update(index_elements=["name"], set_=row)
        self._connection.execute(statement)
        self._note(ChangeKind.PROVIDERS, None)

    def all(self) -> tuple[ProviderProfile, ...]:
        """All profiles by name."""
        query = select(providers).order_by(providers.c.name)
        return tuple(_profile(dict(row)) for row in self._connection.execute(query).mappings())

    def get(self, name: str) -> ProviderProfile:
        """One profile. Raises UnknownName, which lists the others."""
        row = self._connection.execute(select(providers).where(providers.c.name == name)).mappings().one_or_none()
        if row is None:
            raise UnknownName("provider", name, tuple(profile.name for profile in self.all()))
        return _profile(dict(row))

    def remove(self, name: str) -> None:
        """Forget a profile. Raises UnknownName."""
        self.get(name)
        self._connection.execute(delete(providers).where(providers.c.name == name))
        self._note(ChangeKind.PROVIDERS, None)


def _profile(row: dict[str, Any]) -> ProviderProfile:
    return ProviderProfile(**row)
