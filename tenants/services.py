"""What operators do to tenants: apply a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from tenants import audit, scope
from tenants.models import Host, Tenant, Utility
from tenants.rules import changes, not_yet, tenant_file


class HostTaken(ValueError):
    """A host name of the file already leads to another tenant."""


@dataclass(frozen=True)
class ApplyResult:
    """What `apply_tenant` did: ``changes`` is empty when the file was applied already."""

    tenant: Tenant
    created: bool
    changes: tuple[changes.Change, ...]
    not_yet_in_use: tuple[str, ...]


@transaction.atomic
def apply_tenant(*, text: str, by: Any, logo_png: bytes | None = None) -> ApplyResult:
    """Create or update one tenant from its file, for an operator. The second time changes nothing.

    Raises ``tenant_file.FileRefused`` for a wrong file and :class:`HostTaken` for a host that leads elsewhere.
    """
    new = tenant_file.parse(text)
    tenant = Tenant.objects.select_for_update().filter(slug=new.slug, kind=Tenant.Kind.PORTAL).first()
    old = tenant.rules if tenant is not None else None
    found = tuple(changes.changes(old, new))
    created = tenant is None
    if tenant is None:
        tenant = Tenant.objects.create(slug=new.slug, name=new.brand.name, file=text, logo_png=logo_png)
    elif tenant.file != text or _logo_differs(tenant, logo_png):
        tenant.name, tenant.file, tenant.logo_png = new.brand.name, text, logo_png
        tenant.version += 1
        tenant.save()
    _set_hosts(tenant, _host_names(new))
    with scope.bound(tenant):
        _set_utilities(new)
        if found:
            audit.record("tenant.applied", by=by, on=tenant, changes=[str(change) for change in found][:200])
    return ApplyResult(tenant, created, found, not_yet.stored_not_used(new))


def _logo_differs(tenant: Tenant, logo_png: bytes | None) -> bool:
    return bytes(tenant.logo_png or b"") != (logo_png or b"")


def _host_names(new: tenant_file.TenantFile) -> list[str]:
    """The primary host first. A demo answers only on its own `.localhost` name."""
    return [f"{new.slug}.localhost"] if settings.DEMO else list(new.hosts)


def _set_hosts(tenant: Tenant, names: list[str]) -> None:
    if settings.PLATFORM_HOST in names:
        raise HostTaken(f"hosts: '{settings.PLATFORM_HOST}' is the operators' own host; each host leads to one tenant.")
    taken = Host.objects.filter(name__in=names).exclude(tenant=tenant).select_related("tenant").first()
    if taken is not None:
        raise HostTaken(f"hosts: '{taken.name}' already leads to '{taken.tenant.slug}'; each host leads to one tenant.")
    tenant.hosts.exclude(name__in=names).delete()
    tenant.hosts.exclude(name=names[0]).update(is_primary=False)  # first, for there may be only one
    for position, name in enumerate(names):
        Host.objects.update_or_create(name=name, defaults={"tenant": tenant, "is_primary": position == 0})


def _set_utilities(new: tenant_file.TenantFile) -> None:
    """Utilities of the file exist and are on; one that the file no longer names is switched off, never deleted."""
    for utility in new.utilities:
        Utility.objects.update_or_create(code=utility.code, defaults={"name": utility.name, "is_active": True})
    Utility.objects.exclude(code__in=[utility.code for utility in new.utilities]).update(is_active=False)
