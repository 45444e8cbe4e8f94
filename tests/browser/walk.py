"""One person's way through a portal in a real browser; every page on it is looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import html5lib
import pytest
from django.core import mail
from playwright.sync_api import Locator

from tenants.models import Tenant
from tenants.outbox import deliver
from tests.accounts import mailbox
from tests.browser.window import Window

NARROWEST = 320
SCHEMES = {"light": (), "dark": ("color-contrast",)}
"""Colour scheme → the rules that are looked at in it; none: all. Only colours differ between the two."""

ON_BOTH_SCREENS = [
    pytest.param({"width": 360}, id="telephone", marks=pytest.mark.sqlite),
    pytest.param({"width": 1280, "height": 900}, id="screen", marks=pytest.mark.postgresql),
]
"""The pages are the same on both engines, so each walk is gone once a size: the telephone's on SQLite, the wide one on PostgreSQL."""

IN_BOTH_LANGUAGES = [pytest.param("sl", marks=pytest.mark.sqlite), pytest.param("en", marks=pytest.mark.postgresql)]
"""For the same reason each language is looked at once."""


@dataclass
class Walk:
    """``axe`` is a script, so it stays out where scripts are off; the rest is looked at all the same."""

    window: Window
    tenant: Tenant
    email: str
    axe: bool = True

    @property
    def main(self) -> Locator:
        return self.window.page.locator("main")

    @property
    def text(self) -> str:
        return self.main.inner_text()

    def look(self, heading: str) -> None:
        """The page that stands there is the expected one, and nothing about it is wrong, on light and dark screens."""
        page = self.window.page
        found = page.locator("h1").inner_text()
        assert heading in found, f"{page.url} is headed '{found}', not '{heading}'"
        html5lib.HTMLParser(strict=True).parse(self.window.html)
        size = page.viewport_size
        assert size
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        assert self.window.overflow() == 0, f"{page.url} is wider than {NARROWEST} px"
        page.set_viewport_size(size)
        assert self.window.overflow() == 0, page.url
        for scheme, rules in SCHEMES.items() if self.axe else ():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert self.window.axe(*rules) == [], f"{page.url}, {scheme}"
        assert self.window.unexpected == [], page.url

    def press(self, name: str) -> None:
        self.main.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.main.get_by_role("link", name=name).first.click()

    def menu(self, name: str) -> None:
        """An entry of the menu, in the bar at the top or among those behind it."""
        links = self.window.page.locator("header a, nav a").filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
        self.window.goto(urlsplit(str(links.first.get_attribute("href"))).path)

    def fill(self, **values: str) -> None:
        """Fields by their names; a list or radio button takes its value, a tick ``on``."""
        for name, value in values.items():
            field = self.main.locator(f"[name={name}]")
            kind = field.first.evaluate("element => element.type")
            if kind in {"select-one", "select-multiple"}:
                field.select_option(value)
            elif kind == "radio":
                self.main.locator(f"[name={name}][value='{value}']").check()
            elif kind == "checkbox":
                field.check()
            else:
                field.fill(value)

    def typed(self, name: str) -> str:
        return self.main.locator(f"[name={name}]").input_value()

    def link_in_mail(self, event: str, containing: str) -> str:
        """Send what waits, as the worker does, and open the mail that arrived."""
        message = next(found for found in reversed(mailbox.messages(self.tenant, self.email)) if found.event == event)
        deliver(self.tenant, message.pk)
        arrived = next(sent for sent in mail.outbox if sent.to == [self.email] and containing in sent.body)
        return next(found for found in re.findall(r"https?://\S+", arrived.body) if containing in found)

    def open(self, address: str) -> None:
        self.window.page.goto(address)

    def sign_out(self) -> None:
        self.window.page.locator("header .user summary").click()
        self.window.page.locator("header").get_by_role("button", name="Odjava").click()
