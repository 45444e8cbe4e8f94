"""On which days a reminder is due."""

import datetime as dt

import pytest

from meters.rules import reminder_day

LAST = dt.date(2026, 5, 5)


@pytest.mark.parametrize(
    ("days", "today", "expected"),
    [
        ((2,), 2, None),  # three days are left
        ((2,), 3, 2),
        ((2,), 4, 2),  # its day was missed
        ((2,), 5, 2),
        ((2,), 6, None),  # the window is closed
        ((0,), 4, None),
        ((0,), 5, 0),
        ((7, 2), 1, 7),
        ((7, 2), 3, 2),  # of two that are due, the last one only
        ((2, 7), 3, 2),
        ((), 5, None),
    ],
)
def test_which_reminder_is_due(days, today, expected):
    assert reminder_day.due(days, last_day=LAST, today=dt.date(2026, 5, today)) == expected
