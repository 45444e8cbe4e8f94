"""Every address of the admin sites, and a page of theirs without what only repeats the question."""

from __future__ import annotations

import re
from typing import Any

from django.urls import URLPattern, URLResolver, reverse

from portal.admin import tenant_admin

HOME = "/admin/"
MODELS = sorted(tenant_admin._registry, key=lambda model: model._meta.label)


def address(model: Any, page: str = "changelist", *keys: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys, urlconf="portal.urls")


def addresses(site: Any) -> list[str]:
    """Every address of an admin site, with a key that may or may not be there."""

    def walk(patterns: Any, before: str) -> Any:
        for pattern in patterns:
            part = str(pattern.pattern).lstrip("^").rstrip("$")
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, before + part)
            elif isinstance(pattern, URLPattern):
                yield before + part

    found = [path for path in walk(site.get_urls(), HOME) if "(?P<url>" not in path]
    filled = []
    for pattern in found:
        path = pattern.replace("<path:object_id>", "1").replace("<str:object_id>", "1").replace("(?P<app_label>", "(")
        if "(" in path:
            first, rest = path.split("(", 1)
            names, last = rest.split(")", 1)
            filled += [f"{first}{name}{last}" for name in names.split("|")]
        else:
            filled.append(path)
    return filled


def without_echo(page: str) -> str:
    """The page in small letters, without what repeats the question itself: links to the same list, the search field."""
    return re.sub(r'(href|value)="[^"]*"', "", page).lower()
