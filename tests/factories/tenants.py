"""Tenants, their hosts, utilities and pages; messages and audit rows."""

from __future__ import annotations

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from tenants import models as tenants
from tests.factories.day import DAY

SMALLEST_FILE = """\
slug = "{slug}"
hosts = ["{slug}.localhost"]
languages = ["sl", "en"]

[brand]
name = "{name}"
accent = "#1f53b8"

[mail]
sender = "portal@example.si"
"""
"""All that a tenant must say: everything else has a default."""


class TenantFactory(DjangoModelFactory):
    """A tenant with the smallest file, without hosts and utilities: for walls and keys. Portals come from `apply_preset`."""

    class Meta:
        model = tenants.Tenant

    slug = factory.Sequence(lambda n: f"tenant-{n}")
    name = factory.Sequence(lambda n: f"Tenant {n}")
    file = factory.LazyAttribute(lambda tenant: SMALLEST_FILE.format(slug=tenant.slug, name=tenant.name))


class HostFactory(DjangoModelFactory):
    class Meta:
        model = tenants.Host

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"host-{n}.localhost")
    is_primary = True


class UtilityFactory(DjangoModelFactory):
    class Meta:
        model = tenants.Utility

    code = factory.Sequence(lambda n: f"utility-{n}")
    name = factory.Sequence(lambda n: f"Utility {n}")


class TenantPageFactory(DjangoModelFactory):
    class Meta:
        model = tenants.TenantPage

    name = factory.Sequence(lambda n: f"news/2026-11-02-piece-{n}.sl.md")
    key = "news"
    language = "sl"
    day = DAY
    text = "# Novica\n\nBesedilo."


class OutboxMessageFactory(DjangoModelFactory):
    class Meta:
        model = tenants.OutboxMessage

    dedupe_key = factory.Sequence(lambda n: f"message-{n}")
    event = "activation"
    to = "ana@example.si"
    language = "sl"
    subject = "Zadeva"
    text = "Besedilo"
    html = "<p>Besedilo</p>"
    next_attempt_at = factory.LazyFunction(timezone.now)


class AuditEventFactory(DjangoModelFactory):
    class Meta:
        model = tenants.AuditEvent

    action = "test.done"
    actor_label = "tests"
