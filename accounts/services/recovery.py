"""Forgotten password, forgotten user name: one answer on the page, the truth in the mail."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts import tokens
from accounts.models import User
from accounts.services import mail, passwords
from accounts.services.registration import confirmed_owner, with_confirmed
from tenants import addresses


class LinkUsed(ValueError):
    """The reset link has done its work already, or was asked for by an account that changed since."""


def reset_url(user: User) -> str:
    """A link that sets a new password once, within ``PASSWORD_RESET_TIMEOUT``, on the tenant's own host."""
    token = tokens.ResetTokenGenerator().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return addresses.absolute(path.replace("UID-KEY", f"{user.pk.hex}-{token}"))


@transaction.atomic
def request_password_reset(*, email: str) -> None:
    """Mail a reset link to the owner of ``email``; to one who never activated the account, the activation link again (a reset
    would not let that person in); to a stranger, that there is no account.

    Pending addresses of an e-mail change get nothing: stock allauth mails them a reset link for somebody's account.
    """
    user = with_confirmed(User.objects.filter(email=email, is_active=True)).first()
    reader = user or mail.stand_in(email)
    letters: mail.Letters = {
        "password_reset": ({"reset_url": reset_url(reader)}, reader),
        "activation": (mail.activation(reader, email), reader),
        "unknown_account": (mail.unknown_account(), None),
    }
    mail.send_one_of(letters, _answer(user, "password_reset", "activation"), to=email)


def _answer(user: Any, confirmed: str, unconfirmed: str) -> str:
    if user is None:
        return "unknown_account"
    return confirmed if user.confirmed else unconfirmed


@transaction.atomic
def set_new_password(*, user: User, token: str, password: str) -> None:
    """Set the password that a reset link asked for, and end every session. Raises :class:`LinkUsed`: of two clicks at once, one
    counts."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not tokens.ResetTokenGenerator().check_token(locked, token):
        raise LinkUsed(str(user.pk))
    passwords.set_password(user=user, password=password)


@transaction.atomic
def mail_usernames(*, email: str) -> None:
    """Mail the user name to the owner of ``email``; to a stranger, that there is no account."""
    found = confirmed_owner(email)
    owner = found if found is not None and found.is_active else None
    reader = owner or mail.stand_in(email)
    letters: mail.Letters = {
        "username": ({"usernames": [reader.username], "login_url": addresses.absolute(reverse("account_login"))}, reader),
        "unknown_account": (mail.unknown_account(), None),
    }
    mail.send_one_of(letters, "username" if owner else "unknown_account", to=email)
