# SPDX-License-Identifier: Apache-2.0
"""Base URLs of providers: which are allowed, and which stay on this machine or network."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from core.errors import InvalidInput

_HINT = "Give it like https://api.example.com/v1, or http://127.0.0.1:8000/v1 for a server of your own."


def checked_base_url(url: str) -> str:
    """The address without blanks and trailing slash.

    Raises:
        InvalidInput: not http or https, no host, a user name or password inside, or plain http to a public host.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise InvalidInput(f"“{text}” is not a base URL.", hint=_HINT) from None
    if "@" in parts.netloc:
        raise InvalidInput("A base URL must not contain a user name or password.", hint="Enter the key as a key.")
    if parts.scheme not in ("http", "https") or not host or any(sign.isspace() for sign in text):
        raise InvalidInput(f"“{text}” is not a base URL.", hint=_HINT)
    if parts.query or parts.fragment:
        raise InvalidInput("A base URL must not contain “?” or “#”.", hint=_HINT)
    if parts.scheme == "http" and not is_own_network(host):
        raise InvalidInput(
            f"“{host}” is a public address, and http would send prompts and the key unprotected.",
            hint="Use https, or the address of a server on this machine or in your own network.",
        )
    return text.rstrip("/")


def is_own_network(host: str) -> bool:
    """True for loopback and private addresses and for names that only a local network resolves."""
    name = host.strip("[]").lower()
    try:
        address = ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return is_loopback(host) or "." not in name or name.endswith((".local", ".lan", ".internal", ".home.arpa"))
    return address.is_loopback or (address.is_private and not address.is_unspecified)


def is_loopback(host: str) -> bool:
    """True where a request does not leave this machine."""
    name = host.strip("[]").lower()
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def host_of(url: str) -> str:
    """The host of an address, for sentences; empty where there is none."""
    return urlsplit(url).hostname or ""
