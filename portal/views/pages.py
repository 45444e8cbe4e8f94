"""Pages with words only: help, terms, privacy, accessibility; and the choice of language."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.services.language import set_language as keep_language
from portal.views import texts

ACCESSIBILITY_REVIEWED = date(2026, 11, 21)
"""When the built-in statement about accessibility was last compared with the portal; ZDSMA wants it once a year."""


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Who answers, by commodity and hours, and the questions that come most often."""
    return render(request, "portal/help.html")


@login_not_required
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The tenant's own terms; where it has no text, those that come with the portal."""
    return _own_or_built_in(request, "terms")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _own_or_built_in(request, "privacy")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _own_or_built_in(request, "accessibility")


def _own_or_built_in(request: HttpRequest, key: str) -> HttpResponse:
    own = texts.text(request, key)
    context = {"text": own, "key": key, "reviewed": ACCESSIBILITY_REVIEWED}
    return render(request, "portal/text.html" if own else f"portal/{key}.html", context)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie, and with the account of a signed-in person; go back to where the choice was made."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    language = request.POST.get("language", "")
    if language in request.tenant.rules.languages and language in dict(settings.LANGUAGES):  # type: ignore[attr-defined]
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        if request.user.is_authenticated:
            keep_language(user=request.user, language=language)
    return response
