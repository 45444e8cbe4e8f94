"""The page's language: the person's own choice, else the browser's, within the languages of the tenant."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request

from tenants import scope


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
