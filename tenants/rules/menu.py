"""Which entries of the menu are on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenants.rules import problems as read
from tenants.rules.problems import Problems

ENTRIES = (
    "overview",
    "readings",
    "invoices",
    "ledger",
    "contracts",
    "consumption",
    "linking",
    "reading_dates",
    "why",
    "offers",
    "links",
    "faq",
    "benefits",
    "news",
    "ask",
    "instructions",
    "terms",
    "help",
    "settings",
)


TEXT_PAGES = ("why", "offers", "links", "faq", "benefits", "news", "instructions")
"""Entries whose page is a text beside the tenant's file: without that text the entry is refused."""


@dataclass(frozen=True)
class Menu:
    """Entries that are on, in the order they are shown."""

    entries: tuple[str, ...] = ("overview", "readings", "invoices", "help")

    def has(self, entry: str) -> bool:
        return entry in self.entries


def parse_menu(table: Mapping[str, Any], *, at: str, problems: Problems) -> Menu:
    """The section ``[menu]``."""
    read.only(table, ("entries",), at=at, problems=problems)
    entries = read.choices(table, "entries", at=at, problems=problems, choices=ENTRIES, default=Menu.entries, empty=False)
    return Menu(entries=entries)
