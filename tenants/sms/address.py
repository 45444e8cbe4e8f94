"""`SMS_URL` → which backend with which options. Read by the settings, so nothing of Django is loaded here.

``console://``, ``memory://``, ``file:///folder``, ``https://:token@gateway.example/path?sender=Portal``; plain http only on this
machine, for trying."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

LOCAL = ("localhost", "127.0.0.1", "::1")
SAYS = "SMS_URL: console://, memory://, file:///folder or https://:token@gateway.example/path?sender=Portal"


class WrongAddress(ValueError):
    """`SMS_URL` says nothing that is known; the sentence says what is allowed, without the token."""


def parse(url: str) -> tuple[str, dict[str, Any]]:
    """The dotted path of the backend and its options. Raises :class:`WrongAddress`."""
    parts = urlsplit(url)
    if parts.scheme in ("console", "memory") and not parts.netloc and not parts.path:
        return f"tenants.sms.backends.{parts.scheme.capitalize()}Backend", {}
    if parts.scheme == "file" and parts.path:
        return "tenants.sms.backends.FileBackend", {"folder": unquote(parts.path)}
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)):
        host = parts.netloc.rpartition("@")[2]
        options = {
            "url": urlunsplit((parts.scheme, host, parts.path, "", "")),
            "token": unquote(parts.password or ""),
            "sender": parse_qs(parts.query).get("sender", [""])[0],
        }
        return "tenants.sms.gateway.GatewayBackend", options
    raise WrongAddress(f"{SAYS}. It begins with '{parts.scheme}://'.")
