"""Pages with words only: help, terms, privacy, accessibility."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.views import texts
from tenants.requests import TenantRequest

ACCESSIBILITY_REVIEWED = date(2026, 11, 21)
"""When the built-in statement about accessibility was last compared with the portal; ZDSMA wants it once a year."""


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Who answers, by commodity and hours, and the questions that come most often."""
    return render(request, "portal/help.html")


@login_not_required
@require_safe
def terms(request: TenantRequest) -> HttpResponse:
    """The tenant's own terms; where it has no text, those that come with the portal."""
    return _own_or_built_in(request, "terms")


@login_not_required
@require_safe
def privacy(request: TenantRequest) -> HttpResponse:
    return _own_or_built_in(request, "privacy")


@login_not_required
@require_safe
def accessibility(request: TenantRequest) -> HttpResponse:
    return _own_or_built_in(request, "accessibility")


def _own_or_built_in(request: TenantRequest, key: str) -> HttpResponse:
    own = texts.text(request, key)
    context = {"text": own, "key": key, "reviewed": ACCESSIBILITY_REVIEWED}
    return render(request, "portal/text.html" if own else f"portal/{key}.html", context)
