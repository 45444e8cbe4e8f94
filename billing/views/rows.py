"""What the bills' pages show, in words: prepared once, so that templates only place it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from billing.models import Contract, Invoice, InvoiceLine
from billing.rules import payment_order as printed
from billing.rules.payment_state import PaymentState, payment_state
from tenants import scope


@dataclass(frozen=True)
class InvoiceRow:
    """One bill in a list. ``kind`` is the state's colour; ``what`` says commodity and month."""

    number: str
    url: str
    pdf_url: str
    what: str
    issued_on: date
    due_on: date
    gross: Decimal
    open_amount: Decimal
    state: str
    kind: str
    is_open: bool


STATE_KINDS = {
    PaymentState.ANNULLED: "",
    PaymentState.CREDIT: "good",
    PaymentState.PAID: "good",
    PaymentState.OVERDUE: "bad",
    PaymentState.PARTLY_PAID: "warn",
    PaymentState.OPEN: "now",
}


def commodity_name(code: str) -> str:
    """The commodity in the reader's language, as the tenant's file names it."""
    rules = scope.current().rules
    try:
        name = rules.commodity(code).name.in_language(get_language() or "", *rules.languages)
    except KeyError:
        return code
    return name or code


def month_name(day: date) -> str:
    """`november 2026`, in the reader's language, nominative."""
    return formats.date_format(day, "F Y").lower() if get_language() == "sl" else formats.date_format(day, "F Y")


def _what(invoice: Invoice) -> str:
    name = commodity_name(invoice.commodity) if invoice.commodity else _("Services")
    return f"{name}, {month_name(invoice.service_from)}" if invoice.service_from else name


def _state_words(state: PaymentState, invoice: Invoice) -> str:
    due = formats.date_format(invoice.due_on, "SHORT_DATE_FORMAT")
    return {
        PaymentState.ANNULLED: _("Annulled"),
        PaymentState.CREDIT: _("Credit note"),
        PaymentState.PAID: _("Paid"),
        PaymentState.OVERDUE: _("Overdue since %(day)s") % {"day": due},
        PaymentState.PARTLY_PAID: _("Partly paid, rest due %(day)s") % {"day": due},
        PaymentState.OPEN: _("Due %(day)s") % {"day": due},
    }[state]


def invoice_row(invoice: Invoice, today: date) -> InvoiceRow:
    verdict = payment_state(
        gross=invoice.gross, open_amount=invoice.open_amount, due_on=invoice.due_on, annulled=invoice.annulled, today=today
    )
    address = reverse("billing:invoice", args=[invoice.public_id])
    return InvoiceRow(
        number=invoice.number,
        url=address,
        pdf_url=f"{address}pdf/" if invoice.pdf else "",
        what=_what(invoice),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        gross=invoice.gross,
        open_amount=invoice.open_amount,
        state=_state_words(verdict.state, invoice),
        kind=STATE_KINDS[verdict.state],
        is_open=verdict.state in (PaymentState.OVERDUE, PaymentState.PARTLY_PAID, PaymentState.OPEN),
    )


def invoice_rows(invoices: Iterable[Invoice], today: date) -> list[InvoiceRow]:
    return [invoice_row(invoice, today) for invoice in invoices]


@dataclass(frozen=True)
class PaymentOrder:
    """What is typed into a bank's form: printed with blanks, copied without. ``days`` to the due day, in words."""

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


def payment_order(invoice: Invoice, today: date | None = None) -> PaymentOrder | None:
    """None where nothing is owed, or the utility gave no account to pay to."""
    if invoice.annulled or invoice.open_amount <= 0 or not invoice.iban:
        return None
    return PaymentOrder(
        recipient=invoice.recipient,
        iban=printed.printed_iban(invoice.iban),
        iban_plain=invoice.iban,
        reference=printed.printed_reference(invoice.reference),
        reference_plain=invoice.reference,
        purpose=invoice.purpose,
        purpose_code=invoice.purpose_code,
        amount=invoice.open_amount,
        amount_plain=f"{invoice.open_amount:.2f}".replace(".", ","),
        days=_days_left(invoice, today) if today else "",
    )


def _days_left(invoice: Invoice, today: date) -> str:
    days = (invoice.due_on - today).days
    if days < 0:
        return ngettext("%(count)s day overdue.", "%(count)s days overdue.", -days) % {"count": -days}
    if days == 0:
        return _("Today is the last day.")
    return ngettext("%(count)s day left.", "%(count)s days left.", days) % {"count": days}


@dataclass(frozen=True)
class LineRow:
    text: str
    quantity: str
    price: str
    net: Decimal


def invoice_lines(lines: Iterable[InvoiceLine]) -> list[LineRow]:
    return [LineRow(line.text, _quantity(line.quantity, line.unit), _price(line.price), line.net) for line in lines]


def _quantity(value: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    shown = formats.number_format(value.normalize() if value != value.to_integral() else value.to_integral(), use_l10n=True)
    return f"{shown} {unit}".strip()


def _price(value: Decimal | None) -> str:
    """At least two decimals, at most five: energy is priced in hundredths of a cent."""
    if value is None:
        return ""
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return f"{formats.number_format(value, decimal_pos=places, use_l10n=True)} €"


def vat_lines(invoice: Invoice) -> list[dict[str, Any]]:
    """VAT by rate, as the bill prints it; the bill's own VAT where its lines do not say."""
    bases: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in invoice.lines.all():
        bases[line.vat_rate] += line.net
    rates = [rate for rate in bases if rate]
    if len(rates) == 1:
        return [{"rate": rates[0].normalize(), "vat": invoice.vat}]
    if not rates:
        return [{"rate": None, "vat": invoice.vat}] if invoice.vat else []
    return [{"rate": rate.normalize(), "vat": (bases[rate] * rate / 100).quantize(Decimal("0.01"))} for rate in sorted(rates)]


@dataclass(frozen=True)
class ContractRow:
    number: str
    url: str
    commodity: str
    product: str
    point: str
    address: str
    period: str
    state: str
    kind: str


def contract_row(contract: Contract, today: date) -> ContractRow:
    begins = formats.date_format(contract.valid_from, "SHORT_DATE_FORMAT")
    ends = formats.date_format(contract.valid_to, "SHORT_DATE_FORMAT") if contract.valid_to else ""
    ended = bool(contract.valid_to and contract.valid_to < today)
    point = contract.supply_point
    return ContractRow(
        number=contract.number,
        url=reverse("billing:contract", args=[contract.public_id]),
        commodity=commodity_name(contract.commodity),
        product=contract.product,
        point=point.number if point else "",
        address=point.short_address if point else "",
        period=_("from %(begins)s to %(ends)s") % {"begins": begins, "ends": ends} if ends else _("since %(day)s") % {"day": begins},
        state=_("Ended") if ended else _("In force"),
        kind="" if ended else "good",
    )


def contract_rows(contracts: Iterable[Contract], today: date) -> list[ContractRow]:
    return [contract_row(contract, today) for contract in contracts]


def file_name(number: str) -> str:
    """A bill's number as a file name: letters, digits, dot, dash and underscore only."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", number).strip(".-") or "bill"
