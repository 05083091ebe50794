# SPDX-License-Identifier: Apache-2.0
"""What a server's list of models says about a profile, in words that a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.providers import ProviderStatus
from core.errors import ProviderRefused
from core.providers import wire
from core.providers.addresses import host_of

if TYPE_CHECKING:
    import httpx2

_SHOWN_MODELS = 8


@dataclass(frozen=True, slots=True)
class ListedModel:
    """One model that a server offers.

    Attributes:
        shutdown_date: the day on which it goes away, as the server said it; empty where it did not.
    """

    id: str
    shutdown_date: str = ""


def models_in(response: httpx2.Response, base_url: str) -> tuple[ListedModel, ...]:
    """The models in the answer to a list request.

    Raises:
        ProviderRefused: the answer is a web page or not a list of models.
    """
    if "html" in response.headers.get("content-type", "") or response.text.lstrip()[:1] == "<":
        raise wire.web_page(base_url)
    found = wire.object_in(response.content, host=host_of(base_url)).get("data")
    if not isinstance(found, list):
        raise wire.bad_response(f"{base_url} does not list its models.")
    entries = [entry for entry in found if isinstance(entry, dict) and isinstance(entry.get("id"), str)]
    return tuple(ListedModel(entry["id"], str(entry.get("shutdown_date") or "")) for entry in entries)


def status(name: str, model: str, listed: tuple[ListedModel, ...], host: str) -> ProviderStatus:
    """Whether the profile's model is among the listed ones."""
    offered = ", ".join(entry.id for entry in listed[:_SHOWN_MODELS]) or "no model at all"
    more = f" and {len(listed) - _SHOWN_MODELS} more" if len(listed) > _SHOWN_MODELS else ""
    if not model:
        return ProviderStatus(
            name, is_ready=False, message=f"{host} answers, but no model is chosen.", hint=f"It offers {offered}{more}."
        )
    known = next((entry for entry in listed if entry.id == model), None)
    if known is None:
        return ProviderStatus(
            name, is_ready=False, message=f"{host} has no model named “{model}”.", hint=f"It offers {offered}{more}."
        )
    hint = f"The vendor shuts this model down on {known.shutdown_date}." if known.shutdown_date else ""
    return ProviderStatus(name, is_ready=True, message=f"Ready: {model} at {host}.", hint=hint)


def failed_status(name: str, refused: ProviderRefused) -> ProviderStatus:
    """A fault of the list request as a status; a missing list need not mean a missing model."""
    if refused.reason == "not_found":
        return ProviderStatus(
            name,
            is_ready=False,
            message="The server answers, but it has no list of models at this address.",
            hint="Check the base URL (it often ends in /v1). Where a server has no such list, try one problem instead.",
        )
    return ProviderStatus(name, is_ready=False, message=refused.message, hint=refused.hint)
