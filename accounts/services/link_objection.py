""" "This was not me": whoever was told of a new link ends it, without an account and without asking anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db import transaction

from accounts import tokens
from accounts.models import Link, User
from accounts.services import activity, linking
from tenants import clock


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

    The trail says who objected: the account that the mail went to, or the address on file."""
    said, what = tokens.read_objection_key(key), found(key)
    if said is None or what.link is None or what.standing != "open":
        return False
    account = User.objects.filter(pk=said.account).first() if said.account else None
    return linking.unlink(link=what.link, by=account or "address on file", reason=Link.End.OBJECTION, client=client)
