"""Which tenant the running code works for: wall 1. Unset means: nothing of a tenant can be read or written.

A context variable holds the tenant; on PostgreSQL the same tenant stands in the transaction's ``portal.tenant_id``, which row
security compares (wall 4). The two are always set together by :func:`bound`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from tenants.models import Tenant

_current: ContextVar[Tenant | None] = ContextVar("tenant", default=None)
_kept: ContextVar[dict[str, str] | None] = ContextVar("kept_facts", default=None)

GUC = "portal.tenant_id"
"""The transaction-local setting of PostgreSQL that row security compares with ``tenant_id``."""


class NoTenant(RuntimeError):
    """Tenant-owned data was touched while no tenant was set."""


class NoTransaction(RuntimeError):
    """Tenant-owned data was queried on PostgreSQL outside a transaction, where row security would hide everything."""


class NestedTenant(RuntimeError):
    """Code that works for one tenant tried to work for another inside it."""


def current() -> Tenant:
    """The tenant in scope; :class:`NoTenant` where none is set."""
    tenant = _current.get()
    if tenant is None:
        raise NoTenant("No tenant is in scope: open tenants.scope.bound(tenant), or name one with --tenant.")
    return tenant


def current_or_none() -> Tenant | None:
    return _current.get()


def current_id() -> int:
    """The key of the tenant in scope; :class:`NoTenant` where none is set."""
    return current().pk


def default_id() -> int | None:
    """Default of every ``tenant`` column. None without a scope: an object may be built then, but its row is refused (NOT NULL)."""
    tenant = _current.get()
    return tenant.pk if tenant is not None else None


def kept(name: str, find: Callable[[], str]) -> str:
    """A fact about the tenant in scope, found once: it is forgotten with the scope, or by :func:`forget`. :class:`NoTenant` without."""
    facts = _kept.get()
    if facts is None or _current.get() is None:
        raise NoTenant("No tenant is in scope, so nothing can be kept for it.")
    if name not in facts:
        facts[name] = find()
    return facts[name]


def forget() -> None:
    """Find out anew: called where such a fact has changed."""
    facts = _kept.get()
    if facts is not None:
        facts.clear()


def require_transaction() -> None:
    """Refuse a query that row security would answer with nothing, without a word."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        raise NoTransaction("Tenant-owned data is read inside a transaction only: use tenants.scope.bound(tenant).")


def set_wall(value: str) -> None:
    """Tell PostgreSQL's row security the tenant until the transaction ends; nothing on other engines."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT set_config('{GUC}', %s, true)", [value])


def wall() -> str:
    """What row security compares with at this moment: '' where nothing is set, or on an engine without it."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT current_setting('{GUC}', true)")
        return cursor.fetchone()[0] or ""


@contextmanager
def variable(tenant: Tenant) -> Iterator[None]:
    """Set the context variable only (the middleware opens the transaction itself). Another tenant inside is refused."""
    outer = _current.get()
    if outer is not None and outer.pk != tenant.pk:
        raise NestedTenant(f"Already working for {outer.slug}; cannot work for {tenant.slug} inside it.")
    token = _current.set(tenant)
    facts = _kept.set({} if outer is None else _kept.get())
    try:
        yield
    finally:
        _kept.reset(facts)
        _current.reset(token)


@contextmanager
def bound(tenant: Tenant) -> Iterator[Tenant]:
    """Work for ``tenant`` in one transaction, with both walls up: for commands, jobs, tests. Not for requests."""
    outer = _current.get()
    with variable(tenant), transaction.atomic():
        set_wall(str(tenant.pk))
        try:
            yield tenant
        finally:
            if outer is None and not connection.needs_rollback and len(connection.savepoint_ids) > 0:
                set_wall("")  # inside an outer transaction the setting would outlive this block
