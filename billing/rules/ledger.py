"""The ledger card (`finančna kartica`): what was billed and paid, in the order of days, with the balance after each line.

Source: the notice of mojupravljalec.si (monthly invoices and the customer's ledger card). Bills are debits; payments and credit
notes are credits. A positive balance is what the customer owes, a negative one what the utility owes. Amounts in the tenant's
currency, two decimals.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

NOTHING = Decimal(0)


class EntryKind(Enum):
    BILL = "bill"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REFUND = "refund"


ON_ONE_DAY = {EntryKind.BILL: 0, EntryKind.CREDIT_NOTE: 1, EntryKind.REFUND: 2, EntryKind.PAYMENT: 3}
"""Order within one day: a bill paid on the day of its issue stands before its payment."""


@dataclass(frozen=True)
class Entry:
    """One line before it has a balance. ``amount`` is signed: what it adds to the debt. ``row``: what it stands for."""

    day: date
    kind: EntryKind
    amount: Decimal
    annulled: bool = False
    row: Any = None

    @property
    def debit(self) -> Decimal | None:
        return self.amount if self.amount > 0 else None

    @property
    def credit(self) -> Decimal | None:
        return -self.amount if self.amount < 0 else None


@dataclass(frozen=True)
class Line:
    """An entry with the balance after it."""

    entry: Entry
    balance: Decimal


@dataclass(frozen=True)
class Card:
    """``opening``: the balance before the first line. ``debit`` and ``credit``: sums of the lines shown."""

    opening: Decimal
    lines: tuple[Line, ...]
    debit: Decimal
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debit - self.credit


def billed(gross: Decimal, *, credit_note: bool) -> Decimal:
    """What a bill adds to the debt. Some billing systems print a credit note's amount without its minus."""
    return -abs(gross) if credit_note else gross


def bill_entry(*, day: date, gross: Decimal, credit_note: bool, annulled: bool, row: Any = None) -> Entry:
    """A bill or credit note as an entry of the day of its issue. An annulled one stays in sight and counts nothing; what was paid
    for it still counts, so it turns into credit."""
    amount = billed(gross, credit_note=credit_note)
    kind = EntryKind.CREDIT_NOTE if amount < 0 else EntryKind.BILL
    return Entry(day, kind, NOTHING if annulled else amount, annulled, row)


def payment_entry(*, day: date, amount: Decimal, row: Any = None) -> Entry:
    """A payment as an entry of the day it arrived; a negative one was paid back to the customer."""
    return Entry(day, EntryKind.REFUND if amount < 0 else EntryKind.PAYMENT, -amount, row=row)


def card(entries: Iterable[Entry], *, first: date | None = None, last: date | None = None) -> Card:
    """The card from the day ``first`` to the day ``last``, both included; without them from the beginning to the end.

    What lies before ``first`` is summed into the opening balance, so a year begins with what the year before ended with."""
    ordered = sorted(entries, key=lambda entry: (entry.day, ON_ONE_DAY[entry.kind]))
    opening = sum((entry.amount for entry in ordered if first is not None and entry.day < first), NOTHING)
    shown = [entry for entry in ordered if (first is None or entry.day >= first) and (last is None or entry.day <= last)]
    balance, lines = opening, []
    for entry in shown:
        balance += entry.amount
        lines.append(Line(entry, balance))
    return Card(
        opening=opening,
        lines=tuple(lines),
        debit=sum((entry.debit or NOTHING for entry in shown), NOTHING),
        credit=sum((entry.credit or NOTHING for entry in shown), NOTHING),
    )
