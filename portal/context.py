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

from tenants import scope, words
from tenants.models import Tenant
from tenants.rules.brand import Brand
from tenants.rules.menu import TEXT_PAGES
from tenants.rules.terms import Terms
from tenants.rules.text import Text
from tenants.rules.utility import UtilityRules


@dataclass(frozen=True)
class MenuEntry:
    key: str
    label: Any
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Place:
    """Where an entry of the menu leads. ``below``: names of further pages on which the entry is the current one."""

    label: Any
    name: str
    below: tuple[str, ...] = ()


MENU = {
    "overview": Place(_("Overview"), "home"),
    "readings": Place(
        _("Readings"), "meters:points", tuple(f"meters:{name}" for name in ("point", "submit_reading", "receipt", "withdraw", "reminders"))
    ),
    "invoices": Place(_("Bills"), "billing:invoices", ("billing:invoice", "billing:payments")),
    "ledger": Place(_("Ledger card"), "billing:ledger"),
    "consumption": Place(_("Consumption"), "meters:consumption", ("meters:point_consumption",)),
    "contracts": Place(_("Contracts"), "billing:contracts", ("billing:contract",)),
    "linking": Place(_("Link a supply point"), "accounts:link"),
    "reading_dates": Place(_("When can I hand in a reading?"), "meters:reading_dates"),
    "why": Place(_("Why this portal"), "page"),
    "offers": Place(_("Offers"), "page"),
    "links": Place(_("Useful links"), "page"),
    "faq": Place(_("Frequent questions"), "page"),
    "benefits": Place(_("My benefits"), "page"),
    "news": Place(_("News"), "page"),
    "ask": Place(_("I have a question"), "ask", ("asked",)),
    "instructions": Place(_("Instructions"), "page"),
    "terms": Place(_("Terms of use"), "terms"),
    "help": Place(_("Help"), "help"),
    "settings": Place(
        _("Settings"),
        "accounts:settings",
        (
            *(f"accounts:{name}" for name in ("profile", "security", "activity", "sessions", "change_password", "change_email")),
            *(f"accounts:{name}" for name in ("take_data", "close_account")),
            *(f"mfa_{name}" for name in ("index", "view_recovery_codes", "generate_recovery_codes", "activate_totp", "deactivate_totp")),
        ),
    ),
}
"""Entry of the file's menu → where it leads."""

FIRST = ("overview", "readings", "invoices", "help")
"""Entries that stand in the phone's tab bar and at the top of a wide page; the others are one tap away, under "More"."""

MOST_IN_A_ROW = 5

OPEN_TO_ALL = (*TEXT_PAGES, "reading_dates")
"""Entries that visitors find at the foot of every page; help and terms stand there anyway."""


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
        self.theme_version = tenant.version
        self.demo = settings.DEMO

    @cached_property
    def utility(self) -> UtilityRules | None:
        """The one utility that this person deals with, where that is known."""
        return words.speaker()

    @cached_property
    def brand(self) -> Brand:
        return self.utility.brand if self.utility else self.rules.brand

    @property
    def name(self) -> str:
        return self.brand.name

    @cached_property
    def evidence(self) -> list[tuple[str, str]]:
        """Label and hint of each value by which an account is linked, each label once, at the utilities that the page is about."""
        found: dict[str, str] = {}
        for linking in (utility.linking for utility in words.speakers()):
            for item in (linking.evidence_named(name) for rule in linking.rules for name in rule.evidence):
                found.setdefault(self._said(item.label), self._said(item.hint))
        return list(found.items())

    @cached_property
    def proof(self) -> list[str]:
        """Labels of what a newcomer needs, as words within a sentence, by the first linking rule; empty where several utilities are
        meant."""
        utility = words.speaker()
        if utility is None or not utility.linking.rules:
            return []
        labels = [self._said(utility.linking.evidence_named(name).label) for name in utility.linking.rules[0].evidence]
        return [label[:1].lower() + label[1:] if label[1:2].islower() else label for label in labels]

    def _said(self, text: Text) -> str:
        return text.in_language(get_language() or "", *self.rules.languages)

    @cached_property
    def theme_query(self) -> str:
        """What follows the address of the theme: its version and whose it is, for browsers keep it long."""
        of = f"&of={self.utility.code}" if self.utility and self.utility.brand != self.rules.brand else ""
        return f"?v={self.theme_version}{of}"

    @property
    def terms(self) -> Terms:
        return self.utility.terms if self.utility else self.rules.terms

    @cached_property
    def contacts(self) -> Any:
        return self.utility.contacts if self.utility else self.rules.contacts

    @cached_property
    def helpers(self) -> list[tuple[str, Any]]:
        """(name of the utility, its contacts), for pages that list all; the name is '' where there is only one."""
        found = words.speakers()
        several = len(self.rules.utilities) > 1
        return [(utility.name if several else "", utility.contacts) for utility in found if utility.contacts]

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        names = dict(settings.LANGUAGES)
        active = get_language()
        return [{"code": code, "name": names[code], "current": code == active} for code in self.rules.languages if code in names]

    @cached_property
    def menu(self) -> list[MenuEntry]:
        """Every entry that is on, in the file's order."""
        match = self._request.resolver_match
        here = (match.view_name, match.kwargs.get("key")) if match else ("", None)
        return [self._entry(key, MENU[key], here) for key in self.rules.menu.entries if key in MENU]

    def _entry(self, key: str, place: Place, here: tuple[str, Any]) -> MenuEntry:
        keys = {"key": key} if place.name == "page" else {}
        current = here == (place.name, keys.get("key")) or here[0] in place.below
        return MenuEntry(key, self.word(f"menu.{key}") or place.label, reverse(place.name, kwargs=keys), key, current)

    @property
    def first_entries(self) -> list[MenuEntry]:
        """What is always in sight: all, where they fit in one row."""
        return self.menu if len(self.menu) <= MOST_IN_A_ROW else [entry for entry in self.menu if entry.key in FIRST]

    @property
    def more_entries(self) -> list[MenuEntry]:
        return [entry for entry in self.menu if entry not in self.first_entries]

    @property
    def more_is_current(self) -> bool:
        return any(entry.current for entry in self.more_entries)

    @property
    def open_entries(self) -> list[MenuEntry]:
        return [entry for entry in self.menu if entry.key in OPEN_TO_ALL]

    @cached_property
    def sample(self) -> dict[str, Any]:
        """The meter that is drawn at the entrance: of the tenant's first commodity."""
        unit = self.rules.commodities[0].unit if self.rules.commodities else "kWh"
        return SAMPLES["kWh"] if unit == "kWh" else {**SAMPLES["m³"], "unit": unit}

    def word(self, key: str) -> str:
        """The tenant's own label for ``key``, '' where it says nothing."""
        return words.word(key)


def portal(request: HttpRequest) -> dict[str, Any]:
    tenant = scope.current_or_none()
    if tenant is None or tenant.is_platform:
        return {"portal": None}
    return {"portal": SimpleLazyObject(lambda: Portal(request, tenant))}
