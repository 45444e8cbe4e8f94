"""Telling those concerned that somebody was linked: a wrong link that nobody hears of lasts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.models import Link, User
from tenants import addresses, audit, clock, outbox, scope


def send(link: Link) -> None:
    """Mail the address on file and every other account with access to the customer; not the account that was just linked.

    In the running transaction. An address on file that is none is noted in the audit trail and stops nothing.
    """
    people = others(link)
    told = {user.email.lower(): user.language for user in people}
    on_file = link.customer.email.strip().lower()
    if on_file:
        told.setdefault(on_file, "")
    told.pop(link.user.email.lower(), None)
    for number, (address, language) in enumerate(sorted(told.items())):
        _queue(link, address, language, dedupe_key=f"link_notice:{link.public_id}:{number}")


def others(link: Link) -> list[User]:
    """Accounts with access to the customer today, beside the one of ``link``."""
    links = Link.objects.open_on(clock.today()).filter(customer=link.customer)
    return list(User.objects.filter(pk__in=links.values("user"), is_active=True).exclude(pk=link.user_id).order_by("pk"))


def _queue(link: Link, address: str, language: str, *, dedupe_key: str) -> None:
    customer = link.customer
    context: dict[str, Any] = {
        "customer": customer,
        "utility": customer.utility,
        "day": clock.today(),
        "contacts": customer.utility.rules.contacts,
        "help_url": addresses.absolute(reverse("help")),
    }
    try:
        # Whose mailbox it is, the portal does not know: the tenant's first language, not the one of whoever linked.
        outbox.queue("link_notice", to=address, context=context, language=language or _default_language(), dedupe_key=dedupe_key)
    except outbox.BadAddress:
        audit.record("link.notice_impossible", by="system", on=link)


def _default_language() -> str:
    return scope.current().rules.languages[0]
