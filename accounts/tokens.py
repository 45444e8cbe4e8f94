"""Signed links of accounts: activation and reset. Worthless on another tenant's host, for another address, and after their time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account import app_settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing

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


def _salt() -> str:
    return f"address:{app_settings.SALT}"
