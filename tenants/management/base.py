"""What every command of ours shares: a tenant is named, or all are taken one by one; errors are one clear sentence."""

from __future__ import annotations

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants import scope
from tenants.models import Tenant


def portal_named(slug: str) -> Tenant:
    """The portal of that slug; a sentence with the known ones where there is none."""
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        known = ", ".join(Tenant.objects.portals().values_list("slug", flat=True)) or "none yet; see apply_tenant"
        raise CommandError(f"There is no tenant '{slug}'. Known tenants: {known}.")
    return tenant


class TenantCommand(BaseCommand, ABC):
    """Runs :meth:`handle_tenant` for the tenant of ``--tenant``, or with ``--all-tenants`` for each, one transaction a tenant."""

    one_transaction = True
    """Off for commands that open short transactions of their own: they get the tenant, without a scope."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--tenant", metavar="SLUG", help="the tenant to work for")
        which.add_argument("--all-tenants", action="store_true", help="every tenant, one after the other")

    def handle(self, *args: Any, **options: Any) -> None:
        rest = {name: value for name, value in options.items() if name not in ("tenant", "all_tenants")}
        for tenant in self.chosen(options):
            if self.one_transaction:
                with scope.bound(tenant):
                    self.handle_tenant(tenant, **rest)
            else:
                self.handle_tenant(tenant, **rest)

    def chosen(self, options: dict[str, Any]) -> Iterable[Tenant]:
        if options["all_tenants"]:
            return list(Tenant.objects.portals())
        return [portal_named(options["tenant"])]

    @abstractmethod
    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        """The command's work for one tenant."""
