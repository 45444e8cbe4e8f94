"""Mails of accounts: the words are templates, the sending is the outbox's, the limit is here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from allauth.core import context as allauth_context
from allauth.core import ratelimit
from django.db import transaction
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
    _queue(_written(event, context, user, utility), to=to, unasked=unasked)


Letters = Mapping[str, tuple[dict[str, Any], User | None]]
"""Event → its context, and the account that reads it."""


def send_one_of(letters: Letters, event: str, *, to: str) -> None:
    """Queue the mail of ``event``, one of those that a public page may answer an address with.

    All of them are written and the others thrown away: the time that it takes does not tell which one it was. For an account that is
    not there: :func:`stand_in`.
    """
    written = {name: _written(name, context, reader, None) for name, (context, reader) in letters.items()}
    _queue(written[event], to=to, unasked=True)


def stand_in(email: str) -> User:
    """Nobody's account, never saved: so that a letter to a stranger is the same work."""
    tenant = scope.current()
    by_name = tenant.is_platform or tenant.rules.sign_in.identifier == "username"
    return User(email=email, username=email if by_name else None)


def _written(event: str, context: dict[str, Any], user: User | None, utility: Utility | None) -> outbox.Written:
    language = (user.language if user else "") or get_language() or ""
    return outbox.render(event, context={**context, "user": user}, language=language, utility=utility)


def _queue(written: outbox.Written, *, to: str, unasked: bool) -> None:
    """Beyond the limit the row is written and taken back: as much work as below it."""
    allowed = not unasked or _may_send_unasked(written.event, to)
    with transaction.atomic():
        outbox.queue_rendered(written, to=to, dedupe_key=f"{written.event}:{uuid4().hex}")
        if not allowed:
            transaction.set_rollback(True)


def activation_url(user: User, email: str) -> str:
    """The link of an activation mail, on the tenant's own host whatever the request says."""
    name = "account_confirm_email" if scope.current().is_platform else "accounts:activate"
    return addresses.absolute(reverse(name, args=[tokens.address_key(user, email)]))


# --- What a page answers an address with ------------------------------------------------------------------------------------------
def activation(reader: User, email: str) -> dict[str, Any]:
    """Context of the mail with the button `Aktivacija`."""
    return {"activate_url": activation_url(reader, email)}


def account_exists() -> dict[str, Any]:
    return {
        "login_url": addresses.absolute(reverse("account_login")),
        "reset_url": addresses.absolute(reverse("account_reset_password")),
    }


def unknown_account() -> dict[str, Any]:
    return {"signup_url": addresses.absolute(reverse("account_signup"))}


def _may_send_unasked(event: str, to: str) -> bool:
    request = allauth_context.request
    if request is None:
        return True  # a command of an operator, not a page
    action = "way_in_mail" if event in WAY_IN else "unasked_mail"
    return ratelimit._impl.consume(request, app="allauth.account", action=action, key=to.lower(), limit_get=True) is not None
