"""The staff's current one-time codes, so that a visitor of the demo needs no authenticator."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal import auth

from portal.demo.state import PortalCard

PERIOD = 30
"""Seconds that a code holds (RFC 6238, allauth's default)."""


def now(secret: str) -> str:
    """The code of this half minute; '' without a second factor."""
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // PERIOD)) if secret else ""


def codes(cards: list[PortalCard]) -> dict[str, str]:
    """Secret → current code, for all staff of the demo."""
    return {account.secret: now(account.secret) for card in cards for account in card.staff}
