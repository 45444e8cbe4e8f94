"""Windows of the rules that utilities publish, day by day: wrapping, clamped, moved, yearly, extended, with or without an end."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meters.rules import reading_window
from meters.rules.reading_window import Change, ChangeVerdict, Span, Window
from tenants.rules import reading_month
from tenants.rules.reading import ReadingRule
from tests.meters.rules.samples import (
    ALWAYS,
    E3,
    E3_DIRECT_DEBIT,
    GAS,
    GEN_I,
    INVOLTA,
    NEVER,
    PRODNIK,
    ZAGORJE,
    free_in_slovenia,
    never_free,
    window,
)


def on(rule, day, **more):
    return reading_window.window_on(rule, day, is_free=never_free, **more)


def test_i18_the_window_is_open_from_the_1st_to_the_5th():
    may = Window(date(2026, 5, 1), date(2026, 5, 5))
    assert on(INVOLTA, date(2026, 4, 30)) is None
    assert [on(INVOLTA, date(2026, 5, day)) for day in range(1, 6)] == [may] * 5
    assert on(INVOLTA, date(2026, 5, 6)) is None
    assert reading_window.next_window(INVOLTA, date(2026, 5, 6), is_free=never_free) == Window(date(2026, 6, 1), date(2026, 6, 5))
    assert reading_window.previous_window(INVOLTA, date(2026, 5, 6), is_free=never_free) == may


def test_i22_a_rule_without_a_window_is_open_every_day_and_its_key_is_the_first_of_the_month_of_the_reading_date():
    assert on(ALWAYS, date(2026, 2, 14)) == Window(date(2026, 2, 1), date(2026, 2, 28))
    late = reading_window.window_for_reading(ALWAYS, read_on=date(2026, 4, 28), today=date(2026, 5, 3), is_free=never_free)
    assert late is not None
    assert late.first == date(2026, 4, 1)


def test_i22_a_rule_without_a_window_takes_readings_of_the_month_before_it_became_valid():
    rule = ReadingRule(key="always", kind="always", valid_from=date(2026, 5, 1))
    april, today = date(2026, 4, 28), date(2026, 5, 3)
    assert reading_window.window_for_reading(rule, read_on=april, today=today, is_free=never_free).first == date(2026, 4, 1)
    assert reading_window.window_for_reading(rule, read_on=april, today=april, is_free=never_free) is None


def test_the_window_of_a_reading_is_the_one_open_today_whatever_date_the_reading_bears():
    found = reading_window.window_for_reading(INVOLTA, read_on=date(2026, 4, 28), today=date(2026, 5, 3), is_free=never_free)
    assert found == Window(date(2026, 5, 1), date(2026, 5, 5))
    assert reading_window.window_for_reading(INVOLTA, read_on=date(2026, 5, 5), today=date(2026, 5, 6), is_free=never_free) is None


def test_z15_the_window_is_open_from_the_25th_to_the_2nd_both_included():
    window_ = Window(date(2026, 6, 25), date(2026, 7, 2))
    assert on(ZAGORJE, date(2026, 6, 24)) is None
    assert on(ZAGORJE, date(2026, 6, 25)) == window_
    assert on(ZAGORJE, date(2026, 7, 2)) == window_
    assert on(ZAGORJE, date(2026, 7, 3)) is None


def test_z16_window_over_new_year_is_one_window():
    in_december, in_january = on(ZAGORJE, date(2026, 12, 28)), on(ZAGORJE, date(2027, 1, 1))
    assert in_december == in_january == Window(date(2026, 12, 25), date(2027, 1, 2))
    assert in_december.first == date(2026, 12, 25)  # the key: both entries have it, so one replaces the other


@pytest.mark.parametrize(("year", "days"), [(2027, 6), (2028, 7)])
def test_z17_the_february_window_ends_on_2_march_in_a_leap_year_too(year, days):
    found = on(ZAGORJE, date(year, 2, 28))
    assert found == Window(date(year, 2, 25), date(year, 3, 2))
    assert found.days == days


def test_z18_every_march_and_october_window_contains_the_day_on_which_the_clocks_change():
    for year in range(2024, 2045):
        for month in (3, 10):
            last = reading_month.day_in(window(-1, None).start, year, month)
            sunday = last - timedelta(days=(last.weekday() + 1) % 7)
            assert on(ZAGORJE, sunday).first == date(year, month, 25)


def test_z19_entries_of_26_january_and_1_february_share_a_window_and_those_of_2_and_25_february_do_not():
    assert on(ZAGORJE, date(2027, 1, 26)).first == on(ZAGORJE, date(2027, 2, 1)).first == date(2027, 1, 25)
    assert on(ZAGORJE, date(2027, 2, 2)).first == date(2027, 1, 25)
    assert on(ZAGORJE, date(2027, 2, 25)).first == date(2027, 2, 25)


def test_z22_a_closed_day_names_the_next_window():
    assert on(ZAGORJE, date(2026, 12, 10)) is None
    following = reading_window.next_window(ZAGORJE, date(2026, 12, 10), is_free=never_free)
    assert following == Window(date(2026, 12, 25), date(2027, 1, 2))


def test_g12_a_window_from_the_last_day_to_the_3rd_begins_on_the_last_day_of_any_month():
    assert on(GEN_I, date(2027, 2, 28)) == Window(date(2027, 2, 28), date(2027, 3, 3))
    assert on(GEN_I, date(2028, 2, 28)) is None
    assert on(GEN_I, date(2028, 2, 29)) == Window(date(2028, 2, 29), date(2028, 3, 3))
    assert on(GEN_I, date(2027, 1, 3)) == Window(date(2026, 12, 31), date(2027, 1, 3))


def test_gas_operators_take_the_last_five_days_of_the_month():
    assert on(GAS, date(2026, 4, 25)) is None
    assert on(GAS, date(2026, 4, 26)) == Window(date(2026, 4, 26), date(2026, 4, 30))


def test_an_absent_start_is_the_first_day_so_windows_follow_each_other_without_a_gap():
    april, may = on(PRODNIK, date(2026, 4, 30)), on(PRODNIK, date(2026, 5, 1))
    assert (april.last, may.first) == (date(2026, 4, 30), date(2026, 5, 1))


def test_never_has_no_window_at_any_time():
    assert on(NEVER, date(2026, 5, 3)) is None
    assert reading_window.next_window(NEVER, date(2026, 5, 3), is_free=never_free) is None
    assert reading_window.previous_window(NEVER, date(2026, 5, 3), is_free=never_free) is None
    assert reading_window.window_for_reading(NEVER, read_on=date(2026, 5, 3), today=date(2026, 5, 3), is_free=never_free) is None


class TestMonths:
    YEARLY = window(25, 2, months=(12,))
    QUARTERLY = window(None, 10, months=(1, 4, 7, 10))

    def test_a_yearly_window_opens_once(self):
        found = reading_window.windows_between(self.YEARLY, date(2026, 1, 1), date(2028, 12, 31), is_free=never_free)
        assert [each.first for each in found] == [date(2025, 12, 25), date(2026, 12, 25), date(2027, 12, 25), date(2028, 12, 25)]

    def test_the_month_named_is_the_one_in_which_it_begins(self):
        assert on(self.YEARLY, date(2027, 1, 2)) == Window(date(2026, 12, 25), date(2027, 1, 2))
        assert on(self.YEARLY, date(2027, 1, 25)) is None

    def test_the_next_yearly_window_is_found_from_the_day_after_it_began(self):
        following = reading_window.next_window(self.YEARLY, date(2026, 12, 26), is_free=never_free)
        assert following.first == date(2027, 12, 25)
        earlier = reading_window.previous_window(self.YEARLY, date(2027, 1, 1), is_free=never_free)
        assert earlier == Window(date(2025, 12, 25), date(2026, 1, 2))

    def test_a_quarterly_window_is_closed_in_the_months_between(self):
        assert on(self.QUARTERLY, date(2026, 5, 3)) is None
        assert on(self.QUARTERLY, date(2026, 7, 10)) == Window(date(2026, 7, 1), date(2026, 7, 10))


class TestFreeDays:
    @pytest.mark.parametrize(
        ("rule", "month", "last"),
        [
            (E3, (2026, 9), date(2026, 9, 18)),  # 20 September is a Sunday
            (E3, (2026, 10), date(2026, 10, 20)),  # a Tuesday stays
            (E3_DIRECT_DEBIT, (2026, 4), date(2026, 4, 3)),  # 5 April is Easter Sunday; Friday is a working day
            (E3_DIRECT_DEBIT, (2026, 7), date(2026, 7, 3)),
            (window(1, 5, free_day="after"), (2026, 4), date(2026, 4, 7)),  # over Easter Monday to Tuesday
            (window(1, 5, free_day="keep"), (2026, 4), date(2026, 4, 5)),
            (
                window(25, 31, free_day="after"),
                (2026, 10),
                date(2026, 11, 2),
            ),  # 31 October and 1 November are holidays, into November
            (
                window(25, 2, free_day="before"),
                (2026, 12),
                date(2026, 12, 31),
            ),  # 1 and 2 January are holidays: back into the old year
        ],
    )
    def test_an_end_on_a_free_day_moves_to_the_working_day(self, rule, month, last):
        assert reading_window.window_beginning_in(rule, *month, is_free=free_in_slovenia).last == last

    def test_a_moved_end_never_empties_the_window(self):
        rule = window(1, 2, free_day="before")  # both are holidays in January
        assert reading_window.window_beginning_in(rule, 2026, 1, is_free=free_in_slovenia) == Window(date(2026, 1, 1), date(2026, 1, 1))

    def test_a_moved_end_never_reaches_the_next_window(self):
        rule = window(1, 31, free_day="after")
        october = reading_window.window_beginning_in(rule, 2026, 10, is_free=free_in_slovenia)
        assert october.last == date(2026, 10, 31)  # Saturday and a holiday, but the next window begins on the 1st
        assert reading_window.window_on(rule, date(2026, 11, 1), is_free=free_in_slovenia).first == date(2026, 11, 1)

    def test_a_calendar_in_which_every_day_is_free_leaves_the_end_where_it_is(self):
        for free_day in ("before", "after"):
            rule = window(1, 5, free_day=free_day)
            assert reading_window.window_beginning_in(rule, 2026, 5, is_free=lambda _: True).last == date(2026, 5, 5)

    def test_a_window_whose_end_moves_can_still_be_open_in_the_second_month_after_it_began(self):
        rule = window(31, -1, end_next_month=True, months=(1,), free_day="after")
        march = Window(date(2027, 1, 31), date(2027, 3, 1))  # 28 February 2027 is a Sunday
        assert reading_window.window_on(rule, date(2027, 3, 1), is_free=free_in_slovenia) == march
        only = reading_window.windows_between(rule, date(2027, 3, 1), date(2027, 3, 31), is_free=free_in_slovenia)
        assert list(only) == [march]

    def test_the_days_that_a_moved_end_adds_are_open(self):
        rule = window(25, 31, free_day="after")
        assert reading_window.window_on(rule, date(2026, 11, 2), is_free=free_in_slovenia).first == date(2026, 10, 25)
        assert reading_window.window_on(rule, date(2026, 11, 3), is_free=free_in_slovenia) is None


class TestValidity:
    def test_a_window_that_has_begun_runs_out_by_the_rule_of_its_first_day(self):
        rule = window(25, 2, valid_to=date(2026, 12, 31))
        assert on(rule, date(2027, 1, 2)) == Window(date(2026, 12, 25), date(2027, 1, 2))
        assert reading_window.next_window(rule, date(2026, 12, 26), is_free=never_free) is None

    def test_a_rule_that_becomes_valid_inside_its_own_days_waits_for_its_next_window(self):
        rule = window(1, 5, valid_from=date(2026, 5, 2))
        assert on(rule, date(2026, 5, 3)) is None
        assert reading_window.next_window(rule, date(2026, 4, 1), is_free=never_free).first == date(2026, 6, 1)

    def test_both_days_of_the_validity_are_included(self):
        rule = window(1, 5, valid_from=date(2026, 5, 1), valid_to=date(2026, 6, 1))
        found = reading_window.windows_between(rule, date(2026, 1, 1), date(2026, 12, 31), is_free=never_free)
        assert [each.first for each in found] == [date(2026, 5, 1), date(2026, 6, 1)]

    def test_windows_are_found_from_far_outside_the_validity(self):
        rule = window(1, 5, valid_from=date(2040, 3, 1), valid_to=date(2040, 12, 31))
        assert reading_window.next_window(rule, date(2026, 1, 1), is_free=never_free).first == date(2040, 3, 1)
        assert reading_window.previous_window(rule, date(2099, 1, 1), is_free=never_free).first == date(2040, 12, 1)


class TestChanges:
    MAY = Window(date(2026, 5, 1), date(2026, 5, 5))

    def test_an_extension_moves_the_last_day(self):
        change = Change(key=date(2026, 5, 1), opens=date(2026, 5, 4), last=date(2026, 5, 8))
        assert on(INVOLTA, date(2026, 5, 8), changes=[change]) == Window(date(2026, 5, 1), date(2026, 5, 8))
        assert on(INVOLTA, date(2026, 5, 9), changes=[change]) is None

    def test_a_reopening_leaves_the_days_between_closed_and_keeps_the_key(self):
        change = Change(key=date(2026, 5, 1), opens=date(2026, 5, 10), last=date(2026, 5, 12))
        assert on(INVOLTA, date(2026, 5, 9), changes=[change]) is None
        found = on(INVOLTA, date(2026, 5, 10), changes=[change])
        assert found.first == date(2026, 5, 1)
        assert found.spans == (Span(date(2026, 5, 1), date(2026, 5, 5)), Span(date(2026, 5, 10), date(2026, 5, 12)))
        assert found.final_day == date(2026, 5, 12)
        assert on(INVOLTA, date(2026, 5, 13), changes=[change]) is None

    def test_a_reopening_may_come_months_later(self):
        change = Change(key=date(2026, 1, 1), opens=date(2026, 5, 10), last=date(2026, 5, 12))
        assert on(INVOLTA, date(2026, 5, 11), changes=[change]).first == date(2026, 1, 1)

    def test_a_window_of_its_own_days_goes_before_a_reopened_one(self):
        change = Change(key=date(2026, 4, 1), opens=date(2026, 5, 4), last=date(2026, 5, 7))
        assert on(INVOLTA, date(2026, 5, 5), changes=[change]).first == date(2026, 5, 1)
        assert on(INVOLTA, date(2026, 5, 6), changes=[change]).first == date(2026, 4, 1)

    def test_changes_never_shorten_and_those_of_other_windows_or_rules_are_ignored(self):
        changes = [
            Change(key=date(2026, 5, 1), opens=date(2026, 5, 1), last=date(2026, 5, 3)),
            Change(key=date(2026, 6, 1), opens=date(2026, 6, 1), last=date(2026, 6, 9)),
        ]
        assert reading_window.extended(self.MAY, changes) == self.MAY
        of_another_rule = Change(key=date(2026, 5, 1), opens=date(2026, 5, 4), last=date(2026, 5, 9), rule_key="gas")
        assert on(INVOLTA, date(2026, 5, 7), changes=[of_another_rule]) is None

    @pytest.mark.parametrize(
        ("key", "opens", "last", "verdict"),
        [
            (date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 31), ChangeVerdict.OK),
            (date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 5), ChangeVerdict.OPENS_NOTHING),
            (date(2026, 5, 1), date(2026, 5, 20), date(2026, 5, 19), ChangeVerdict.OPENS_NOTHING),
            (date(2026, 4, 1), date(2026, 5, 4), date(2026, 5, 8), ChangeVerdict.OPENS_NOTHING),
            (date(2026, 5, 1), date(2026, 5, 4), date(2026, 6, 1), ChangeVerdict.MEETS_NEXT),
        ],
    )
    def test_staff_may_open_a_window_longer_but_not_into_the_next_one(self, key, opens, last, verdict):
        following = reading_window.next_window(INVOLTA, date(2026, 5, 6), is_free=never_free)
        assert reading_window.judge_change(self.MAY, Change(key, opens, last), following) is verdict

    def test_staff_may_open_the_last_window_of_a_rule_as_long_as_they_like(self):
        change = Change(date(2026, 5, 1), date(2026, 5, 4), date(2026, 12, 31))
        assert reading_window.judge_change(self.MAY, change, None) is ChangeVerdict.OK

    def test_a_change_whose_key_is_no_window_opens_nothing(self):
        change = Change(key=date(2026, 5, 2), opens=date(2026, 5, 8), last=date(2026, 5, 9))
        assert on(INVOLTA, date(2026, 5, 8), changes=[change]) is None


def test_dates_far_from_any_window_break_nothing():
    for day in (date.min, date(1, 2, 3), date(9999, 12, 31), date.max):
        for rule in (INVOLTA, ZAGORJE, ALWAYS):
            assert on(rule, day) is None
            reading_window.next_window(rule, day, is_free=never_free)
            reading_window.previous_window(rule, day, is_free=never_free)
            assert list(reading_window.windows_between(rule, day, day, is_free=never_free)) == []


days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
month_days = st.one_of(st.none(), st.integers(1, 31), st.integers(-31, -1))


@st.composite
def sound_rules(draw):
    """Any rule that a tenant's file may hold."""
    start, end = draw(month_days), draw(month_days)
    rule = window(
        start,
        end,
        end_next_month=draw(st.booleans()) and start is not None and end is not None,
        months=tuple(sorted(draw(st.sets(st.integers(1, 12), min_size=1)))),
        free_day=draw(st.sampled_from(["keep", "before", "after"])),
        valid_from=draw(st.none() | days),
        valid_to=draw(st.none() | days),
    )
    return rule if not list(reading_month.faults(rule)) else INVOLTA


calendars = st.sampled_from([never_free, free_in_slovenia, lambda day: day.weekday() != 2, lambda day: day.day > 20])


@given(rule=sound_rules(), start=days, is_free=calendars)
def test_windows_between_are_in_order_share_no_day_and_cover_exactly_the_open_days(rule, start, is_free):
    end = start + timedelta(days=120)
    found = list(reading_window.windows_between(rule, start, end, is_free=is_free))
    assert all(each.first <= each.last for each in found)
    assert all(one.last < two.first for one, two in pairwise(found))
    for offset in range(121):
        day = start + timedelta(days=offset)
        expected = next((each for each in found if day in each), None)
        assert reading_window.window_on(rule, day, is_free=is_free) == expected


@given(rule=sound_rules(), day=days, is_free=calendars)
def test_before_on_and_after_a_day_fit_together(rule, day, is_free):
    before = reading_window.previous_window(rule, day, is_free=is_free)
    now = reading_window.window_on(rule, day, is_free=is_free)
    after = reading_window.next_window(rule, day, is_free=is_free)
    assert now is None or day in now
    assert before is None or before.last < day
    assert after is None or after.first > day
    if after and not now:
        assert reading_window.previous_window(rule, after.first, is_free=is_free) == before
    if before and after:
        between = reading_window.windows_between(rule, before.last + timedelta(days=1), after.first - timedelta(days=1), is_free=is_free)
        assert list(between) == ([now] if now else [])


@given(key=days, spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=4))
def test_extended_windows_keep_their_key_and_never_lose_a_day(key, spans):
    before = Window(key, key + timedelta(days=4))
    changes = [Change(key, key + timedelta(days=opens), key + timedelta(days=opens + more)) for opens, more in spans]
    after = reading_window.extended(before, changes)
    assert after.first == before.first
    opened = {span.first + timedelta(days=n) for span in after.spans for n in range(span.days)}
    wanted = {key + timedelta(days=n) for n in range(5)}
    wanted |= {change.opens + timedelta(days=n) for change in changes for n in range((change.last - change.opens).days + 1)}
    assert opened == wanted
    assert all(one.last + timedelta(days=1) < two.first for one, two in pairwise(after.spans))
