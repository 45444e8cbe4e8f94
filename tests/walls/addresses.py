"""Every address of both hosts, from Django's own resolver, under a key that a recipe can name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern, reverse

CONFS = {"tenant": "portal.urls", "platform": "portal.platform_urls"}
"""Kind of host → its URL conf."""


@dataclass(frozen=True)
class Address:
    """One pattern. ``key``: `billing:invoice`, and for a pattern without a name or behind another of the same name its route."""

    conf: str
    key: str
    route: str
    pattern: URLPattern
    namespaces: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.conf} {self.key}"

    @property
    def is_public(self) -> bool:
        """Whether `LoginRequiredMiddleware` lets everybody through."""
        return not getattr(self.pattern.callback, "login_required", True)

    @property
    def names(self) -> tuple[str, ...]:
        """What stands in the address and has to be given."""
        return tuple(re.findall(r"<(?:\w+:)?(\w+)>", self.route))

    def path(self, given: dict[str, Any]) -> str:
        """The address with ``given`` in its places."""
        if self.pattern.name:
            return reverse(":".join([*self.namespaces, self.pattern.name]), urlconf=CONFS[self.conf], kwargs=given or None)
        return "/" + re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", lambda found: str(given[found[1] or found[2]]), self.route)


def walk(patterns: Any, conf: str, before: str = "", namespaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for pattern in patterns:
        route = before + re.sub(r"\\Z$|\$$|^\^", "", str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, conf, route, (*namespaces, pattern.namespace) if pattern.namespace else namespaces)
        else:
            key = ":".join([*namespaces, pattern.name]) if pattern.name else f"/{route}"
            yield Address(conf, key, route, pattern, namespaces)


def addresses() -> dict[str, list[Address]]:
    """Kind of host → its addresses, the first of each name. A second pattern of the same route can never answer."""
    found = {}
    for conf, module in CONFS.items():
        seen: dict[str, Address] = {}
        for address in walk(import_module(module).urlpatterns, conf):
            seen.setdefault(address.key, address)
        found[conf] = list(seen.values())
    return found
