"""Every address of the portal, one per line: `python -m tests.routes > tests/routes.txt` writes the list anew."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

HOSTS = {"tenant": "portal.urls", "platform": "portal.platform_urls"}


def walk(patterns: Any, before: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """(address, name) of each pattern, included ones unfolded."""
    for pattern in patterns:
        address = before + re.sub(r"\\Z$|\$$|^\^", "", str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, address, inner)
        else:
            yield address, f"{namespace}{pattern.name or ''}"


def routes() -> list[str]:
    found = []
    for host, module in HOSTS.items():
        found += [f"{host:<8}  /{address}  {name}".rstrip() for address, name in walk(import_module(module).urlpatterns)]
    return found


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    print("\n".join(routes()))  # noqa: T201  (this is what the command is for)
