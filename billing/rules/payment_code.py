"""The text of the code that a bank's application reads from a bill: UPN QR (Slovenia) or EPC QR (SEPA).

Sources: UPN QR, technical standard of the Bank Association of Slovenia (19 fields, control sum, version 15, correction M,
ISO 8859-2, profile of a bill's issuer); EPC069-12, "Quick Response Code: Guidelines to enable data capture for the initiation of a
SEPA credit transfer", version 2 of the text (BIC may be left out). Amounts in euro.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.rules import reference as references

UPN_NAME, UPN_PURPOSE, UPN_REFERENCE, UPN_IBAN = 33, 42, 26, 34
EPC_NAME, EPC_REMITTANCE = 70, 140
HIGHEST = Decimal("999999999.99")
NO_REFERENCE = "SI99"

REPLACED = str.maketrans(
    {"€": "EUR", "–": "-", "—": "-", "„": '"', "“": '"', "”": '"', "»": '"', "«": '"', "’": "'", "‘": "'", "…": "...", "²": "2", "³": "3"}
)
"""What ISO 8859-2 does not have and bills contain."""


@dataclass(frozen=True)
class PaymentOrder:
    """What is paid to whom. Names and addresses as they are printed; ``purpose_code`` ISO 20022; ``due_on`` of the bill."""

    payer_name: str
    payer_street: str
    payer_city: str
    amount: Decimal
    purpose_code: str
    purpose: str
    due_on: date | None
    iban: str
    reference: str
    recipient_name: str
    recipient_street: str
    recipient_city: str


@dataclass(frozen=True)
class Code:
    """Text of a QR symbol with correction level M. ``version`` None: the smallest that holds it, at most ``most``.

    ``eci``: the number under which the symbol names its encoding; None where it names none."""

    text: str
    encoding: str
    version: int | None = None
    most: int = 40
    eci: int | None = None


def upn(order: PaymentOrder) -> Code | None:
    """UPN QR as the issuer of a bill writes it; None where a field that must be filled is empty or the amount cannot be paid."""
    name, street, city = (latin_2(text, UPN_NAME) for text in (order.payer_name, order.payer_street, order.payer_city))
    recipient = [latin_2(text, UPN_NAME) for text in (order.recipient_name, order.recipient_street, order.recipient_city)]
    purpose, iban, reference = latin_2(order.purpose, UPN_PURPOSE), _plain(order.iban), _plain(order.reference) or NO_REFERENCE
    filled = all([name, street, city, purpose, *recipient]) and re.fullmatch(r"[A-Z]{4}", order.purpose_code)
    if not filled or not _payable(order.amount) or not 0 < len(iban) <= UPN_IBAN or len(reference) > UPN_REFERENCE:
        return None
    due = order.due_on.strftime("%d.%m.%Y") if order.due_on else ""
    payer = ["", "", "", "", name, street, city]
    fields = ["UPNQR", *payer, upn_amount(order.amount), "", "", order.purpose_code, purpose, due, iban, reference, *recipient]
    return Code(upn_record(fields), "iso-8859-2", version=15, most=15, eci=4)


def upn_record(fields: list[str]) -> str:
    """The 19 ``fields``, each with its line feed, and the control: how many characters stand before it."""
    body = "".join(f"{field}\n" for field in fields)
    return f"{body}{len(body):03d}\n"


def upn_amount(amount: Decimal) -> str:
    """Cents in eleven digits: ``1268.74`` → ``00000126874``."""
    return f"{int(amount * 100):011d}"


def epc(order: PaymentOrder) -> Code | None:
    """EPC QR; None where name or account are missing or the amount cannot be paid.

    A reference by ISO 11649 stands in its own field; any other, with the purpose, in the text for the recipient: the two exclude each
    other."""
    name, iban, reference = _line(order.recipient_name)[:EPC_NAME], _plain(order.iban), _plain(order.reference)
    if not name or not iban or not _payable(order.amount):
        return None
    structured = reference if references.is_rf(reference) else ""
    text = "" if structured else _line(f"{reference} {order.purpose}")[:EPC_REMITTANCE]
    purpose = order.purpose_code if re.fullmatch(r"[A-Z]{4}", order.purpose_code) else ""
    lines = ["BCD", "002", "1", "SCT", "", name, iban, f"EUR{order.amount:.2f}", purpose, structured, text]
    return Code("\n".join(lines).rstrip("\n"), "utf-8", most=13)


def latin_2(text: str, longest: int) -> str:
    """``text`` in one line of signs that ISO 8859-2 has, at most ``longest``; a letter that it lacks loses its accent."""
    found = []
    for sign in _line(text).translate(REPLACED):
        if _has(sign):
            found.append(sign)
        else:
            found.extend(part for part in unicodedata.normalize("NFKD", sign) if _has(part) and not unicodedata.combining(part))
    return "".join(found)[:longest].strip()


def _has(sign: str) -> bool:
    try:
        sign.encode("iso-8859-2")
    except UnicodeEncodeError:
        return False
    return sign.isprintable()


def _line(text: str) -> str:
    """Composed letters, blanks folded: a decomposed č would count as two signs, a line feed would begin another field."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).upper()


def _payable(amount: Decimal) -> bool:
    return Decimal(0) < amount <= HIGHEST and amount == amount.quantize(Decimal("0.01"))
