"""How an open bill is paid: what is typed into a bank's form, and the code that a bank's application reads instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import Invoice
from billing.rules import payment_code, payment_order, reference
from billing.rules.payment_code import Code
from tenants import scope
from tenants.rules.country import Country
from tenants.rules.payment import Payment

EURO = "EUR"


@dataclass(frozen=True)
class Order:
    """What is typed into a bank's form: printed with blanks, copied without. ``days`` to the due day, in words. ``code`` is None where
    the tenant's country has none or something that it must contain is missing."""

    recipient: str
    iban: str
    iban_plain: str
    reference: str
    reference_plain: str
    purpose: str
    purpose_code: str
    amount: Decimal
    amount_plain: str
    days: str
    code: Code | None
    code_name: str


def order(invoice: Invoice, today: date) -> Order | None:
    """None where nothing is owed, or neither bill nor file name an account. Asks for ``customer``, ``utility`` and ``supply_point``.

    The amount is what is still open. What the bill says wins over the utility's file."""
    to, country = invoice.utility.rules.payment, scope.current().rules.country
    iban = invoice.iban or to.iban
    if invoice.annulled or invoice.open_amount <= 0 or not iban:
        return None
    wanted = _wanted(invoice, to, iban)
    code = _code(wanted, to, country)
    return Order(
        recipient=invoice.recipient or ", ".join(filter(None, [to.recipient, to.street, to.city])),
        iban=payment_order.printed_iban(iban),
        iban_plain=iban,
        reference=payment_order.printed_reference(invoice.reference),
        reference_plain=invoice.reference,
        purpose=wanted.purpose,
        purpose_code=wanted.purpose_code,
        amount=invoice.open_amount,
        amount_plain=f"{invoice.open_amount:.2f}".replace(".", ","),
        days=_days_left(invoice, today),
        code=code,
        code_name={"upn": "UPN QR", "epc": "EPC QR"}.get(country.payment_code, ""),
    )


def _wanted(invoice: Invoice, to: Payment, iban: str) -> payment_code.PaymentOrder:
    customer = invoice.customer
    commodity = invoice.commodity or (invoice.supply_point.commodity if invoice.supply_point else "")
    return payment_code.PaymentOrder(
        payer_name=customer.name,
        payer_street=customer.street,
        payer_city=f"{customer.postcode} {customer.city}",
        amount=invoice.open_amount,
        purpose_code=invoice.purpose_code or to.purpose_codes.get(commodity, to.purpose_code),
        purpose=invoice.purpose or _("Bill %(number)s") % {"number": invoice.number},
        due_on=invoice.due_on,
        iban=iban,
        reference=invoice.reference,
        recipient_name=to.recipient,
        recipient_street=to.street,
        recipient_city=to.city,
    )


def _code(wanted: payment_code.PaymentOrder, to: Payment, country: Country) -> Code | None:
    """None without an account in the utility's file, in another currency than the euro, or with a reference that a bank would refuse."""
    if not to.iban or country.currency != EURO:
        return None
    if wanted.reference and not reference.is_valid(wanted.reference, country=country.references):
        return None
    match country.payment_code:
        case "upn":
            return payment_code.upn(wanted)
        case "epc":
            return payment_code.epc(wanted)
        case _:
            return None


def _days_left(invoice: Invoice, today: date) -> str:
    days = (invoice.due_on - today).days
    if days < 0:
        return ngettext("%(count)s day overdue.", "%(count)s days overdue.", -days) % {"count": -days}
    if days == 0:
        return _("Today is the last day.")
    return ngettext("%(count)s day left.", "%(count)s days left.", days) % {"count": days}
