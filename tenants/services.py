"""What operators do to tenants: apply a file and the texts beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from tenants import audit, page_text, scope
from tenants.models import Host, Tenant, TenantPage, Utility
from tenants.rules import changes, not_yet, page_name, tenant_file
from tenants.rules.changes import Change
from tenants.rules.menu import TEXT_PAGES
from tenants.rules.problems import MISSING, FileRefused, Problem

MOST_PAGES = 500
"""Texts of one tenant, all languages and all news together."""


class HostTaken(ValueError):
    """A host name of the file already leads to another tenant."""


class PagesRefused(ValueError):
    """Texts beside the file are wrong; each line names the text, its line and the reason."""


@dataclass(frozen=True)
class ApplyResult:
    """What `apply_tenant` did: ``changes`` is empty when the file was applied already."""

    tenant: Tenant
    created: bool
    changes: tuple[changes.Change, ...]
    not_yet_in_use: tuple[str, ...]


@transaction.atomic
def apply_tenant(*, text: str, by: Any, logo_png: bytes | None = None, pages: Mapping[str, str] | None = None) -> ApplyResult:
    """Create or update one tenant from its file, for an operator. The second time changes nothing.

    ``pages``: its texts, by their path below the folder beside the file (`tenants.rules.page_name`); those that are not among them
    are taken away. None: the texts stay as they are. Raises ``tenant_file.FileRefused`` for a wrong file, :class:`PagesRefused` for
    a wrong text and :class:`HostTaken` for a host that leads elsewhere.
    """
    new = Tenant(file=text).rules  # the one that requests will ask: read once, and kept
    names = _page_names(new, pages or {})
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
        found += _set_pages(names, pages)
        _refuse_entries_without_page(new)
        if found:
            audit.record("tenant.applied", by=by, on=tenant, changes=[str(change) for change in found][:200])
    return ApplyResult(tenant, created, found, not_yet.stored_not_used(new))


def _page_names(new: tenant_file.TenantFile, pages: Mapping[str, str]) -> dict[str, page_name.PageName]:
    """What the names of the texts say, after every name and text was found good."""
    utilities = [utility.code for utility in new.utilities]
    names, problems = {}, []
    if len(pages) > MOST_PAGES:
        problems.append(f"there are {len(pages)} texts; at most {MOST_PAGES} are taken")
    for name, text in sorted(pages.items()):
        try:
            names[name] = page_name.parse_name(name, languages=new.languages, utilities=utilities)
            page_text.parse(text)
        except page_name.NameRefused as refused:
            problems.append(f"{name}: {refused}.")
        except page_text.TextRefused as refused:
            problems.append(f"{name}, line {refused.line}: {refused.reason}.")
    if problems:
        raise PagesRefused("\n".join(problems))
    return names


def _set_pages(names: Mapping[str, page_name.PageName], pages: Mapping[str, str] | None) -> tuple[Change, ...]:
    """Keep exactly ``pages``, and say what changed. In the scope of the tenant, whose utilities are there."""
    if pages is None:
        return ()
    before = dict(TenantPage.objects.values_list("name", "text"))
    utilities = {utility.code: utility for utility in Utility.objects.all()}
    rows = [
        TenantPage(name=name, key=said.key, language=said.language, day=said.day, text=pages[name], utility=utilities.get(said.utility))
        for name, said in names.items()
        if before.get(name) != pages[name]
    ]
    parts = ["key", "language", "day", "text", "utility"]
    TenantPage.objects.bulk_create(rows, update_conflicts=True, unique_fields=["tenant", "name"], update_fields=parts)
    gone = [name for name in before if name not in pages]
    TenantPage.objects.filter(name__in=gone).delete()
    changed = [Change(f"pages.{name}", before.get(name), pages[name]) for name in names if before.get(name) != pages[name]]
    return (*changed, *(Change(f"pages.{name}", before[name], None) for name in sorted(gone)))


def _refuse_entries_without_page(new: tenant_file.TenantFile) -> None:
    """An entry of the menu whose text is nowhere would lead to an empty page."""
    there = set(TenantPage.objects.filter(language=new.languages[0], utility=None).values_list("key", flat=True))
    problems = []
    for entry in (entry for entry in new.menu.entries if entry in TEXT_PAGES and entry not in there):
        name = f"{entry}/YYYY-MM-DD-title" if entry == page_name.DATED else entry
        says = f"a text of that name in the folder beside the file, or menu.entries without {entry}"
        problems.append(Problem(f"pages.{name}.{new.languages[0]}.md", MISSING, says))
    if problems:
        raise FileRefused(problems)


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
    _refuse_shared_hosts(tenant)
    tenant.hosts.exclude(name__in=names).delete()
    tenant.hosts.exclude(name=names[0]).update(is_primary=False)  # first, for there may be only one
    rows = [Host(name=name, tenant=tenant, is_primary=position == 0) for position, name in enumerate(names)]
    Host.objects.bulk_create(rows, update_conflicts=True, unique_fields=["name"], update_fields=["tenant", "is_primary"])
    scope.forget()


def _refuse_shared_hosts(tenant: Tenant) -> None:
    """Two files that name one host could not both go live; a demo, which answers elsewhere, would not notice."""
    mine = set(tenant.rules.hosts)
    for other in Tenant.objects.portals().exclude(pk=tenant.pk):
        both = sorted(mine & set(other.rules.hosts))
        if both:
            raise HostTaken(f"hosts: '{both[0]}' stands in the file of '{other.slug}' too; each host leads to one tenant.")


def _set_utilities(new: tenant_file.TenantFile) -> None:
    """Utilities of the file exist and are on; one that the file no longer names is switched off, never deleted."""
    for utility in new.utilities:
        Utility.objects.update_or_create(code=utility.code, defaults={"name": utility.name, "is_active": True})
    Utility.objects.exclude(code__in=[utility.code for utility in new.utilities]).update(is_active=False)
