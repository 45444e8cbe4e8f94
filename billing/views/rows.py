"""What the bills' pages show, in words: prepared once, so that templates only place it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from billing.models import Contract, Invoice, InvoiceLine
from billing.rules.ledger import billed
from billing.rules.payment_state import PaymentState, payment_state
from meters.forms.words import commodity_name, month_name
from tenants import entries, scope


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
    PaymentState.OVERPAID: "good",
    PaymentState.OVERDUE: "bad",
    PaymentState.PARTLY_PAID: "warn",
    PaymentState.OPEN: "now",
}


def what(invoice: Invoice) -> str:
    """`električna energija, november 2026`: what the bill is for. One without commodity has its supply point's, or is called by its kind:
    a bill for several things at once names none. Asks for ``supply_point``: load it with the bill."""
    commodity = invoice.commodity or (invoice.supply_point.commodity if invoice.supply_point else "")
    name = ", ".join(filter(None, [_kind_words(invoice, named=bool(commodity)), commodity and commodity_name(commodity)]))
    return f"{name}, {month_name(invoice.service_from)}" if invoice.service_from else name


def _kind_words(invoice: Invoice, *, named: bool) -> str:
    """What kind of document it is; '' for an ordinary bill whose commodity says enough."""
    kinds = {
        Invoice.Kind.INVOICE: "" if named else _("Bill"),
        Invoice.Kind.CREDIT_NOTE: _("Credit note"),
        Invoice.Kind.DEBIT_NOTE: _("Debit note"),
        Invoice.Kind.SETTLEMENT: _("Settlement"),
        Invoice.Kind.ADVANCE: _("Advance"),
    }
    return kinds[Invoice.Kind(invoice.kind)]


def signed_gross(invoice: Invoice) -> Decimal:
    """The bill's amount as it counts: negative for a credit note."""
    return billed(invoice.gross, credit_note=invoice.kind == Invoice.Kind.CREDIT_NOTE)


def _state_words(state: PaymentState, invoice: Invoice) -> str:
    due = formats.date_format(invoice.due_on, "SHORT_DATE_FORMAT")
    return {
        PaymentState.ANNULLED: _("Annulled"),
        PaymentState.CREDIT: _("Credit note"),
        PaymentState.PAID: _("Paid"),
        PaymentState.OVERPAID: _("Paid, %(amount)s too much") % {"amount": amount_words(-invoice.open_amount)},
        PaymentState.OVERDUE: _("Overdue since %(day)s") % {"day": due},
        PaymentState.PARTLY_PAID: _("Partly paid, rest due %(day)s") % {"day": due},
        PaymentState.OPEN: _("Due %(day)s") % {"day": due},
    }[state]


def amount_words(amount: Decimal) -> str:
    """An amount inside a sentence: `3,20 €`."""
    return _("€%(amount)s") % {"amount": formats.number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)}


def invoice_url(invoice: Invoice) -> str:
    """The page of a bill; '' where the tenant's menu has no bills."""
    return reverse("billing:invoice", args=[invoice.public_id]) if entries.on("invoices") else ""


def invoice_row(invoice: Invoice, today: date, *, whose: str = "") -> InvoiceRow:
    gross = signed_gross(invoice)
    verdict = payment_state(gross=gross, open_amount=invoice.open_amount, due_on=invoice.due_on, annulled=invoice.annulled, today=today)
    address = invoice_url(invoice)
    return InvoiceRow(
        number=invoice.number,
        url=address,
        pdf_url=f"{address}pdf/" if address and invoice.pdf else "",
        what="\xa0· ".join(filter(None, [what(invoice), whose])),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        gross=gross,
        open_amount=invoice.open_amount,
        state=_state_words(verdict.state, invoice),
        kind=STATE_KINDS[verdict.state],
        is_open=verdict.state in (PaymentState.OVERDUE, PaymentState.PARTLY_PAID, PaymentState.OPEN),
    )


def invoice_rows(invoices: Iterable[Invoice], today: date, *, names: Mapping[int, str] = MappingProxyType({})) -> list[InvoiceRow]:
    """``names``: customer's key → whose the bill is, where the person has several customers."""
    return [invoice_row(invoice, today, whose=names.get(invoice.customer_id, "")) for invoice in invoices]


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
    return f"{shown} {unit}".strip().replace("-", "−")


def _price(value: Decimal | None) -> str:
    """At least two decimals, at most five: energy is priced in hundredths of a cent."""
    if value is None:
        return ""
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return f"{formats.number_format(value, decimal_pos=places, use_l10n=True)} €".replace("-", "−")


def vat_word() -> str:
    """VAT in the words of the tenant's country."""
    rules = scope.current().rules
    return str(rules.country.vat_word.in_language(get_language() or "", *rules.languages) or _("VAT"))


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


def contract_row(contract: Contract, today: date, *, whose: str = "") -> ContractRow:
    begins = formats.date_format(contract.valid_from, "SHORT_DATE_FORMAT")
    ends = formats.date_format(contract.valid_to, "SHORT_DATE_FORMAT") if contract.valid_to else ""
    ended = bool(contract.valid_to and contract.valid_to < today)
    point = contract.supply_point
    return ContractRow(
        number=contract.number,
        url=reverse("billing:contract", args=[contract.public_id]),
        commodity="\xa0· ".join(filter(None, [commodity_name(contract.commodity), whose])),
        product=contract.product,
        point=point.number if point else "",
        address=point.short_address if point else "",
        period=_("from %(begins)s to %(ends)s") % {"begins": begins, "ends": ends} if ends else _("since %(day)s") % {"day": begins},
        state=_("Ended") if ended else _("In force"),
        kind="" if ended else "good",
    )


def contract_rows(contracts: Iterable[Contract], today: date, *, names: Mapping[int, str] = MappingProxyType({})) -> list[ContractRow]:
    return [contract_row(contract, today, whose=names.get(contract.customer_id, "")) for contract in contracts]


def file_name(number: str) -> str:
    """A bill's number as a file name: letters, digits, dot, dash and underscore only."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", number).strip(".-") or "bill"
