"""The page's language: the person's own choice, else the browser's, within the languages of the tenant. And which utility is meant."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request

from accounts.models import Link
from tenants import clock, scope, words
from tenants.models import Utility

UTILITY_COOKIE = "utility"
UTILITY_COOKIE_DAYS = 30


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_for(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


def language_for(request: HttpRequest) -> str:
    """Account, cookie, browser, then the tenant's first language; only languages that the tenant offers."""
    tenant = scope.current_or_none()
    if tenant is None or tenant.is_platform:
        return settings.LANGUAGE_CODE
    offered = tenant.rules.languages
    known = {code for code, _name in settings.LANGUAGES}
    wishes = (
        getattr(request.user, "language", ""),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        get_language_from_request(request) if request.headers.get("Accept-Language") else "",
    )
    return next((wish for wish in wishes if wish in offered and wish in known), offered[0])


class UtilityMiddleware:
    """Where a tenant has several utilities: words, contacts and look are those of the one that is meant, before sign-in too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with words.spoken_for(cache(lambda: utilities_of(request))):
            response = self.get_response(request)
        chosen = request.GET.get("utility", "")
        if chosen in _choices() and chosen != request.COOKIES.get(UTILITY_COOKIE):
            response.set_cookie(
                UTILITY_COOKIE,
                chosen,
                max_age=UTILITY_COOKIE_DAYS * 24 * 3600,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def utilities_of(request: HttpRequest) -> frozenset[str]:
    """Codes of the utilities that this person is linked to; before that, of the one chosen on this page, lately in this browser, or at
    registration."""
    choices = _choices()
    if not choices:
        return frozenset()
    if request.user.is_authenticated:
        links = Link.objects.visible_to(request.user, day=clock.today()).order_by()
        linked = frozenset(links.values_list("customer__utility__code", flat=True).distinct())
        if linked:
            return linked
    wishes = (request.GET.get("utility", ""), request.COOKIES.get(UTILITY_COOKIE, ""))
    chosen = next((wish for wish in wishes if wish in choices), "") or _registered_with(request.user)
    return frozenset({chosen} & choices)


def _registered_with(user: Any) -> str:
    """Its code; '' where nobody is signed in, or staff made the account."""
    key = getattr(user, "utility_id", None)
    return Utility.objects.filter(pk=key).values_list("code", flat=True).first() or "" if key else ""


def _choices() -> frozenset[str]:
    """Codes of the utilities where there is something to choose; empty where a tenant has one."""
    tenant = scope.current_or_none()
    if tenant is None or tenant.is_platform or len(tenant.rules.utilities) < 2:
        return frozenset()
    return frozenset(utility.code for utility in tenant.rules.utilities)
