"""The managers that stand before every tenant-owned table."""

from __future__ import annotations

from typing import Any

from django.db import models

from tenants import scope


class TenantQuerySet(models.QuerySet):
    """Base of every tenant-owned queryset; who sees what is said in the app's own ``querysets.py``."""


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]  # Django builds the base at run time
    """Shows the rows of the tenant in scope, and raises when none is set: closed by default."""

    use_in_migrations = False
    is_tenant_scoped = True

    def get_queryset(self) -> Any:
        tenant_id = scope.current_id()
        scope.require_transaction()
        return super().get_queryset().filter(tenant_id=tenant_id)


class HostQuerySet(models.QuerySet):
    def named(self, host: str) -> HostQuerySet:
        return self.select_related("tenant").filter(name=host, tenant__is_active=True)


class TenantsQuerySet(models.QuerySet):
    def portals(self) -> TenantsQuerySet:
        """Every portal that is switched on, the platform's own row left out; by name."""
        return self.filter(kind="portal", is_active=True).order_by("slug")


class TenantPageQuerySet(TenantQuerySet):
    def of(self, key: str, *, utility: str = "") -> TenantPageQuerySet:
        """Texts of one page in every language: the tenant's, and those of the utility with the code ``utility``; newest day first."""
        return self.filter(models.Q(utility=None) | models.Q(utility__code=utility), key=key).order_by("-day", "name")
