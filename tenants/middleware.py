"""The first two middlewares: the host names the tenant, the request is one transaction. Nothing else happens here."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.utils import timezone as django_timezone

from tenants import clock, scope
from tenants.models import Host, Tenant

OPEN_PATHS = frozenset({"/healthz", "/readyz"})
"""Answered on any host, without a tenant."""

HOST_CACHE_SECONDS = 3.0
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

GetResponse = Callable[[HttpRequest], HttpResponse]


class PermanentRedirectKeepingMethod(HttpResponsePermanentRedirect):
    """308: a form that was posted to an alias is posted again, not turned into a GET."""

    status_code = 308


class HostCache:
    """Host name to row, for a few seconds: `apply_tenant` shows at once in its own process and moments later in others."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[float, Host | None]] = {}

    def get(self, name: str) -> Host | None:
        kept = self._rows.get(name)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        host = self._platform() if name == settings.PLATFORM_HOST else Host.objects.named(name).first()
        if len(self._rows) > 1000:  # a flood of invented host names must not fill the memory
            self._rows.clear()
        self._rows[name] = (time.monotonic() + HOST_CACHE_SECONDS, host)
        return host

    @staticmethod
    def _platform() -> Host | None:
        """The operators' own host is a setting, not a row: it must answer before any tenant exists."""
        tenant = Tenant.objects.filter(kind=Tenant.Kind.PLATFORM).first()
        return Host(tenant=tenant, name=settings.PLATFORM_HOST, is_primary=True) if tenant else None

    def clear(self) -> None:
        self._rows.clear()


hosts = HostCache()


def is_answered(name: str) -> bool:
    """Whether this process answers on such a name at all: a demo, whose accounts and codes are public, on `localhost` only."""
    return bool(name) and (not settings.DEMO or f".{name}".endswith(".localhost"))


def requested_host(request: HttpRequest) -> tuple[str, str]:
    """The exact name and port that the client asked for, lower case; ('', '') for a malformed one."""
    try:
        return split_domain_port(request.get_host())
    except DisallowedHost:
        return "", ""


class TenantMiddleware:
    """Compare the exact host with the table, set the scope, or answer 404 before anything else runs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.received_at = clock.now()  # type: ignore[attr-defined]  # the only clock for windows
        if request.path in OPEN_PATHS:
            return self.get_response(request)
        name, port = requested_host(request)
        host = hosts.get(name) if is_answered(name) else None
        if host is None:
            return HttpResponse(render_to_string("unknown_host.html"), status=404)
        tenant = host.tenant
        if tenant.is_platform:
            request.urlconf = "portal.platform_urls"
        elif not host.is_primary:
            return self._to_primary(request, tenant, port)
        request.tenant = tenant  # type: ignore[attr-defined]  # see TenantRequest
        with scope.variable(tenant), django_timezone.override(clock.zone()):
            response = self.get_response(request)
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary", ""), "Host"]))
        return response

    @staticmethod
    def _to_primary(request: HttpRequest, tenant: Tenant, port: str) -> HttpResponse:
        primary = tenant.hosts.get(is_primary=True).name
        address = f"{request.scheme}://{primary}{':' + port if port else ''}{request.get_full_path()}"
        return PermanentRedirectKeepingMethod(address)


class CheckpointInsideService(RuntimeError):
    """``checkpoint()`` was called while a service's own transaction was open: it would commit half of it."""


class RequestTransaction:
    """The transaction of one request. What must survive whatever follows is written first and kept by :meth:`checkpoint`."""

    def __init__(self, tenant_id: int) -> None:
        self.tenant_id = tenant_id
        self.failed = False
        self._nested = connection.in_atomic_block  # true inside a test's transaction only
        self._outer_wall = scope.wall() if self._nested else ""
        self._atomic: transaction.Atomic | None = None
        self._depth = 0

    def begin(self) -> None:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        self._depth = len(connection.savepoint_ids)
        scope.set_wall(str(self.tenant_id))

    def end(self) -> None:
        if self._atomic is None:
            return
        if self.failed:
            transaction.set_rollback(True)
        atomic, self._atomic = self._atomic, None
        atomic.__exit__(None, None, None)
        if self._nested and not connection.needs_rollback:
            scope.set_wall(self._outer_wall)

    def checkpoint(self) -> None:
        """Commit what was written so far, begin again, set the tenant again."""
        if self._atomic is None:
            return  # SQLite, safe method: every statement commits by itself
        if len(connection.savepoint_ids) != self._depth:
            raise CheckpointInsideService("checkpoint() inside an open service would commit half of it.")
        self.end()
        self.begin()


class RequestTransactionMiddleware:
    """One transaction per request, opened before sessions are read and closed after they are written.

    It rolls back when the view raised anything or the reply is a 5xx. On SQLite only unsafe methods get one: an IMMEDIATE
    transaction per GET would let one request in at a time.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = scope.current_or_none()
        if tenant is None:
            return self.get_response(request)
        request.transaction = own = RequestTransaction(tenant.pk)  # type: ignore[attr-defined]  # see TenantRequest
        if connection.vendor == "postgresql" or request.method not in SAFE_METHODS:
            own.begin()
        try:
            response = self.get_response(request)
            own.failed = own.failed or response.status_code >= 500
        except BaseException:
            own.failed = True
            raise
        finally:
            own.end()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        own = getattr(request, "transaction", None)  # none on the open paths, which have no tenant
        if own is not None:
            own.failed = True
