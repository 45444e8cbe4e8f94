"""The tenant's colours and logo."""

from __future__ import annotations

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition, require_safe

from tenants.requests import TenantRequest
from tenants.rules import theme
from tenants.rules.brand import Brand

YEAR = 31536000


def _etag(request: TenantRequest) -> str:
    tenant = request.tenant
    return '"' + hashlib.sha256(f"{tenant.pk}:{tenant.version}:{_brand(request)}".encode()).hexdigest()[:20] + '"'


def _brand(request: TenantRequest) -> Brand:
    """The tenant's, or that of the utility ``?of=``."""
    rules, of = request.tenant.rules, request.GET.get("of", "")
    return next((utility.brand for utility in rules.utilities if utility.code == of), rules.brand)


def _cacheable(response: HttpResponse) -> HttpResponse:
    """Public, and versioned by its address: it may be kept for a year."""
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    patch_vary_headers(response, ["Host"])
    return response


@login_not_required
@require_safe
@condition(etag_func=_etag)
def theme_css(request: TenantRequest) -> HttpResponse:
    """A handful of variables in the `theme` layer; never anything a tenant wrote itself."""
    return _cacheable(HttpResponse(theme.css(_brand(request)), content_type="text/css; charset=utf-8"))


@login_not_required
@require_safe
@condition(etag_func=_etag)
def logo(request: TenantRequest) -> HttpResponse:
    content = request.tenant.logo_png
    if not content:
        raise Http404("This tenant has a drawn mark.")
    return _cacheable(HttpResponse(bytes(content), content_type="image/png"))
