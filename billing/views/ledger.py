"""The ledger card: one customer's bills and payments with the balance, by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Customer
from billing.rules.ledger import Entry, EntryKind, Line
from billing.services import ledger as ledgers
from billing.views import rows
from meters.views import spreadsheets
from tenants import clock, entries


@dataclass(frozen=True)
class EntryRow:
    """One line of the card in words. ``amount`` is signed; ``balance`` None where it is not shown; ``url`` leads to the bill that it is
    (``is_bill``) or that was paid; ``whose`` where entries of several customers stand together."""

    day: date
    title: str
    about: str
    url: str
    amount: Decimal
    debit: Decimal | None
    credit: Decimal | None
    balance: Decimal | None
    is_bill: bool
    whose: str = ""


@dataclass(frozen=True)
class Choice:
    """One entry of the ``tabs`` component."""

    label: str
    url: str
    current: bool
    icon: str = ""


@entries.belongs_to("ledger")
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """``?customer=`` one of several customers, ``?year=`` one of the years or ``all``."""
    today = clock.today()
    customers = ledgers.customers_with_ledger(request.user, day=today)
    customer = _chosen(request, customers, today)
    if customer is None:
        return render(request, "billing/ledger.html", {"customer": None})
    shown = ledgers.ledger_of(customer, request.user, day=today, year=request.GET.get("year", ""))
    context = {
        "customer": customer,
        "csv_query": _query(request, "customer", "year"),
        "ledger": shown,
        "lines": [entry_row(line.entry, line) for line in shown.card.lines],
        "open_rows": rows.invoice_rows(shown.open_bills, today),
        "customer_tabs": _customer_tabs(customers, customer),
        "year_tabs": _year_tabs(shown, several=len(customers) > 1),
        "today": today,
    }
    return render(request, "billing/ledger.html", context)


@entries.belongs_to("ledger")
@require_safe
def ledger_csv(request: HttpRequest) -> HttpResponse:
    """The same card to take along, of the same customer and year: UTF-8 with a byte-order mark, semicolons, ISO days."""
    today = clock.today()
    customer = _chosen(request, ledgers.customers_with_ledger(request.user, day=today), today)
    if customer is None:
        raise Http404
    shown = ledgers.ledger_of(customer, request.user, day=today, year=request.GET.get("year", ""))
    response = HttpResponse(spreadsheets.csv_content(_table(shown)), content_type=spreadsheets.CSV)
    name = "-".join(filter(None, [slugify(_("Ledger card")), slugify(customer.number), str(shown.year or "")]))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _table(shown: ledgers.Ledger) -> Iterator[list[spreadsheets.Cell]]:
    """A line of headings, what was brought forward where a year is shown, then each entry with the balance after it."""
    yield [_("Day"), _("Entry"), _("About"), _("Debit"), _("Credit"), _("Balance")]
    if shown.year:
        yield [date(shown.year, 1, 1), _("Balance brought forward"), "", None, None, shown.card.opening]
    for line in shown.card.lines:
        row = entry_row(line.entry, line)
        yield [row.day, row.title, row.about, row.debit, row.credit, row.balance]


def _chosen(request: HttpRequest, customers: list[Customer], today: date) -> Customer | None:
    """The customer that the address names, else the first; 403 for an own one without the right to money, 404 for anybody else's."""
    named = request.GET.get("customer", "")
    if not named:
        return customers[0] if customers else None
    found = next((customer for customer in customers if customer.public_id == named), None)
    if found is None:
        if named.isalnum() and ledgers.is_linked(request.user, named, day=today):
            raise PermissionDenied
        raise Http404
    return found


def _query(request: HttpRequest, *names: str) -> str:
    """`?year=2026`: what of these the address of the page says."""
    given = {name: request.GET[name] for name in names if name in request.GET}
    return f"?{urlencode(given)}" if given else ""


def _address(**query: object) -> str:
    return f"{reverse('billing:ledger')}?{urlencode(query)}"


def _customer_tabs(customers: list[Customer], current: Customer) -> list[Choice]:
    if len(customers) < 2:
        return []
    return [Choice(f"{each.name}, {each.number}", _address(customer=each.public_id), each == current) for each in customers]


def _year_tabs(shown: ledgers.Ledger, *, several: bool) -> list[Choice]:
    if len(shown.years) < 2:
        return []
    which = {"customer": shown.customer.public_id} if several else {}
    years = [Choice(str(year), _address(**which, year=year), year == shown.year) for year in shown.years]
    return [*years, Choice(_("All years"), _address(**which, year="all"), shown.year is None)]


def entry_row(entry: Entry, line: Line | None = None, *, whose: str = "") -> EntryRow:
    bill = entry.row if _is_bill(entry) else entry.row.invoice
    return EntryRow(
        day=entry.day,
        title=_title(entry),
        about=_about(entry),
        url=rows.invoice_url(bill) if bill else "",
        amount=entry.amount,
        debit=entry.debit,
        credit=entry.credit,
        balance=line.balance if line else None,
        is_bill=_is_bill(entry),
        whose=whose,
    )


def entry_rows(entries: Iterable[Entry], *, names: Mapping[int, str] = MappingProxyType({})) -> list[EntryRow]:
    """``names``: customer's key → whose the entry is, where the person has several customers."""
    return [entry_row(entry, whose=names.get(entry.row.customer_id, "")) for entry in entries]


def _is_bill(entry: Entry) -> bool:
    return entry.kind in (EntryKind.BILL, EntryKind.CREDIT_NOTE)


def _title(entry: Entry) -> str:
    match entry.kind:
        case EntryKind.BILL:
            return _("Bill %(number)s") % {"number": entry.row.number}
        case EntryKind.CREDIT_NOTE:
            return _("Credit note %(number)s") % {"number": entry.row.number}
        case EntryKind.REFUND:
            return _("Paid back to you")
        case EntryKind.PAYMENT:
            return _("Payment")


def _about(entry: Entry) -> str:
    if _is_bill(entry):
        words = rows.what(entry.row)
        gross = rows.amount_words(entry.row.gross)
        return _("%(what)s; annulled, was %(amount)s") % {"what": words, "amount": gross} if entry.annulled else words
    if entry.row.invoice:
        return _("for bill %(number)s") % {"number": entry.row.invoice.number}
    return entry.row.text or _("without a bill")
