"""From which address a tenant's mail comes, and under which name its short messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenants.rules import problems as read
from tenants.rules.contacts import EMAIL
from tenants.rules.problems import Problems

SMS_SENDER = r"(?=.*[A-Za-z])[A-Za-z0-9 .-]{1,11}"
"""A sender in letters: GSM 03.38 allows 11 characters."""


@dataclass(frozen=True)
class Mail:
    """``sender`` is the address; the name in front of it is the brand's. ``sms_sender`` is what a telephone shows instead of a
    number; empty: what the gateway has for the installation."""

    sender: str
    reply_to: str = ""
    sms_sender: str = ""


def parse_mail(table: Mapping[str, Any], *, at: str, problems: Problems) -> Mail:
    """The section ``[mail]``, the tenant's or a utility's."""
    address: dict[str, Any] = {
        "pattern": EMAIL,
        "allowed": "an e-mail address like portal@example.si",
        "at": at,
        "problems": problems,
    }
    read.only(table, ("sender", "reply_to", "sms_sender"), at=at, problems=problems)
    return Mail(
        sender=read.text(table, "sender", required=True, **address),
        reply_to=read.text(table, "reply_to", required="reply_to" in table, **address),
        sms_sender=read.text(
            table, "sms_sender", pattern=SMS_SENDER, allowed="up to 11 letters, digits and blanks like Komunala", at=at, problems=problems
        ),
    )
