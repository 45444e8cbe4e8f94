"""Which month a reading settles."""

from datetime import date

import pytest

from meters.rules import reading_window
from meters.rules.settled_month import settled_month
from tests.meters.rules.samples import ALWAYS, GAS, GEN_I, INVOLTA, ZAGORJE, free_in_slovenia, window


@pytest.mark.parametrize(
    ("rule", "day", "month"),
    [
        (INVOLTA, date(2026, 5, 3), date(2026, 4, 1)),
        (INVOLTA, date(2027, 1, 1), date(2026, 12, 1)),
        (GEN_I, date(2027, 1, 2), date(2026, 12, 1)),
        (GEN_I, date(2026, 12, 31), date(2026, 12, 1)),
        (ZAGORJE, date(2027, 1, 2), date(2026, 12, 1)),
        (GAS, date(2026, 12, 29), date(2026, 12, 1)),
        (window(25, 2, settles="end_month"), date(2026, 12, 28), date(2027, 1, 1)),
        (window(25, 2, settles="end_month"), date(2027, 1, 2), date(2027, 1, 1)),
        (window(25, 31, settles="end_month"), date(2026, 12, 28), date(2026, 12, 1)),
        (window(25, 31, free_day="after", settles="end_month"), date(2026, 11, 2), date(2026, 10, 1)),
        (ALWAYS, date(2026, 5, 17), date(2026, 5, 1)),
    ],
)
def test_a_reading_handed_in_on_this_day_settles_this_month(rule, day, month):
    open_now = reading_window.window_on(rule, day, is_free=free_in_slovenia)
    assert settled_month(rule, open_now) == month


def test_an_extension_into_the_next_month_settles_nothing_else():
    rule = window(20, 31, settles="end_month")
    change = reading_window.Change(key=date(2026, 5, 20), opens=date(2026, 5, 31), last=date(2026, 6, 4))
    later = reading_window.window_on(rule, date(2026, 6, 3), is_free=free_in_slovenia, changes=[change])
    assert settled_month(rule, later) == date(2026, 5, 1)
