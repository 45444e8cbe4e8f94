"""The ledger cards a user may see, read from bills and payments. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Customer
from billing.models import Invoice, Payment
from billing.querysets import money_links
from billing.rules import ledger
from billing.rules.ledger import Card, Entry


@dataclass(frozen=True)
class Ledger:
    """One customer's card of a year, or of all years (``year`` None); ``years`` that have entries, the latest first.

    ``balance``: of all entries, whatever year is shown. ``open_bills``: not paid in full, the earliest due first."""

    customer: Customer
    card: Card
    year: int | None
    years: tuple[int, ...]
    balance: Decimal
    open_bills: tuple[Invoice, ...]


def customers_with_ledger(user: Any, *, day: date) -> list[Customer]:
    """Customers whose card ``user`` may see: linked as a whole, with a right to money. One query.

    Somebody linked to one supply point sees that point's bills, never the balance of the whole customer."""
    links = money_links(user, day=day).select_related("customer__utility")
    return sorted({link.customer for link in links}, key=lambda customer: (customer.name, customer.number, customer.pk))


def is_linked(user: Any, public_id: str, *, day: date) -> bool:
    """Whether that customer is the user's own in any way, be it without the right to its money."""
    return Customer.objects.visible_to(user, day=day).filter(public_id=public_id).exists()


def ledger_of(customer: Customer, user: Any, *, day: date, year: str = "") -> Ledger:
    """The card of ``customer``, who is one of `customers_with_ledger`. Two queries, however many lines.

    ``year`` as the address says it: a year with entries, ``all``, or anything else for the latest year."""
    entries = _entries(customer, user, day)
    years = tuple(sorted({entry.day.year for entry in entries}, reverse=True))
    chosen = None if year == "all" or not years else next((known for known in years if str(known) == year), years[0])
    span = {"first": date(chosen, 1, 1), "last": date(chosen, 12, 31)} if chosen else {}
    return Ledger(
        customer=customer,
        card=ledger.card(entries, **span),
        year=chosen,
        years=years,
        balance=ledger.card(entries).closing,
        open_bills=_open_bills(entries),
    )


def _open_bills(entries: list[Entry]) -> tuple[Invoice, ...]:
    bills = [entry.row for entry in entries if isinstance(entry.row, Invoice) and not entry.annulled and entry.row.open_amount > 0]
    return tuple(sorted(bills, key=lambda bill: (bill.due_on, bill.pk)))


def _entries(customer: Customer, user: Any, day: date) -> list[Entry]:
    bills = Invoice.objects.visible_to(user, day=day).filter(customer=customer).select_related("supply_point").order_by("issued_on", "pk")
    payments = Payment.objects.visible_to(user, day=day).filter(customer=customer).select_related("invoice").order_by("paid_on", "pk")
    return [bill_entry(bill) for bill in bills] + [payment_entry(payment) for payment in payments]


def bill_entry(bill: Invoice) -> Entry:
    is_credit = bill.kind == Invoice.Kind.CREDIT_NOTE
    return ledger.bill_entry(day=bill.issued_on, gross=bill.gross, credit_note=is_credit, annulled=bill.annulled, row=bill)


def payment_entry(payment: Payment) -> Entry:
    return ledger.payment_entry(day=payment.paid_on, amount=payment.amount, row=payment)


def latest_entries(user: Any, *, day: date, count: int, customer: Customer | None = None) -> list[Entry]:
    """The last ``count`` bills and payments of all customers that ``user`` may see, or of ``customer``, the latest first. Two queries."""
    only = {} if customer is None else {"customer": customer}
    bills = Invoice.objects.visible_to(user, day=day).filter(**only).select_related("supply_point")[:count]
    payments = Payment.objects.visible_to(user, day=day).filter(**only).select_related("invoice")[:count]
    found = [bill_entry(bill) for bill in bills] + [payment_entry(payment) for payment in payments]
    return sorted(found, key=lambda entry: entry.day, reverse=True)[:count]
