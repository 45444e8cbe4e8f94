"""The tenant's scope in tests: a page is asked without any, and people of two tenants can be made in one test."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tenants import scope
from tenants.models import Tenant


@contextmanager
def no_scope() -> Iterator[None]:
    """As a request or a command begins: no tenant behind either wall, whatever the test around it works for."""
    inside = connection.vendor == "postgresql" and connection.in_atomic_block
    outer_wall = scope.wall() if inside else ""
    if outer_wall:
        scope.set_wall("")
    token = scope._current.set(None)
    try:
        yield
    finally:
        scope._current.reset(token)
        if inside and not connection.needs_rollback:
            scope.set_wall(outer_wall)


@contextmanager
def working_for(tenant: Tenant) -> Iterator[Tenant]:
    """Work for ``tenant``, also inside a test that works for another; both walls stand as before afterwards.

    The production code has no such thing on purpose: there, nesting is refused.
    """
    with no_scope(), scope.bound(tenant):
        yield tenant
