"""Where a customer asks for help: by commodity, with hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tenants.rules import problems as read
from tenants.rules.problems import Problems
from tenants.rules.text import Text

EMAIL = r"[A-Za-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+"
PHONE = r"\+?[0-9][0-9 /()-]{2,30}"


@dataclass(frozen=True)
class Contact:
    """``commodity`` None means every commodity. ``hours`` are words, not times: they are only shown."""

    commodity: str | None = None
    email: str = ""
    phone: str = ""
    hours: Text = field(default_factory=Text)


def parse_contacts(table: Mapping[str, Any], *, at: str, problems: Problems, commodities: Sequence[str]) -> tuple[Contact, ...]:
    """The tables ``[[contacts]]`` of the file or of one utility (``table`` is what holds the key ``contacts``)."""
    return tuple(
        _contact(entry, at=name, problems=problems, commodities=commodities)
        for name, entry in read.subtables(table, "contacts", at=at, problems=problems, named_by="commodity")
    )


def _contact(table: Mapping[str, Any], *, at: str, problems: Problems, commodities: Sequence[str]) -> Contact:
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, ("commodity", "email", "phone", "hours"), **here)
    if not table.get("email") and not table.get("phone"):
        problems.add(read.dotted(at, "email"), None, "an e-mail address, or a phone beside it: a contact needs one of them")
    return Contact(
        commodity=read.choice(table, "commodity", choices=commodities, default="", **here) or None,
        email=read.text(table, "email", pattern=EMAIL, allowed="an e-mail address like info@example.si", **here),
        phone=read.text(table, "phone", pattern=PHONE, allowed="a telephone number like 080 15 58 or +386 1 750 81 10", **here),
        hours=read.words(table, "hours", longest=200, **here),
    )
