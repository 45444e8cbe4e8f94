""" "This was not me": whoever was told of a new link ends it, without an account and without asking anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts import tokens
from accounts.models import Link, User
from accounts.services import activity, linking
from tenants import addresses, clock, outbox, scope
from tenants.models import OutboxMessage

EVENT = "link_objection"
"""The mail to the utility: somebody may have had access to a stranger's data, so a person should look at it."""


@dataclass(frozen=True)
class Found:
    """What a link in a mail leads to. ``open``: it can be ended; ``over``: it has ended; ``expired``: the mail is too old."""

    link: Link | None
    standing: Literal["open", "over", "expired", "unknown"]


def found(key: str) -> Found:
    said = tokens.read_objection_key(key)
    link = Link.objects.filter(public_id=said.link).select_related("customer__utility", "supply_point").first() if said else None
    if said is None or link is None or not _is_concerned(said, link):
        return Found(None, "unknown")
    if not Link.objects.readable_on(clock.today()).filter(pk=link.pk).exists():
        return Found(link, "over")
    return Found(link, "expired" if said.expired else "open")


def _is_concerned(said: tokens.Objection, link: Link) -> bool:
    """The address on file always is; an account while it sees something of the customer itself, or its address is the one on file.

    Whoever was linked wrongly is told of the rightful customer, too, and must not end that link when the own one is gone."""
    if not said.account:
        return True
    account = User.objects.filter(pk=said.account, is_active=True).first()
    own = Link.objects.readable_on(clock.today()).filter(user=account, customer=link.customer_id).exclude(pk=link.pk)
    return account is not None and (own.exists() or linking.is_on_file(account, link.customer))


@transaction.atomic
def object_to_link(*, key: str, client: activity.Client) -> bool:
    """End the link that ``key`` names, at once; whether this call did it. A key is good for one link, and a link ends once.

    The trail says who objected: the account that the mail went to, or the address on file. The utility is mailed."""
    said, what = tokens.read_objection_key(key), found(key)
    if said is None or what.link is None or what.standing != "open":
        return False
    account = User.objects.filter(pk=said.account).first() if said.account else None
    ended = linking.unlink(link=what.link, by=account or "address on file", reason=Link.End.OBJECTION, client=client)
    if ended:
        _tell_utility(what.link)
    return ended


def utility_is_told(link: Link) -> bool:
    """Whether a mail about the objection to ``link`` was written: a utility may have neither staff nor an address."""
    return OutboxMessage.objects.filter(event=EVENT, dedupe_key__startswith=_key(link)).exists()


def _key(link: Link) -> str:
    return f"{EVENT}:{link.public_id}:"


def _tell_utility(link: Link) -> None:
    """Mail everybody who works for the customer's utility, in the running transaction; where nobody does, its first contact address."""
    utility = link.customer.utility
    works_for_it = Q(utility_limits=None) | Q(utility_limits__utility=utility)
    staff = User.objects.filter(works_for_it, is_staff=True, is_active=True).exclude(email="").distinct().order_by("pk")
    contacts = [contact.email for contact in utility.rules.contacts if contact.email]
    told = {member.email: member.language for member in staff} or dict.fromkeys(contacts[:1], scope.current().rules.languages[0])
    context = {
        "customer": link.customer,
        "supply_point": link.supply_point,
        "day": clock.today(),
        "admin_url": addresses.absolute(reverse("admin:accounts_link_change", args=[link.pk])),
    }
    for number, (address, language) in enumerate(told.items()):
        outbox.queue(EVENT, to=address, context=context, language=language, dedupe_key=f"{_key(link)}{number}", utility=utility)
