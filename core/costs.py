# SPDX-License-Identifier: Apache-2.0
"""What usage costs, how far a budget goes, and from which volume on a student pays; all offline."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.domain.json import JsonObject
from core.domain.messages import Usage
from core.domain.providers import ProviderProfile
from core.errors import InvalidInput

if TYPE_CHECKING:
    from genai_prices.types import PriceCalculation

CHARACTERS_PER_TOKEN = 4
_MILLION = 1_000_000
_VENDORS = ("openai", "anthropic")
_FREE_KINDS = ("planner", "local")


class PriceReason(StrEnum):
    """Why a price is what it is."""

    LOCAL = "local"
    LISTED = "listed"
    SET = "set"
    UNKNOWN = "unknown"
    UNCOUNTED = "uncounted"


@dataclass(frozen=True, slots=True)
class Price:
    """A price with its reason; None where it is not known, which is never the same as zero.

    Attributes:
        reason: local (no price per token), listed (in the shipped price list), set (by the profile's own options),
            unknown (the model is in no list), uncounted (the provider did not say how many tokens it used).
    """

    usd: float | None
    reason: PriceReason


@dataclass(frozen=True, slots=True)
class BreakEven:
    """From how many requests on a student is cheaper than its teacher.

    Attributes:
        fixed_usd: what it costs to make the student.
        saved_usd_per_request: teacher call minus student call.
        break_even_requests: None where the student never pays for itself.
    """

    fixed_usd: float
    saved_usd_per_request: float
    break_even_requests: int | None


def price_of(
    usage: Usage, *, kind: str, model: str, base_url: str = "", options: Mapping[str, object] | None = None
) -> Price:
    """The price of a usage of a model, reached through a kind of provider.

    A price that the profile sets itself goes first; then the shipped list, which never asks the network. A server on
    this machine has no price per token, unless it is known to pass on a vendor's model.
    """
    if kind in _FREE_KINDS:
        return Price(0.0, PriceReason.LOCAL)
    if usage.input_tokens is None or usage.output_tokens is None:
        return Price(None, PriceReason.UNCOUNTED)
    own = _own_price(usage, options or {})
    if own is not None:
        return Price(own, PriceReason.SET)
    is_own_server = kind not in _VENDORS and _is_loopback(base_url)
    for vendor in (kind,) if kind in _VENDORS else _VENDORS if is_own_server else ("",):
        listed = _listed_price(usage, model, vendor=vendor, base_url=base_url)
        if listed is not None:
            return Price(listed, PriceReason.LISTED)
    return Price(0.0, PriceReason.LOCAL) if is_own_server else Price(None, PriceReason.UNKNOWN)


def price_usd(profile: ProviderProfile, model: str, usage: Usage) -> float | None:
    """What one answer cost; None where it is not known. ``model`` is the one that the provider named in its answer."""
    for name in dict.fromkeys((model, profile.model)):
        price = price_of(usage, kind=profile.kind, model=name, base_url=profile.base_url, options=profile.options)
        if price.usd is not None:
            return price.usd
    return None


def estimate_usd(profile: ProviderProfile, *, input_tokens: int, output_tokens: int, requests: int = 1) -> float | None:
    """What a run would cost; None where the price is not known. Tokens are the sums over all the requests."""
    count = max(1, requests)
    usual = Usage(input_tokens=math.ceil(input_tokens / count), output_tokens=math.ceil(output_tokens / count))
    price = price_usd(profile, profile.model, usual)
    return None if price is None else price * count


def quantile(values: Sequence[float], share: float, otherwise: float = 0.0) -> float:
    """The value below which a share of the values lies: the nearest rank; ``otherwise`` where there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else otherwise


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has, until a provider has counted them."""
    return math.ceil(len(text) / CHARACTERS_PER_TOKEN)


def cost_per_accepted(spent_usd: float | None, accepted_count: int) -> float | None:
    """What each accepted trace cost, rejected ones included; None without an accepted trace or a known price."""
    return None if spent_usd is None or accepted_count < 1 else spent_usd / accepted_count


def break_even(
    *,
    examples: int,
    usd_per_example: float,
    gpu_hours: float,
    usd_per_gpu_hour: float,
    usd_per_teacher_call: float,
    usd_per_student_call: float,
) -> BreakEven:
    """From how many requests on making a student pays. Raises InvalidInput for a figure below zero."""
    figures = {
        "examples": examples,
        "USD per example": usd_per_example,
        "GPU hours": gpu_hours,
        "USD per GPU hour": usd_per_gpu_hour,
        "USD per teacher call": usd_per_teacher_call,
        "USD per student call": usd_per_student_call,
    }
    for name, value in figures.items():
        if not 0 <= value < math.inf:
            raise InvalidInput(f"“{name}” must be a number of at least 0, not {value}.")
    fixed_usd = examples * usd_per_example + gpu_hours * usd_per_gpu_hour
    saved = usd_per_teacher_call - usd_per_student_call
    requests = None if saved <= 0 else math.ceil(round(fixed_usd / saved, 9))
    return BreakEven(fixed_usd=fixed_usd, saved_usd_per_request=saved, break_even_requests=requests)


def _own_price(usage: Usage, options: JsonObject) -> float | None:
    """The price by the profile's own figures per million tokens; None where it sets none."""
    given, made = options.get("usd_per_million_input"), options.get("usd_per_million_output")
    if given is None and made is None:
        return None
    return ((usage.input_tokens or 0) * float(given or 0) + (usage.output_tokens or 0) * float(made or 0)) / _MILLION


def _listed_price(usage: Usage, model: str, *, vendor: str, base_url: str) -> float | None:
    """The price in the list that is shipped with genai-prices; its updater is never started, so nothing is fetched."""
    if not model or not (vendor or base_url):
        return None
    import genai_prices

    cached = min(usage.cached_tokens or 0, usage.input_tokens or 0)
    counts = genai_prices.Usage(
        input_tokens=usage.input_tokens, output_tokens=usage.output_tokens, cache_read_tokens=cached or None
    )
    try:
        found: PriceCalculation = (
            genai_prices.calc_price(counts, model, provider_id=vendor)
            if vendor
            else genai_prices.calc_price(counts, model, provider_api_url=base_url)
        )
    except (LookupError, ValueError):
        return None
    return float(found.total_price)


def _is_loopback(base_url: str) -> bool:
    host = (urlsplit(base_url).hostname or "").lower()
    return host in ("localhost", "::1") or host.startswith("127.")
