# SPDX-License-Identifier: Apache-2.0
"""What all remote providers share: an HTTP client without surprises, and every fault as one kind of error."""

from __future__ import annotations

import email.utils
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import TYPE_CHECKING, Any

from core.domain.messages import Completion
from core.errors import ProviderRefused
from core.providers.addresses import host_of, is_loopback

if TYPE_CHECKING:
    import httpx2

CONNECT_TIMEOUT_S = 15.0
_DETAIL_CHARACTERS = 500
_SDK_LOGGERS = ("openai", "anthropic", "httpx2", "httpcore2")
_KEPT_HEADERS = frozenset(
    ("host", "accept", "accept-encoding", "connection", "content-length", "content-type", "user-agent", "authorization")
)

# status -> (reason, is_transient, what happened, what to do)
_STATUS: dict[int, tuple[str, bool, str, str]] = {
    400: ("bad_request", False, "{host} did not accept the request.", "The log has what it said."),
    401: ("auth", False, "{host} did not accept the key.", "Enter the key again, and check that it is for this host."),
    402: ("quota", False, "{host} says that the account has no credit left.", "Add credit there, then try again."),
    403: ("auth", False, "{host} does not let this key use the model.", "Check what the account may use."),
    404: ("not_found", False, "{host} does not know this model or address.", "Check the model name and the base URL."),
    408: ("timeout", True, "{host} gave up waiting.", "Try again."),
    409: ("server", True, "{host} was busy with another request.", "Try again."),
    413: ("too_long", False, "{host} says that the request is too long.", "Use shorter problems."),
    422: ("bad_request", False, "{host} did not accept the request.", "The log has what it said."),
    425: ("server", True, "{host} asked to try later.", "Try again."),
    429: ("rate_limit", True, "{host} says that there were too many requests.", "Lower the concurrency."),
    529: ("overloaded", True, "{host} is overloaded.", "Try again later."),
}
# type or code in an error body -> status that means the same
_TYPES: dict[str, int] = {
    "overloaded_error": 529,
    "api_error": 500,
    "server_error": 500,
    "internal_error": 500,
    "timeout_error": 408,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "authentication_error": 401,
    "invalid_api_key": 401,
    "permission_error": 403,
    "billing_error": 402,
    "insufficient_quota": 402,
    "not_found_error": 404,
    "model_not_found": 404,
    "request_too_large": 413,
    "context_length_exceeded": 413,
    "invalid_request_error": 400,
}


def quiet_sdk_loggers() -> None:
    """Keep the SDKs from logging prompts, whatever the environment asks them."""
    for name in _SDK_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def http_client(
    base_url: str, *, key: str | None, headers: Mapping[str, str], kept_prefixes: tuple[str, ...], timeout_s: float
) -> httpx2.AsyncClient:
    """A client that follows no redirect and sends only headers that we know.

    The SDKs take headers from environment variables; the request hook drops what is not ours, so that no variable can
    send a key or a header elsewhere. Proxies of the environment are used, except for this machine.
    """
    import httpx2

    async def keep_ours(request: httpx2.Request) -> None:
        for name in tuple(request.headers):
            if name.lower() not in _KEPT_HEADERS and not name.lower().startswith(kept_prefixes):
                del request.headers[name]
        request.headers.pop("authorization", None)
        if key:
            request.headers["authorization"] = f"Bearer {key}"
        request.headers.update(headers)

    quiet_sdk_loggers()
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(timeout_s, connect=min(CONNECT_TIMEOUT_S, timeout_s)),
        follow_redirects=False,
        trust_env=not is_loopback(host_of(base_url)),
        event_hooks={"request": [keep_ours]},
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=64),
    )


def as_refused(error: BaseException, sdk: Any, base_url: str) -> ProviderRefused:
    """What an exception of an SDK means. ``sdk`` is the openai or anthropic module: both name their classes alike.

    The exception itself is not kept: it holds the request with the key in its headers.
    """
    import httpx2

    host = host_of(base_url)
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return bad_response(f"{host} sent an answer that is not JSON.", is_transient=True)
    if isinstance(error, sdk.APITimeoutError | httpx2.TimeoutException | TimeoutError):
        return timed_out(host)
    if isinstance(error, httpx2.RemoteProtocolError | httpx2.ReadError | httpx2.DecodingError):
        return cut_off(host)
    if isinstance(error, sdk.APIConnectionError):
        return unreachable(base_url, detail=type(error.__cause__).__name__)
    if isinstance(error, sdk.APIStatusError):
        status = error.status_code if error.status_code >= 300 else _status_in(error.body)
        return from_status(status, host=host, headers=error.response.headers, body=error.body)
    if isinstance(error, sdk.APIError):
        return from_status(_status_in(error.body), host=host, headers={}, body=error.body)
    return unreachable(base_url, detail=type(error).__name__)


async def events_in(chunks: AsyncIterator[bytes]) -> AsyncIterator[tuple[str, str]]:
    """Server-sent events as (name, data); lines end only where the format says, not at every Unicode separator."""
    name, rest = "", b""
    data: list[str] = []
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            field, _, value = line.rstrip(b"\r").decode("utf-8").partition(":")
            if field == "event":
                name = value.strip()
            elif field == "data":
                data.append(value.removeprefix(" "))
            elif not line.strip() and data:
                yield name, "\n".join(data)
                name, data = "", []
    if data:
        yield name, "\n".join(data)


def object_in(text: str | bytes, *, host: str) -> Mapping[str, Any]:
    """The JSON object in a text. Raises ProviderRefused where there is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise bad_response(f"{host} sent an answer that is not JSON.", is_transient=True, detail=str(error)) from None
    if not isinstance(found, Mapping):
        raise bad_response(f"{host} sent an answer that is not a JSON object.")
    return found


def from_status(status: int, *, host: str, headers: Mapping[str, str], body: object) -> ProviderRefused:
    """What an HTTP status with its body means; a body that names the fault wins over a vague status."""
    named = _status_in(body)
    if status in (400, 403, 429) and named in (402, 413):
        status = named
    if 300 <= status < 400:
        return bad_response(
            f"{host} sends requests on to another address, which is not followed.",
            hint=f"If you trust it, make it the base URL: {_shown(headers.get('location', 'it did not say where'))}",
        )
    reason, is_transient, message, hint = _STATUS.get(
        status,
        ("server", True, "{host} had a fault of its own (status {status}).", "Try again later.")
        if status >= 500
        else ("bad_request", False, "{host} refused the request (status {status}).", "The log has what it said."),
    )
    return ProviderRefused(
        message.format(host=host or "The server", status=status),
        reason=reason,
        is_transient=is_transient,
        retry_after_s=retry_after_s(headers) if is_transient else None,
        hint=hint,
        detail=f"status {status}: {_shown(body)}",
    )


def unreachable(base_url: str, *, detail: str = "") -> ProviderRefused:
    """Nothing answered, or the connection broke."""
    return ProviderRefused(
        f"Nothing answers at {base_url}.",
        reason="network",
        is_transient=True,
        hint="Check that the server runs, that the address is right, and that this machine is online.",
        detail=detail,
    )


def cut_off(host: str) -> ProviderRefused:
    """The answer ended before it was whole."""
    return ProviderRefused(f"The answer of {host} was cut off.", reason="network", is_transient=True, hint="Try again.")


def timed_out(host: str) -> ProviderRefused:
    """No whole answer came in time."""
    return ProviderRefused(
        f"{host} did not answer in time.",
        reason="timeout",
        is_transient=True,
        hint="Try again, or allow more time in the provider's settings.",
    )


def too_long(max_tokens: int) -> ProviderRefused:
    """The model reached its token limit before it was done."""
    return ProviderRefused(
        f"The answer did not fit into {max_tokens} tokens.",
        reason="truncated",
        hint="Allow more tokens: reasoning counts too.",
    )


def refusal(host: str, why: str) -> ProviderRefused:
    """The model declined to answer."""
    said = f" It said: {_shown(why)}" if why else ""
    return ProviderRefused(
        f"The model at {host} declined to answer.{said}",
        reason="refusal",
        hint="Read the vendor's terms, or choose another teacher.",
        detail=why[:_DETAIL_CHARACTERS],
    )


def bad_response(message: str, *, is_transient: bool = False, hint: str = "", detail: str = "") -> ProviderRefused:
    """An answer that does not have the form of one."""
    return ProviderRefused(
        message,
        reason="bad_response",
        is_transient=is_transient,
        hint=hint or ("Try again." if is_transient else "Check the base URL and the kind of the provider."),
        detail=detail,
    )


def web_page(base_url: str) -> ProviderRefused:
    """A page for people where an answer for programs should be."""
    return bad_response(
        f"{base_url} answers with a web page, not as a chat model.",
        hint="The base URL is probably wrong (it often ends in /v1), or a sign-in page of the network is in between.",
    )


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait; None when it does not say or cannot be understood."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        said = headers.get("retry-after")
        return None if said is None else _seconds(said)
    except (ValueError, TypeError, OverflowError):
        return None


def _seconds(said: str) -> float:
    try:
        seconds = float(said)
    except ValueError:
        seconds = email.utils.parsedate_to_datetime(said).timestamp() - time.time()
    if seconds != seconds or seconds == float("inf"):
        raise ValueError("not a time")
    return max(0.0, seconds)


def _status_in(body: object) -> int:
    """The status that an error body names by type or code; 500 when it names none that we know."""
    inner = body.get("error", body) if isinstance(body, Mapping) else None
    if not isinstance(inner, Mapping):
        return 500
    for field in ("code", "type", "status"):
        said = inner.get(field)
        if isinstance(said, str) and said in _TYPES:
            return _TYPES[said]
        if isinstance(said, int) and 300 <= said < 600:
            return said
    return 500


def _shown(value: object) -> str:
    """The beginning of what a server said, on one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return " ".join(text.split())[:_DETAIL_CHARACTERS]


async def as_value(answer: Awaitable[Completion]) -> Completion | ProviderRefused:
    """The answer, or the refusal in its place."""
    try:
        return await answer
    except ProviderRefused as refused:
        return refused
