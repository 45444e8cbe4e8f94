"""What is the state of a bill: the word that stands beside its amount.

Source: the manuals of Moja Involta (payment status, open items) and mojupravljalec.si (monthly invoices, ledger card).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class PaymentState(Enum):
    ANNULLED = "annulled"
    CREDIT = "credit"
    PAID = "paid"
    OVERPAID = "overpaid"
    OVERDUE = "overdue"
    PARTLY_PAID = "partly_paid"
    OPEN = "open"


@dataclass(frozen=True)
class Verdict:
    """``days`` to the due day: negative when it has passed, 0 on the day itself. None where nothing is owed."""

    state: PaymentState
    days: int | None = None


def payment_state(*, gross: Decimal, open_amount: Decimal, due_on: date, annulled: bool, today: date) -> Verdict:
    """A bill may be paid through the whole of its due day; it is overdue from the day after. ``gross`` of a credit note is negative.

    Overdue wins over partly paid: what the customer must know first is that the day has passed."""
    if annulled:
        return Verdict(PaymentState.ANNULLED)
    if gross < 0:
        return Verdict(PaymentState.CREDIT)
    if open_amount <= 0:
        return Verdict(PaymentState.OVERPAID if open_amount < 0 else PaymentState.PAID)
    days = (due_on - today).days
    if days < 0:
        return Verdict(PaymentState.OVERDUE, days)
    return Verdict(PaymentState.PARTLY_PAID if open_amount < gross else PaymentState.OPEN, days)
