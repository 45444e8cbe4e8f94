"""Mails of accounts: the words are templates, the sending is the outbox's, the limit is here."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.core import context as allauth_context
from allauth.core import ratelimit
from django.urls import reverse
from django.utils.translation import get_language

from accounts import tokens
from accounts.models import User
from tenants import addresses, outbox, scope
from tenants.models import Utility

WAY_IN = frozenset({"activation", "password_reset"})
"""Mails whose link lets their reader into the account."""


def send(
    event: str, *, to: str, context: dict[str, Any], user: User | None = None, unasked: bool = False, utility: Utility | None = None
) -> None:
    """Queue one mail, in the language of ``user`` where known, else the page's; from ``utility`` where it is known who writes.

    ``unasked``: somebody typed this address into a public page. Such mails are limited per address (:data:`WAY_IN` by itself), and
    beyond the limit silently left out: nobody can use the portal to flood a stranger, and nobody learns who is known.
    """
    if unasked and not _may_send_unasked(event, to):
        return
    outbox.queue(
        event,
        to=to,
        context={**context, "user": user},
        language=(user.language if user else "") or get_language() or "",
        dedupe_key=f"{event}:{uuid4().hex}",
        utility=utility,
    )


def activation_url(user: User, email: str) -> str:
    """The link of an activation mail, on the tenant's own host whatever the request says."""
    name = "account_confirm_email" if scope.current().is_platform else "accounts:activate"
    return addresses.absolute(reverse(name, args=[tokens.address_key(user, email)]))


def send_activation(user: User, email: str) -> None:
    """The mail with the button `Aktivacija`."""
    send("activation", to=email, context={"activate_url": activation_url(user, email)}, user=user, unasked=True)


def _may_send_unasked(event: str, to: str) -> bool:
    request = allauth_context.request
    if request is None:
        return True  # a command of an operator, not a page
    action = "way_in_mail" if event in WAY_IN else "unasked_mail"
    return ratelimit._impl.consume(request, app="allauth.account", action=action, key=to.lower(), limit_get=True) is not None
