"""Browsers in which somebody signed in before, known by a signed cookie: they have limits of their own at signing in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from allauth.account import app_settings
from django.conf import settings
from django.core import signing

from accounts.models import User
from accounts.rules.user_name import normalised
from accounts.tokens import digest

NAMES_OF_BROWSER = 5
"""Accounts of a household that share a browser."""

BROWSER_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Browser:
    """A browser's own number, and for whom it signed in at this tenant (digests of names)."""

    number: str = ""
    names: tuple[str, ...] = ()

    def knows(self, name: str) -> bool:
        return digest("browser", name) in self.names

    def with_name(self, name: str) -> Browser:
        """The same browser after ``name`` signed in with it."""
        known = digest("browser", name)
        others = [other for other in self.names if other != known]
        return Browser(self.number or secrets.token_hex(16), (known, *others)[:NAMES_OF_BROWSER])


def browser_cookie(browser: Browser) -> str:
    return signing.dumps([browser.number, *browser.names], salt=_browser_salt(), compress=True)


def read_browser_cookie(value: str) -> Browser:
    """The browser that ``value`` was signed for; one that nobody knows where it was not signed here."""
    try:
        number, *names = signing.loads(value, salt=_browser_salt(), max_age=BROWSER_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return Browser()
    return Browser(number, tuple(names))


def _browser_salt() -> str:
    return f"browser:{app_settings.SALT}"


def known_browser(request: Any) -> Browser:
    """The browser of ``request``; one that nobody knows where there is no request."""
    if request is None:
        return Browser()
    return read_browser_cookie(request.COOKIES.get(settings.BROWSER_COOKIE_NAME, ""))


def remember_browser(request: Any, response: Any, user: User) -> None:
    """From now on this browser is known for ``user``."""
    browser = known_browser(request).with_name(normalised(user.username or user.email))
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        browser_cookie(browser),
        max_age=BROWSER_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
