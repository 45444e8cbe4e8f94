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
    if said is None or link is None:
        return Found(None, "unknown")
    if link.valid_to is not None and link.valid_to < clock.today():
        return Found(link, "over")
    return Found(link, "expired" if said.expired else "open")


@transaction.atomic
def object_to_link(*, key: str, client: activity.Client) -> bool:
    """End the link that ``key`` names, at once; whether this call did it. A key is good for one link, and a link ends once.

    The trail says who objected: the account that the mail went to, or the address on file."""
    said, what = tokens.read_objection_key(key), found(key)
    if said is None or what.link is None or what.standing != "open":
        return False
    account = User.objects.filter(pk=said.account).first() if said.account else None
    return linking.unlink(link=what.link, by=account or "address on file", reason=Link.End.OBJECTION, client=client)
