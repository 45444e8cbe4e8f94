"""The tenant's own texts: why the portal, offers, questions, news, terms. Open to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tenants import entries, page_text, words
from tenants.models import TenantPage
from tenants.requests import TenantRequest
from tenants.rules.menu import TEXT_PAGES
from tenants.rules.page_name import DATED

NEWS_ON_A_PAGE = 10


@dataclass(frozen=True)
class Text:
    """One text as it is shown. ``lang``: its language where that is not the page's, else ''."""

    title: str
    body: SafeString
    lang: str
    day: date | None = None


@login_not_required
@require_safe
def page(request: TenantRequest, key: str) -> HttpResponse:
    """One of the tenant's texts; 404 where its entry of the menu is off."""
    if key not in TEXT_PAGES:
        raise Http404("There is no such page.")
    entries.required(key)
    if key == DATED:
        return _news(request)
    found = text(request, key)
    if found is None:
        raise Http404("The page has no text.")
    return render(request, "portal/text.html", {"text": found, "key": key})


def _news(request: TenantRequest) -> HttpResponse:
    """Every piece of news, the newest first."""
    pages = Paginator(texts(request, DATED, level=3), NEWS_ON_A_PAGE)
    return render(request, "portal/news.html", {"page": pages.get_page(request.GET.get("page"))})


def text(request: TenantRequest, key: str) -> Text | None:
    """The text of a page, the utility's own before the tenant's; None where the tenant has none."""
    return next(iter(texts(request, key)), None)


def texts(request: TenantRequest, key: str, *, level: int = 2) -> list[Text]:
    """All texts of ``key``, each once: in the page's language, else in the first of the tenant's languages that has it."""
    meant = words.speaker()
    rows = list(TenantPage.objects.of(key, utility=meant.code if meant else ""))
    own = [row for row in rows if row.utility_id is not None]
    here = get_language() or ""
    shown = one_language(own or rows, [here, *request.tenant.rules.languages])
    parsed = [(row, page_text.parse(row.text)) for row in shown]
    return [Text(read.title, read.body(level=level), "" if row.language == here else row.language, row.day) for row, read in parsed]


def one_language(rows: Iterable[TenantPage], languages: Sequence[str]) -> list[TenantPage]:
    """Of each text the row in the first of ``languages`` that it has; in the order of ``rows``."""
    by_name: dict[str, dict[str, TenantPage]] = {}
    for row in rows:
        by_name.setdefault(row.name.removesuffix(f".{row.language}.md"), {})[row.language] = row
    found = [next((each[language] for language in languages if language in each), None) for each in by_name.values()]
    return [row for row in found if row is not None]
