"""Telling those concerned that somebody was linked: a wrong link that nobody hears of lasts.

Whoever knows the values of a bill could link and unlink with one account after the other, and fill the mailbox of the rightful customer.
So a notice is a row first. Where an address was mailed lately its notices wait, and go together into one mail as soon as they may.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import tokens
from accounts.models import Link, LinkNotice, User
from accounts.rules import attempt_limits
from accounts.services import budgets
from accounts.services.evidence import secret_key
from tenants import addresses, audit, clock, outbox, scope
from tenants.models import Tenant

logger = logging.getLogger(__name__)

What = LinkNotice.What

EVENTS: Mapping[str, str] = {What.MADE: "link_notice", What.ENDED: "link_end"}
"""What happened → the mail that tells of one; several are told by ``link_news``."""


def send(link: Link) -> None:
    """Tell the address on file and every other account with access to the customer; not the account that was just linked.

    In the running transaction. Each mail has a "this was not me" link of its own. An address on file that is none is noted in the
    audit trail and stops nothing.
    """
    told: dict[str, User | None] = {user.email.lower(): user for user in others(link)}
    told.setdefault(_on_file(link), None)
    told.pop(link.user.email.lower(), None)
    _tell(What.MADE, link, told)


def send_end(link: Link, *, by: Any) -> None:
    """Tell all of them, and the account itself, that access has ended; not whoever ended it."""
    told: dict[str, User | None] = {user.email.lower(): user for user in [*others(link), link.user]}
    told.setdefault(_on_file(link), None)
    told.pop(getattr(by, "email", "").lower(), None)
    _tell(What.ENDED, link, told)


def others(link: Link) -> list[User]:
    """Accounts with access to the customer today, beside the one of ``link``."""
    links = Link.objects.open_on(clock.today()).filter(customer=link.customer)
    return list(User.objects.filter(pk__in=links.values("user"), is_active=True).exclude(pk=link.user_id).order_by("pk"))


def _on_file(link: Link) -> str:
    return str(link.customer.email).strip().lower()


def _tell(what: str, link: Link, told: Mapping[str, User | None]) -> None:
    found = [address for address in sorted(told) if address]
    LinkNotice.objects.bulk_create(
        LinkNotice(
            to=address,
            user=told[address],
            what=what,
            link=link.public_id,
            own=what == What.ENDED and told[address] == link.user,
            customer=link.customer,
            supply_point=link.supply_point,
            day=clock.today(),
        )
        for address in found
    )
    _send_to(found)


# --- Sending ----------------------------------------------------------------------------------------------------------------------
class SomeNotTold(RuntimeError):
    """Addresses at which the portal itself failed; the log has each."""


def send_waiting(tenant: Tenant) -> int:
    """Send what waited and may go now, address by address: one at which we fail keeps none of the others. How many mails."""
    sent, failed = 0, 0
    with scope.bound(tenant):
        waiting = list(LinkNotice.objects.filter(sent_at=None).order_by("to").values_list("to", flat=True).distinct())
    for address in waiting:
        try:
            with scope.bound(tenant):
                sent += _send_to([address])
        except Exception:
            logger.exception("notices of links at %s failed", tenant.slug)
            failed += 1
    if failed:
        raise SomeNotTold(f"{failed} addresses, {sent} others were told")
    return sent


def forget_old() -> int:
    """Notices that were sent so long ago that they count no more, in the scope of one tenant; how many went."""
    longest = max(length for length, _most in attempt_limits.MAILS_TO_ADDRESS)
    deleted, _by_model = LinkNotice.objects.filter(sent_at__lt=timezone.now() - longest).delete()
    return deleted


def _send_to(found: Sequence[str]) -> int:
    """One mail to each address that may be mailed now, with all that it is to be told; how many.

    One lock for the whole tenant: whoever ends several links in a row would wait for others in a circle with a lock for each address."""
    budgets.hold([secret_key("link mail")])
    return sum(_send(address) for address in found)


def _send(address: str) -> bool:
    now = timezone.now()
    about = ("customer__utility", "supply_point", "user")
    waiting = list(LinkNotice.objects.filter(to=address, sent_at=None).select_related(*about).order_by("pk"))
    lately = LinkNotice.objects.filter(to=address, sent_at__gt=now - timedelta(days=1)).order_by()
    if not waiting or not attempt_limits.may_mail(list(lately.values_list("sent_at", flat=True).distinct()), now):
        return False
    LinkNotice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(sent_at=now)
    try:
        with transaction.atomic():
            _queue(address, waiting)
    except outbox.BadAddress:
        for notice in waiting:
            audit.record("link.notice_impossible", by="system", on=notice.customer, link=notice.link)
        return False
    return True


def _queue(address: str, waiting: Sequence[LinkNotice]) -> None:
    """Whose mailbox the one on file is, the portal does not know: the tenant's first language, not the one of whoever linked."""
    language = next((notice.user.language for notice in waiting if notice.user and notice.user.language), "")
    event = EVENTS[waiting[0].what] if len(waiting) == 1 else "link_news"
    utilities = {notice.customer.utility for notice in waiting}
    common: dict[str, Any] = {
        "help_url": addresses.absolute(reverse("help")),
        "link_url": addresses.absolute(reverse("accounts:link")),
        "utility": utilities.pop() if len(utilities) == 1 else None,
    }
    told = [_told(notice) for notice in waiting]
    context = {**common, **told[0]} if len(told) == 1 else {**common, "told": told}
    outbox.queue(event, to=address, context=context, language=language or _default_language(), dedupe_key=f"{event}:{uuid4().hex}")


def _told(notice: LinkNotice) -> dict[str, Any]:
    """What a mail says of one notice."""
    said: dict[str, Any] = {
        "customer": notice.customer,
        "supply_point": notice.supply_point,
        "day": notice.day,
        "own": notice.own,
    }
    if notice.what == What.MADE:
        key = tokens.objection_key(notice.link, notice.user.pk.hex if notice.user else "")
        said["objection_url"] = addresses.absolute(reverse("accounts:object_to_link", args=[key]))
    return said


def _default_language() -> str:
    return scope.current().rules.languages[0]
