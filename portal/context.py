"""What every template knows about the portal it is shown in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenants import scope
from tenants.models import Tenant


@dataclass(frozen=True)
class MenuEntry:
    key: str
    label: Any
    url: str
    icon: str
    current: bool


MENU = {
    "overview": (_("Overview"), "home", "home"),
    "readings": (_("Readings"), "meters:points", "counter"),
    "invoices": (_("Bills"), "billing:invoices", "bill"),
    "help": (_("Help"), "help", "help"),
}
"""Menu key → label, URL name, icon; the phone's tab bar shows these four, in the file's order."""


SAMPLES: dict[str, dict[str, Any]] = {
    "kWh": {"value": 24816, "whole": 6, "decimals": 1, "unit": "kWh"},
    "m³": {"value": 1409, "whole": 5, "decimals": 3, "unit": "m³"},
}
"""Drums of a meter nobody owns, by unit."""


class Portal:
    """The tenant's face, for templates: read lazily, computed once per request."""

    def __init__(self, request: HttpRequest, tenant: Tenant) -> None:
        self._request = request
        self.tenant = tenant
        self.rules = tenant.rules
        self.brand = self.rules.brand
        self.name = tenant.name
        self.theme_version = tenant.version
        self.demo = settings.DEMO

    @cached_property
    def contacts(self) -> Any:
        return self.rules.contacts

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        names = dict(settings.LANGUAGES)
        active = get_language()
        return [{"code": code, "name": names[code], "current": code == active} for code in self.rules.languages if code in names]

    @cached_property
    def menu(self) -> list[MenuEntry]:
        match = self._request.resolver_match
        here = (match.namespace or match.url_name) if match else ""
        entries = []
        for key in self.rules.menu.entries:
            if key in MENU:
                label, name, icon = MENU[key]
                namespace = name.split(":")[0]
                entries.append(MenuEntry(key, self.word(f"menu.{key}") or label, reverse(name), icon, here == namespace))
        return entries

    @cached_property
    def sample(self) -> dict[str, Any]:
        """The meter that is drawn at the entrance: of the tenant's first commodity."""
        unit = self.rules.commodities[0].unit if self.rules.commodities else "kWh"
        return SAMPLES["kWh"] if unit == "kWh" else {**SAMPLES["m³"], "unit": unit}

    def word(self, key: str) -> str:
        """The tenant's own label for ``key``, '' where it says nothing."""
        return self.rules.wording.get(key, get_language() or self.rules.languages[0])


def portal(request: HttpRequest) -> dict[str, Any]:
    tenant = scope.current_or_none()
    if tenant is None or tenant.is_platform:
        return {"portal": None}
    return {"portal": SimpleLazyObject(lambda: Portal(request, tenant))}
