"""Rules as utilities publish them, for the tests of the window engine."""

from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from meters.rules import reading_window
from tenants.rules.reading import Day, ReadingRule

LJUBLJANA = ZoneInfo("Europe/Ljubljana")

MONTHS = [(year, month) for year in range(2024, 2045) for month in range(1, 13)]
PAIRS = [(start, end) for start in range(1, 32) for end in range(1, 32)]
"""Every pair of first and last day that a file may say."""

# Slovenia's work-free days that the tests meet (weekends are free by themselves).
HOLIDAYS = frozenset(
    date(year, month, day)
    for year, month, days in (
        (2026, 1, (1, 2)),
        (2026, 2, (8,)),
        (2026, 4, (6, 27)),
        (2026, 5, (1, 2)),
        (2026, 6, (25,)),
        (2026, 8, (15,)),
        (2026, 10, (31,)),
        (2026, 11, (1,)),
        (2026, 12, (25, 26)),
        (2027, 1, (1, 2)),
    )
    for day in days
)

free_in_slovenia = partial(reading_window.is_free_day, holidays=HOLIDAYS)


def never_free(_: date) -> bool:
    return False


def window(start: int | None, end: int | None, **more: Any) -> ReadingRule:
    """A rule as the file writes it: negative numbers count from the month's end, an end before the start wraps."""
    wraps = start is not None and end is not None and start > 0 and 0 < end < start
    usual = {"key": "sample", "kind": "window", "start": day(start), "end": day(end), "end_next_month": wraps}
    return ReadingRule(**(usual | more))


def day(number: int | None) -> Day | None:
    return None if number is None else Day(abs(number), from_end=number < 0)


INVOLTA = window(1, 5, key="involta", commodity="electricity", max_age_days=5, settles="previous_month")
ZAGORJE = window(25, 2, key="zagorje", commodity="water", dates="fixed_day", ask_date=False)
GEN_I = window(-1, 3, key="gen-i", commodity="electricity", end_next_month=True, max_age_days=5, kinds=("billing", "own"))
E3 = window(1, 20, key="e3", commodity="electricity", free_day="before")
E3_DIRECT_DEBIT = window(1, 5, key="e3-debit", commodity="electricity", billing_mode="direct_debit", free_day="before")
GAS = window(-5, None, key="gas", commodity="gas")
BLED = window(26, 3, key="bled", commodity="water")
PRODNIK = window(None, -1, key="prodnik", commodity="water")
ALWAYS = ReadingRule(key="always", kind="always", max_age_days=5)
NEVER = ReadingRule(key="never", kind="never", kinds=())
SEEN = (INVOLTA, ZAGORJE, GEN_I, E3, E3_DIRECT_DEBIT, GAS, BLED, PRODNIK)
