"""Telling those concerned that somebody was linked: a wrong link that nobody hears of lasts."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.urls import reverse

from accounts import tokens
from accounts.models import Link, User
from tenants import addresses, audit, clock, outbox, scope


def send(link: Link) -> None:
    """Mail the address on file and every other account with access to the customer; not the account that was just linked.

    In the running transaction. Each mail has a "this was not me" link of its own. An address on file that is none is noted in the
    audit trail and stops nothing.
    """
    told = {user.email.lower(): (user.language, user.pk.hex) for user in others(link)}
    told.setdefault(_on_file(link), ("", ""))
    told.pop(link.user.email.lower(), None)
    for address, (language, account) in sorted(told.items()):
        key = tokens.objection_key(link.public_id, account)
        objection = addresses.absolute(reverse("accounts:object_to_link", args=[key]))
        _queue("link_notice", link, address, language, objection_url=objection)


def send_end(link: Link, *, by: Any) -> None:
    """Mail all of them, and the account itself, that access has ended; not whoever ended it."""
    told = {user.email.lower(): user.language for user in [*others(link), link.user]}
    told.setdefault(_on_file(link), "")
    told.pop(getattr(by, "email", "").lower(), None)
    for address, language in sorted(told.items()):
        _queue("link_end", link, address, language, own=address == link.user.email.lower())


def others(link: Link) -> list[User]:
    """Accounts with access to the customer today, beside the one of ``link``."""
    links = Link.objects.open_on(clock.today()).filter(customer=link.customer)
    return list(User.objects.filter(pk__in=links.values("user"), is_active=True).exclude(pk=link.user_id).order_by("pk"))


def _on_file(link: Link) -> str:
    return str(link.customer.email).strip().lower()


def _queue(event: str, link: Link, address: str, language: str, **more: Any) -> None:
    if not address:
        return
    customer = link.customer
    context: dict[str, Any] = {
        "customer": customer,
        "supply_point": link.supply_point,
        "utility": customer.utility,
        "day": clock.today(),
        "contacts": customer.utility.rules.contacts,
        "help_url": addresses.absolute(reverse("help")),
        "link_url": addresses.absolute(reverse("accounts:link")),
        **more,
    }
    try:
        # Whose mailbox it is, the portal does not know: the tenant's first language, not the one of whoever linked.
        outbox.queue(event, to=address, context=context, language=language or _default_language(), dedupe_key=f"{event}:{uuid4().hex}")
    except outbox.BadAddress:
        audit.record("link.notice_impossible", by="system", on=link)


def _default_language() -> str:
    return scope.current().rules.languages[0]
