"""Secrets in links of accounts. Worthless on another tenant's host, for another address, and after their time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account import app_settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.utils.crypto import salted_hmac

from tenants import scope


class ResetTokenGenerator(PasswordResetTokenGenerator):
    """The tenant of the host goes into the hash, beside what Django puts there: account, password, last sign-in, address.

    Not allauth's subclass: importing it from here would import this module again before it is ready.
    """

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}|{scope.current_id()}"


@dataclass(frozen=True)
class AddressProof:
    """What an activation link says: this account, this address. ``expired`` ones still name the account they were for."""

    user_id: UUID
    email: str
    expired: bool = False


def address_key(user: Any, email: str) -> str:
    """The signed part of an activation link.

    It names the account's random UUID and the address. allauth's own key holds the row number of the address, which counts the
    sign-ups of all tenants, and which a restored backup would give to somebody else.
    """
    return signing.dumps([user.pk.hex, email], salt=_salt())


def read_address_key(key: str) -> AddressProof | None:
    """What ``key`` proves; None for one that was not signed here, for this tenant."""
    try:
        user_id, email = signing.loads(key, salt=_salt())
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return AddressProof(UUID(user_id), email, expired=_is_expired(key))


def _is_expired(key: str) -> bool:
    try:
        signing.loads(key, salt=_salt(), max_age=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS * 24 * 3600)
    except signing.SignatureExpired:
        return True
    return False


OBJECTION_DAYS = 90
"""How long "this was not me" works: a mail may be read after a long holiday."""


@dataclass(frozen=True)
class Objection:
    """What a "this was not me" link says: which link it ends, and to which account it was mailed ('' for the address on file)."""

    link: str
    account: str
    expired: bool = False


def objection_key(link: str, account: str = "") -> str:
    """The signed part of "this was not me": ``link`` is the link's public id. Good at this tenant only, and of no other use."""
    return signing.dumps([link, account], salt=_objection_salt())


def read_objection_key(key: str) -> Objection | None:
    """What ``key`` says; None for one that was not signed here, for this."""
    try:
        link, account = signing.loads(key, salt=_objection_salt())
        signing.loads(key, salt=_objection_salt(), max_age=OBJECTION_DAYS * 24 * 3600)
    except signing.SignatureExpired:
        return Objection(link, account, expired=True)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Objection(link, account)


def _objection_salt() -> str:
    return f"objection:{scope.current_id()}"


def _salt() -> str:
    return f"address:{app_settings.SALT}"


# --- Links that are good once: a random word in the mail, its digest in the database ------------------------------------------------
def new_word() -> str:
    """256 random bits that fit into an address."""
    return secrets.token_urlsafe(32)


def digest(purpose: str, *parts: object) -> str:
    """What the database keeps of a word, for one purpose at this tenant: nobody who reads it can make a link. 64 signs."""
    return salted_hmac(f"accounts.{purpose}:{scope.current_id()}", "|".join(map(str, parts)), algorithm="sha256").hexdigest()
