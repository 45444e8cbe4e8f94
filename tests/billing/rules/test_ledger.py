"""The running balance of the ledger card: right with partial payments, overpayments, credit notes and annulled bills."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules import ledger
from billing.rules.ledger import EntryKind


def bill(day, gross, *, credit_note=False, annulled=False):
    return ledger.bill_entry(day=date.fromisoformat(day), gross=Decimal(gross), credit_note=credit_note, annulled=annulled)


def payment(day, amount):
    return ledger.payment_entry(day=date.fromisoformat(day), amount=Decimal(amount))


@pytest.mark.parametrize(
    ("entries", "balances"),
    [
        ([], []),
        ([bill("2026-01-05", "40"), payment("2026-01-18", "40")], ["40", "0"]),
        ([bill("2026-01-05", "40"), payment("2026-01-18", "15"), payment("2026-02-01", "25")], ["40", "25", "0"]),  # in parts
        ([bill("2026-01-05", "40"), payment("2026-01-18", "45"), bill("2026-02-05", "30")], ["40", "-5", "25"]),  # too much
        ([bill("2026-01-05", "40"), bill("2026-01-20", "-12.50")], ["40", "27.50"]),  # credit note with its minus
        ([bill("2026-01-05", "40"), bill("2026-01-20", "12.50", credit_note=True)], ["40", "27.50"]),  # and without it
        ([bill("2026-01-05", "40", annulled=True), bill("2026-01-09", "38")], ["0", "38"]),
        ([bill("2026-01-05", "40", annulled=True), payment("2026-01-18", "40")], ["0", "-40"]),  # what was paid is the customer's
        ([payment("2026-01-05", "40"), bill("2026-01-05", "40")], ["40", "0"]),  # on one day the bill first
        ([payment("2026-01-05", "40"), payment("2026-01-30", "-40")], ["-40", "0"]),  # paid back
        ([bill("2026-03-05", "3"), bill("2026-01-05", "1"), bill("2026-02-05", "2")], ["1", "3", "6"]),  # by day, as they come
    ],
)
def test_balance_after_each_line(entries, balances):
    card = ledger.card(entries)
    assert [line.balance for line in card.lines] == [Decimal(balance) for balance in balances]


def test_a_year_begins_with_what_the_year_before_ended_with():
    entries = [bill("2025-12-05", "40"), payment("2026-01-02", "30"), bill("2026-02-05", "10"), bill("2027-01-05", "7")]
    card = ledger.card(entries, first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert (card.opening, card.debit, card.credit, card.closing) == (40, 10, 30, 20)
    assert [line.balance for line in card.lines] == [10, 20]
    assert ledger.card(entries, first=date(2027, 1, 1)).opening == card.closing


def test_kinds_and_sides():
    shown = [(e.kind, e.debit, e.credit) for e in (bill("2026-01-01", "9"), bill("2026-01-01", "-9"), payment("2026-01-01", "-9"))]
    assert shown == [(EntryKind.BILL, 9, None), (EntryKind.CREDIT_NOTE, None, 9), (EntryKind.REFUND, 9, None)]


CENTS = st.integers(-50_000, 100_000).map(lambda cents: Decimal(cents) / 100)
DAYS = st.integers(0, 900).map(lambda days: date(2024, 6, 1) + timedelta(days))
BILLS = st.tuples(DAYS, CENTS, st.booleans(), st.booleans(), st.lists(st.tuples(DAYS, CENTS), max_size=3))


@given(st.lists(BILLS, max_size=12), st.lists(st.tuples(DAYS, CENTS), max_size=4))
def test_balance_is_the_sum_and_what_the_open_amounts_say(bills, on_account):
    """What the import calculates for each bill (billed less paid, nothing for an annulled one), less what was paid for no living
    bill, is the balance of the card."""
    entries, still_open, unassigned = [], Decimal(0), Decimal(0)
    for day, gross, credit_note, annulled, payments in bills:
        entries.append(ledger.bill_entry(day=day, gross=gross, credit_note=credit_note, annulled=annulled))
        paid = sum((amount for _day, amount in payments), Decimal(0))
        entries += [ledger.payment_entry(day=paid_on, amount=amount) for paid_on, amount in payments]
        if annulled:
            unassigned += paid
        else:
            still_open += ledger.billed(gross, credit_note=credit_note) - paid
    for day, amount in on_account:
        entries.append(ledger.payment_entry(day=day, amount=amount))
        unassigned += amount
    card = ledger.card(entries)
    assert card.closing == still_open - unassigned == sum((entry.amount for entry in entries), Decimal(0))
    assert card.closing == (card.lines[-1].balance if card.lines else 0)


@given(st.lists(BILLS, max_size=12))
def test_years_put_together_are_the_whole(bills):
    entries = [ledger.bill_entry(day=day, gross=gross, credit_note=note, annulled=dead) for day, gross, note, dead, _paid in bills]
    cards = [ledger.card(entries, first=date(year, 1, 1), last=date(year, 12, 31)) for year in (2024, 2025, 2026)]
    assert [line for card in cards for line in card.lines] == list(ledger.card(entries).lines)
    assert [card.closing for card in cards[:-1]] == [card.opening for card in cards[1:]]
