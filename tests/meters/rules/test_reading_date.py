"""Which dates a reading may bear."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meters.rules import reading_date
from meters.rules.reading_date import DateVerdict
from meters.rules.reading_window import Span, Window
from tests.meters.rules.samples import ALWAYS, GEN_I, INVOLTA, ZAGORJE, window

MAY = Window(date(2026, 5, 1), date(2026, 5, 5))
THIRD = date(2026, 5, 3)


def verdict(rule, read_on, *, within=MAY, today=THIRD):
    return reading_date.assess(rule, read_on, window=within, today=today).verdict


@pytest.mark.parametrize("rule", [INVOLTA, GEN_I, ALWAYS], ids=["i19", "g15", "i22"])
def test_i19_g15_i22_a_reading_of_the_limit_day_is_accepted_and_one_of_the_day_before_refused(rule):
    assert verdict(rule, date(2026, 4, 28)) is DateVerdict.OK
    refused = reading_date.assess(rule, date(2026, 4, 27), window=MAY, today=THIRD)
    assert refused.verdict is DateVerdict.TOO_OLD
    assert (refused.earliest, refused.latest) == (date(2026, 4, 28), THIRD)


def test_i19_the_date_may_lie_in_the_month_before_the_window():
    assert verdict(INVOLTA, date(2026, 4, 30), today=date(2026, 5, 5)) is DateVerdict.OK


def test_i20_a_date_in_the_future_is_refused_and_today_is_not():
    assert verdict(INVOLTA, date(2026, 5, 4)) is DateVerdict.IN_FUTURE
    assert verdict(INVOLTA, THIRD) is DateVerdict.OK


def test_mb11_without_an_age_limit_any_past_date_will_do():
    rule = window(1, 5)
    assert reading_date.allowed_dates(rule, MAY, THIRD) == (None, THIRD)
    assert verdict(rule, date(1990, 1, 1)) is DateVerdict.OK
    assert verdict(rule, date(2026, 5, 4)) is DateVerdict.IN_FUTURE


class TestInsideTheWindow:
    RULE = window(25, 2, dates="inside_window")
    WINDOW = Window(date(2026, 12, 25), date(2027, 1, 2))

    def test_only_days_of_the_window_up_to_today(self):
        today = date(2027, 1, 1)
        assert reading_date.allowed_dates(self.RULE, self.WINDOW, today) == (date(2026, 12, 25), today)
        assert verdict(self.RULE, date(2026, 12, 24), within=self.WINDOW, today=today) is DateVerdict.OUTSIDE_WINDOW
        assert verdict(self.RULE, date(2026, 12, 25), within=self.WINDOW, today=today) is DateVerdict.OK
        assert verdict(self.RULE, date(2027, 1, 2), within=self.WINDOW, today=today) is DateVerdict.IN_FUTURE

    def test_an_age_limit_beside_it_counts_too(self):
        rule = window(25, 2, dates="inside_window", max_age_days=3)
        today = date(2027, 1, 1)
        assert reading_date.allowed_dates(rule, self.WINDOW, today) == (date(2026, 12, 29), today)
        assert verdict(rule, date(2026, 12, 28), within=self.WINDOW, today=today) is DateVerdict.TOO_OLD
        assert reading_date.allowed_dates(rule, self.WINDOW, date(2026, 12, 26))[0] == date(2026, 12, 25)

    def test_a_reopened_window_takes_the_days_up_to_its_new_end(self):
        reopened = Window(date(2026, 5, 1), date(2026, 5, 5), (Span(date(2026, 5, 10), date(2026, 5, 12)),))
        assert verdict(self.RULE, date(2026, 5, 11), within=reopened, today=date(2026, 5, 11)) is DateVerdict.OK


class TestFixedDay:
    def test_the_only_date_is_the_first_day_of_the_window(self):
        within = Window(date(2026, 12, 25), date(2027, 1, 2))
        assert reading_date.allowed_dates(ZAGORJE, within, date(2027, 1, 1)) == (date(2026, 12, 25), date(2026, 12, 25))
        assert reading_date.preset_date(ZAGORJE, within, date(2027, 1, 1)) == date(2026, 12, 25)
        assert verdict(ZAGORJE, date(2026, 12, 26), within=within, today=date(2027, 1, 1)) is DateVerdict.OUTSIDE_WINDOW

    def test_without_a_date_field_and_with_any_date_it_is_the_day_of_entry(self):
        assert reading_date.preset_date(window(1, 5, ask_date=False), MAY, THIRD) == THIRD


def test_g16_an_own_record_may_bear_any_day_but_no_future_one():
    assert reading_date.assess_own_record(date(2001, 1, 1), today=THIRD).verdict is DateVerdict.OK
    assert reading_date.assess_own_record(THIRD, today=THIRD).verdict is DateVerdict.OK
    assert reading_date.assess_own_record(THIRD + timedelta(days=1), today=THIRD).verdict is DateVerdict.IN_FUTURE


@given(
    today=st.integers(0, 4),
    apart=st.integers(-500, 500),
    age=st.none() | st.integers(0, 400),
    dates=st.sampled_from(["any", "inside_window", "fixed_day"]),
)
def test_the_verdict_is_ok_exactly_for_the_dates_that_are_named_as_allowed(today, apart, age, dates):
    rule = window(1, 5, max_age_days=None if dates == "fixed_day" else age, dates=dates)
    day = MAY.first + timedelta(days=today)
    read_on = day + timedelta(days=apart)
    found = reading_date.assess(rule, read_on, window=MAY, today=day)
    assert (found.earliest, found.latest) == reading_date.allowed_dates(rule, MAY, day)
    fits = (found.earliest is None or found.earliest <= read_on) and read_on <= found.latest
    assert (found.verdict is DateVerdict.OK) == fits
    assert found.latest <= day
