"""What the tests find in the outbox of a tenant."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import time_machine
from django.utils import timezone

from tenants import due
from tenants.models import OutboxMessage, Tenant
from tests.scopes import working_for


def messages(tenant: Tenant, to: str = "") -> list[Any]:
    """Messages of ``tenant``, oldest first; only those to one address where it is given."""
    with working_for(tenant):
        rows = OutboxMessage.objects.order_by("pk")
        return list(rows.filter(to=to) if to else rows)


def gather(tenant: Tenant, *, minutes: int = 61) -> int:
    """What the job writes so much later to addresses whose notices of links had to wait; how many mails."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        return due.steps()["gathered notices of links"](tenant)


def last(tenant: Tenant, to: str = "") -> Any:
    found = messages(tenant, to)
    assert found, f"no mail to {to or 'anybody'}"
    return found[-1]


def links(message: Any) -> list[str]:
    """Addresses in the plain body, in order."""
    return re.findall(r"https?://\S+", message.text)


def path_of(message: Any, containing: str) -> str:
    """The path of the first link that contains these words."""
    found = [urlsplit(link).path for link in links(message) if containing in link]
    assert found, f"no link with {containing} in {links(message)}"
    return found[0]
