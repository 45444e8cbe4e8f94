"""The word beside a bill's amount."""

from datetime import date
from decimal import Decimal

import pytest

from billing.rules.payment_state import PaymentState, Verdict, payment_state

DUE = date(2026, 12, 18)


@pytest.mark.parametrize(
    ("gross", "open_amount", "today", "annulled", "expected"),
    [
        ("58.30", "58.30", date(2026, 12, 3), False, Verdict(PaymentState.OPEN, 15)),
        ("58.30", "58.30", DUE, False, Verdict(PaymentState.OPEN, 0)),
        ("58.30", "58.30", date(2026, 12, 19), False, Verdict(PaymentState.OVERDUE, -1)),
        ("58.30", "8.30", date(2026, 12, 3), False, Verdict(PaymentState.PARTLY_PAID, 15)),
        ("58.30", "8.30", date(2026, 12, 19), False, Verdict(PaymentState.OVERDUE, -1)),
        ("58.30", "0.00", date(2026, 12, 19), False, Verdict(PaymentState.PAID)),
        ("58.30", "-1.70", date(2026, 12, 19), False, Verdict(PaymentState.OVERPAID)),
        ("-12.00", "-12.00", date(2026, 12, 3), False, Verdict(PaymentState.CREDIT)),
        ("-12.00", "0.00", date(2026, 12, 3), False, Verdict(PaymentState.CREDIT)),
        ("0.00", "0.00", date(2026, 12, 3), False, Verdict(PaymentState.PAID)),
        ("58.30", "58.30", date(2026, 12, 19), True, Verdict(PaymentState.ANNULLED)),
    ],
)
def test_payment_state(gross, open_amount, today, annulled, expected):
    verdict = payment_state(gross=Decimal(gross), open_amount=Decimal(open_amount), due_on=DUE, annulled=annulled, today=today)
    assert verdict == expected
