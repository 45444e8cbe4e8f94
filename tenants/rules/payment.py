"""To whom the customers pay: the utility's account, name and address, as a payment code needs them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenants.rules import problems as read
from tenants.rules.problems import Problems

IBAN = r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"
SAYS_IBAN = "an IBAN whose check digits fit, like SI56 9900 0001 0000 186"
PURPOSE_CODE = r"[A-Z]{4}"
SAYS_PURPOSE_CODE = "four capital letters (ISO 20022 purpose) like ELEC, GASB, WTER, SCVE, OTHR"
LINE = 33
"""Characters of a line of name or address on the UPN form."""


@dataclass(frozen=True)
class Payment:
    """``iban`` without blanks; empty: bills carry no payment code. ``recipient``, ``street`` and ``city`` (postcode and town) are lines
    of the payment order. ``purpose_codes``: of bills that name none, by commodity; ``purpose_code`` for all others."""

    iban: str = ""
    recipient: str = ""
    street: str = ""
    city: str = ""
    purpose_code: str = "OTHR"
    purpose_codes: Mapping[str, str] = field(default_factory=lambda: STANDARD)


STANDARD: Mapping[str, str] = {"electricity": "ELEC", "gas": "GASB", "water": "WTER", "heat": "ENRG"}


def parse_payment(table: Mapping[str, Any], *, at: str, problems: Problems) -> Payment:
    """The section ``[payment]`` of the tenant or of one utility. Whoever gives an account gives name and address with it."""
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, tuple(Payment.__dataclass_fields__), **here)
    has_account = any(key in table for key in ("iban", "recipient", "street", "city"))
    iban = re.sub(r"\s", "", read.text(table, "iban", longest=42, required=has_account, allowed=SAYS_IBAN, **here))
    if iban and not is_iban(iban):
        problems.add(read.dotted(at, "iban"), iban, SAYS_IBAN)
    line: dict[str, Any] = {"longest": LINE, "required": has_account, **here}
    code: dict[str, Any] = {"pattern": PURPOSE_CODE, "allowed": SAYS_PURPOSE_CODE}
    codes = read.subtable(table, "purpose_codes", **here)
    at_codes: dict[str, Any] = {"at": read.dotted(at, "purpose_codes"), "problems": problems}
    return Payment(
        iban=iban,
        recipient=read.text(table, "recipient", **line),
        street=read.text(table, "street", **line),
        city=read.text(table, "city", **line),
        purpose_code=read.text(table, "purpose_code", default="OTHR", **code, **here),
        purpose_codes={**STANDARD, **{name: read.text(codes, name, **code, **at_codes) for name in codes}},
    )


def is_iban(iban: str) -> bool:
    """Whether the check digits fit (ISO 13616, modulo 97). ``iban`` without blanks, in capitals."""
    if not re.fullmatch(IBAN, iban):
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1
