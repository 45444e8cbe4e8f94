"""From which address a tenant's mail comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenants.rules import problems as read
from tenants.rules.contacts import EMAIL
from tenants.rules.problems import Problems


@dataclass(frozen=True)
class Mail:
    """``sender`` is the address; the name in front of it is the brand's."""

    sender: str
    reply_to: str = ""


def parse_mail(table: Mapping[str, Any], *, at: str, problems: Problems) -> Mail:
    """The section ``[mail]``."""
    address: dict[str, Any] = {
        "pattern": EMAIL,
        "allowed": "an e-mail address like portal@example.si",
        "at": at,
        "problems": problems,
    }
    read.only(table, ("sender", "reply_to"), at=at, problems=problems)
    return Mail(
        sender=read.text(table, "sender", required=True, **address),
        reply_to=read.text(table, "reply_to", required="reply_to" in table, **address),
    )
