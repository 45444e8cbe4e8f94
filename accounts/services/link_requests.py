"""Requests that wait for staff: approved, and access is given; refused with a reason, and the customer is told."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Link, LinkRequest
from accounts.rules import link_rights
from accounts.services import linking, mail
from tenants import addresses, audit

State = LinkRequest.State


class AlreadyDecided(ValueError):
    """Somebody else approved or refused the request in the meantime."""


@transaction.atomic
def approve(*, request: LinkRequest, by: Any) -> Link:
    """Give the access that was asked for. Raises :class:`AlreadyDecided`."""
    asked = _taken(request, State.APPROVED, "")
    made = linking.link(user=asked.user, customer=asked.customer, supply_point=asked.supply_point_id, rule_key=link_rights.STAFF, by=by)
    audit.record("link.request_approved", by=by, on=asked, customer=asked.customer.number, rule=asked.rule_key)
    _tell("link_approved", asked, home_url=addresses.absolute(reverse("home")))
    return made


@transaction.atomic
def refuse(*, request: LinkRequest, reason: str, by: Any) -> None:
    """Say no. ``reason`` is mailed to the account as it stands. Raises :class:`AlreadyDecided`."""
    asked = _taken(request, State.REFUSED, reason)
    audit.record("link.request_refused", by=by, on=asked, customer=asked.customer.number, reason=reason)
    _tell("link_refused", asked, reason=reason)


def _taken(request: LinkRequest, state: str, reason: str) -> LinkRequest:
    """The request, decided: two members of staff at once decide it once."""
    waiting = LinkRequest.objects.filter(pk=request.pk, state=State.WAITING)
    if not waiting.update(state=state, reason=reason, decided_at=timezone.now()):
        raise AlreadyDecided(request.pk)
    return LinkRequest.objects.select_related("user", "customer__utility").get(pk=request.pk)


def _tell(event: str, asked: LinkRequest, **more: Any) -> None:
    """Names the utility, not the customer: whoever is refused learns nothing of whom they asked for."""
    utility = asked.customer.utility
    context = {"utility": utility, "contacts": utility.rules.contacts, "help_url": addresses.absolute(reverse("help")), **more}
    mail.send(event, to=asked.user.email, context=context, user=asked.user)
