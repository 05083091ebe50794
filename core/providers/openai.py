# SPDX-License-Identifier: Apache-2.0
"""OpenAI's own models, through the official SDK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.json import JsonValue
from core.domain.messages import ReasoningSource
from core.domain.providers import ProviderProfile
from core.params import param, read_params
from core.providers.addresses import checked_base_url
from core.providers.base import Capabilities
from core.providers.openai_compatible import ChatCompletionsProvider, ChatSettings

VENDOR_URL = "https://api.openai.com/v1"

# Families whose models reason by themselves and refuse a temperature.
_WITHOUT_TEMPERATURE = ("o1", "o3", "o4", "gpt-5", "gpt-6")


@dataclass(frozen=True, slots=True)
class OpenAIParams:
    """Options of OpenAI's models."""

    timeout_s: float = param(600.0, "Time limit", "How long one answer may take.", minimum=1, maximum=86_400, unit="s")
    reasoning_effort: str | None = param(
        None,
        "Reasoning effort",
        "How long a reasoning model thinks; leave it empty for the model's own choice.",
        choices=("none", "minimal", "low", "medium", "high", "xhigh", "max"),
    )
    temperature: str = param(
        "by model",
        "Send a temperature",
        "Reasoning models refuse a temperature; by model leaves it out for their families.",
        choices=("by model", "always", "never"),
        is_advanced=True,
    )
    has_logprobs: bool = param(
        False,
        "Token probabilities",
        "Ask how likely each token was; each trace then carries how sure its teacher was. Reasoning models refuse it.",
        is_advanced=True,
    )
    organization: str = param("", "Organization", "Organization id, where a key serves several.", is_advanced=True)
    project: str = param("", "Project", "Project id, where a key serves several.", is_advanced=True)


class OpenAIKind:
    """OpenAI's own service."""

    Params: type = OpenAIParams
    name = "openai"
    label = "OpenAI"
    help = "OpenAI's own models. Their reasoning stays hidden: only what the answer says can be learned from."
    needs_key = True
    needs_base_url = False
    needs_model = True
    default_key_env = "OPENAI_API_KEY"

    def capabilities(self, profile: ProviderProfile) -> Capabilities:
        """Temperature depends on the model's family; the reasoning text is not given out."""
        params = read_params(OpenAIParams, profile.options or {})
        return Capabilities(
            has_tools=True,
            has_temperature=_has_temperature(profile.model, params),
            reasoning=ReasoningSource.HIDDEN,
            has_schema=True,
            has_logprobs=params.has_logprobs,
        )

    def build(
        self, profile: ProviderProfile, *, key: str | None, options: Mapping[str, JsonValue]
    ) -> ChatCompletionsProvider:
        """A provider for the profile. Raises InvalidInput for a base URL that is not allowed."""
        params = read_params(OpenAIParams, options)
        headers = {"OpenAI-Organization": params.organization, "OpenAI-Project": params.project}
        settings = ChatSettings(
            base_url=checked_base_url(profile.base_url or VENDOR_URL),
            model=profile.model,
            timeout_s=params.timeout_s,
            token_limit_field="max_completion_tokens",
            has_temperature=_has_temperature(profile.model, params),
            reasoning=ReasoningSource.NATIVE_SUMMARY,
            extra=(("reasoning_effort", params.reasoning_effort),) if params.reasoning_effort else (),
            headers=tuple((name, value) for name, value in headers.items() if value),
        )
        return ChatCompletionsProvider(profile.name, settings, self.capabilities(profile), key=key)


def _has_temperature(model: str, params: OpenAIParams) -> bool:
    if params.temperature != "by model":
        return params.temperature == "always"
    family = model.removeprefix("ft:")
    return not any(family == name or family.startswith((f"{name}-", f"{name}.")) for name in _WITHOUT_TEMPERATURE)
