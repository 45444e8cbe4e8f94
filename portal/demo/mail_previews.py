"""Previews of every mail and short message, of each portal in each of its languages, with invented values. In the demo only."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from portal.demo import mail_samples, mailbox
from tenants import mail_events, scope
from tenants.models import Tenant, Utility

AS_MAIL = {"default-src": [NONE], "style-src": ["'unsafe-inline'"], "sandbox": True}
"""A mail brings its own styles and nothing else; as in a mail program, nothing in it runs."""


@login_not_required
@require_safe
def previews(request: HttpRequest) -> HttpResponse:
    """All occasions, with a link for each portal, utility and language."""
    if not settings.DEMO:
        raise Http404
    return render(request, "demo/mail_previews.html", {"events": mail_events.EVENTS, "senders": _apart(lambda: list(_senders()))})


@login_not_required
@require_safe
def preview(request: HttpRequest, slug: str, utility: str, event: str, language: str) -> HttpResponse:
    """One mail: subject, plain text, the short message where there is one, and the way to the HTML."""
    return render(request, "demo/mail_preview.html", _apart(lambda: _mail(slug, utility, event, language)))


@login_not_required
@require_safe
@csp_replace(AS_MAIL)  # type: ignore[arg-type]  # the library's types know views without arguments only
def preview_html(request: HttpRequest, slug: str, utility: str, event: str, language: str) -> HttpResponse:
    """Its HTML, as a mail program shows it."""
    return HttpResponse(_apart(lambda: _mail(slug, utility, event, language))["mail"].html)


@login_not_required
@require_safe
@csp_replace(AS_MAIL)  # type: ignore[arg-type]  # the same
def sent_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML of a mail that was sent."""
    found = next((item for item in mailbox.latest(500) if item.key == key and item.html), None) if settings.DEMO else None
    if found is None:
        raise Http404
    return HttpResponse(found.html)


def _apart(look: Callable[[], Any]) -> Any:
    """What ``look`` finds in the portals, for a page of the platform; raises what it raises. It runs in a thread without a tenant and
    with a connection of its own, so that scope and wall of the request stay as they are."""
    language = translation.get_language()

    def run() -> Any:
        try:
            with translation.override(language):
                return look()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(Context().run, run).result()


def _senders() -> Any:
    for tenant in Tenant.objects.portals():
        with scope.bound(tenant):
            for utility in Utility.objects.filter(is_active=True).order_by("pk"):
                yield {"tenant": tenant, "utility": utility, "languages": tenant.rules.languages}


def _mail(slug: str, code: str, event: str, language: str) -> dict[str, Any]:
    tenant = Tenant.objects.portals().filter(slug=slug).first() if settings.DEMO else None
    if tenant is None or event not in mail_events.EVENTS or language not in tenant.rules.languages:
        raise Http404
    with scope.bound(tenant):
        utility = Utility.objects.filter(code=code).first()
        if utility is None:
            raise Http404
        mail = mail_samples.mail(event, language=language, utility=utility)
        sms = mail_samples.sms(event, language=language, utility=utility)
    return {"mail": mail, "sms": sms, "event": mail_events.EVENTS[event], "tenant": tenant, "utility": utility, "name": event}
