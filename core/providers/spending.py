# SPDX-License-Identifier: Apache-2.0
"""A hard budget: nothing is sent that could go beyond it, so what is left bounds how many go out at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.costs import price_usd
from core.domain.budgets import Budget
from core.domain.messages import Completion, Usage
from core.domain.providers import ProviderProfile
from core.errors import InvalidInput, ProviderRefused
from core.providers.base import ChatRequest

_ROUND_MESSAGE = 64
"""Tokens that a chat format puts around a request, at most."""

_BILLED = ("truncated", "bad_response", "refusal", "timeout")
"""Refusals after which a model may have worked all the same."""


def check_budget(budget: Budget, *, is_priced: bool) -> None:
    """Raises InvalidInput for a limit that is not above zero, or one in money where no price is known."""
    limits = (budget.usd, budget.tokens, budget.requests)
    if any(limit is not None and not limit > 0 for limit in limits):
        raise InvalidInput("A budget must be above zero.", hint="Leave it empty for no limit.")
    if budget.usd is not None and not is_priced:
        raise InvalidInput(
            "The price of this model is not known, so a budget in money cannot be kept.",
            hint="Limit tokens or requests, or give the provider a price.",
        )


class Spending:
    """Counts what a job uses up and says how many more requests can go out. Not for several threads.

    Each request is taken at its bound before it is sent: a byte is at most one token going in, and the limit of the
    answer comes out. What an answer really used replaces its bound. Tries that the child repeats after a passing
    fault are not seen here; providers do not charge for most of them.

    Attributes:
        tokens: what the requests used, in and out; at their bound where the provider did not count.
        usd: what the answers with a known price cost.
        unpriced: how many answers have no known price.
    """

    def __init__(self, budget: Budget, profile: ProviderProfile) -> None:
        """Watch over a budget with the prices of a provider."""
        self._budget = budget
        self._profile = profile
        self._prices: dict[str, float | None] = {}
        self._bound_usd = 0.0
        self.tokens = 0
        self.usd = 0.0
        self.unpriced = 0

    @property
    def requests(self) -> int:
        """Requests that were answered or refused."""
        return len(self._prices)

    @property
    def words(self) -> str:
        """What was spent, as the jobs panel shows it; unknown is said and never shown as nothing."""
        return f"${self.usd:.4f}" + (" and unknown" if self.unpriced else "")

    @property
    def is_limited(self) -> bool:
        """True where there is any limit."""
        return self._budget != Budget()

    def count(self, request: ChatRequest, outcome: Completion | ProviderRefused) -> float | None:
        """Count one outcome, once however often it is told; returns its price, None where that is unknown."""
        if request.key in self._prices:
            return self._prices[request.key]
        tokens, bound_usd = self._bound(request)
        price: float | None = 0.0
        if isinstance(outcome, Completion):
            counted, price = _tokens(outcome.usage), price_usd(self._profile, outcome.model, outcome.usage)
            tokens, bound_usd = tokens if counted is None else counted, bound_usd if price is None else price
        elif outcome.reason in _BILLED:
            price = None
        else:
            tokens, bound_usd = 0, 0.0
        self.tokens += tokens
        self._bound_usd += bound_usd
        self.usd += price or 0.0
        self.unpriced += price is None
        self._prices[request.key] = price
        return price

    def count_all(self, requests: Iterable[ChatRequest], answers: Mapping[str, Completion]) -> None:
        """Count the answers that came before this job was taken over, by the keys of their requests."""
        for request in requests:
            if request.key in answers:
                self.count(request, answers[request.key])

    def fitting(self, requests: Sequence[ChatRequest]) -> int:
        """How many of these, from the first on, fit into what is left even if each uses all that it may."""
        if not self.is_limited:
            return len(requests)
        usd, tokens = self._bound_usd, self.tokens
        for place, request in enumerate(requests):
            more_tokens, more_usd = self._bound(request)
            tokens, usd = tokens + more_tokens, usd + more_usd
            is_over = (
                _is_over(self.requests + place + 1, self._budget.requests)
                or _is_over(tokens, self._budget.tokens)
                or _is_over(usd, self._budget.usd)
            )
            if is_over:
                return place
        return len(requests)

    def _bound(self, request: ChatRequest) -> tuple[int, float]:
        """The most tokens that a request can use and what they would cost; nothing where money has no limit."""
        given = sum(len(message.text.encode("utf-8", "surrogatepass")) + _ROUND_MESSAGE for message in request.messages)
        made = request.sampling.max_tokens
        usage = Usage(input_tokens=given, output_tokens=made)
        usd = None if self._budget.usd is None else price_usd(self._profile, self._profile.model, usage)
        return given + made, usd or 0.0


def _tokens(usage: Usage) -> int | None:
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    return usage.input_tokens + usage.output_tokens


def _is_over(value: float, limit: float | None) -> bool:
    return limit is not None and value > limit
