"""The exhaustive table: every pair of days in every month of twenty-one years (security "Time: rules and exact instants")."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from meters.rules import reading_window
from tenants.rules import reading_month
from tests.meters.rules.samples import MONTHS, PAIRS, SEEN, never_free, window

OVERLAPPING = {(29, 28), (30, 28), (30, 29), (31, 28), (31, 29), (31, 30)}
FROM_END_PAIRS = [(start, end) for start in (*range(1, 32), *range(-31, 0)) for end in (*range(1, 32), *range(-31, 0))]


def test_every_pair_of_days_in_every_month_from_2024_to_2044_is_a_window_of_its_own_or_is_refused():
    """961 pairs x 252 months = 242,172 windows: none is empty; six pairs reach into their next window and are refused."""
    counted, empty, overlapping = 0, set(), set()
    for start, end in PAIRS:
        rule = window(start, end)
        found = [reading_month.bounds(rule, year, month) for year, month in MONTHS]
        counted += len(found)
        empty |= {(start, end) for first, last in found if last < first}
        overlapping |= {(start, end) for (_, last), (first, _) in pairwise(found) if first <= last}
    assert counted == 242_172
    assert empty == set()
    assert overlapping == OVERLAPPING
    assert {pair for pair in PAIRS if next(reading_month.faults(window(*pair)), None)} == OVERLAPPING


def test_the_check_over_three_years_finds_what_twenty_one_years_would_show_for_days_counted_from_the_end():
    """62 x 62 pairs, both ways of counting, end in this or the next month: the short check and a long look agree on every one."""
    for start, end in FROM_END_PAIRS:
        for end_next_month in (False, True):
            rule = window(start, end, end_next_month=end_next_month)
            found = [reading_month.bounds(rule, year, month) for year, month in MONTHS[:49]]
            wrong = any(last < first for first, last in found) or any(first <= last for (_, last), (first, _) in pairwise(found))
            assert wrong == bool(list(reading_month.faults(rule))), (start, end, end_next_month)


@pytest.mark.parametrize("rule", SEEN, ids=lambda rule: rule.key)
def test_windows_that_utilities_publish_are_sound(rule):
    assert list(reading_month.faults(rule)) == []


@pytest.mark.parametrize(
    ("rule", "year", "month", "first", "last"),
    [
        (window(29, 31), 2027, 2, date(2027, 2, 28), date(2027, 2, 28)),
        (window(29, 31), 2028, 2, date(2028, 2, 29), date(2028, 2, 29)),
        (window(29, 31), 2027, 4, date(2027, 4, 29), date(2027, 4, 30)),
        (window(31, 1), 2027, 2, date(2027, 2, 28), date(2027, 3, 1)),
        (window(-5, None), 2027, 2, date(2027, 2, 24), date(2027, 2, 28)),
        (window(-5, None), 2028, 2, date(2028, 2, 25), date(2028, 2, 29)),
        (window(-5, None), 2026, 12, date(2026, 12, 27), date(2026, 12, 31)),
        (window(-31, 1), 2027, 2, date(2027, 2, 1), date(2027, 2, 1)),
        (window(-1, 3, end_next_month=True), 2026, 12, date(2026, 12, 31), date(2027, 1, 3)),
        (window(None, -1), 2028, 2, date(2028, 2, 1), date(2028, 2, 29)),
        (window(None, 10), 2026, 5, date(2026, 5, 1), date(2026, 5, 10)),
        (window(20, None), 2026, 6, date(2026, 6, 20), date(2026, 6, 30)),
    ],
)
def test_window_beginning_in_a_month_has_these_days(rule, year, month, first, last):
    assert reading_window.window_beginning_in(rule, year, month, is_free=never_free) == reading_window.Window(first, last)


def test_a_yearly_window_may_last_until_the_28th_of_the_next_month_because_it_meets_no_other():
    assert list(reading_month.faults(window(29, 28, months=(1,)))) == []
    assert list(reading_month.faults(window(29, 28, months=(1, 7)))) == []
    faults = list(reading_month.faults(window(29, 28, months=(12, 1, 2))))
    assert {fault.kind for fault in faults} == {"overlap"}
    assert {fault.first.month for fault in faults} == {1}  # 29 January to 28 February, when the next begins on the 28th


def test_windows_of_the_engine_are_those_of_the_table():
    """The same days come out of `windows_between`, the function that pages and reminders use."""
    for start, end in ((1, 5), (25, 2), (31, 27), (15, 14), (1, 31), (29, 31)):
        rule = window(start, end)
        found = list(reading_window.windows_between(rule, date(2024, 1, 1), date(2044, 12, 31), is_free=never_free))
        expected = [reading_month.bounds(rule, year, month) for year, month in [(2023, 11), (2023, 12), *MONTHS]]
        expected = [(first, last) for first, last in expected if last >= date(2024, 1, 1)]
        assert [(each.first, each.last) for each in found] == expected
        assert all(one.last + timedelta(days=1) <= two.first for one, two in pairwise(found))
