"""The exact instants at which windows open and close (security "Time: rules and exact instants")."""

import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meters.rules import reading_date, reading_window
from meters.rules.reading_window import Span, Window
from tests.meters.rules.samples import INVOLTA, LJUBLJANA, ZAGORJE, never_free

PROBES = [timedelta(seconds=-1), timedelta(milliseconds=-1), timedelta(0), timedelta(milliseconds=1), timedelta(seconds=1)]
TABLE = [
    # the first day is the one with 25 hours
    ((2026, 10), (2026, 10, 24, 22), (2026, 11, 2, 23), 217),
    # contains 28 March, which has 23
    ((2027, 3), (2027, 3, 24, 23), (2027, 4, 2, 22), 215),
    ((2027, 2), (2027, 2, 24, 23), (2027, 3, 2, 23), 144),
    ((2028, 2), (2028, 2, 24, 23), (2028, 3, 2, 23), 168),
    ((2026, 12), (2026, 12, 24, 23), (2027, 1, 2, 23), 216),
]


def local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=LJUBLJANA, fold=fold)


def zagorje(year: int, month: int) -> Window:
    return reading_window.window_beginning_in(ZAGORJE, year, month, is_free=never_free)


@pytest.mark.parametrize(("month", "opens", "closes", "hours"), TABLE)
def test_window_from_the_25th_to_the_2nd_opens_and_closes_at_these_utc_instants(month, opens, closes, hours):
    found = reading_window.instants(zagorje(*month), LJUBLJANA)
    assert found == (datetime(*opens, tzinfo=UTC), datetime(*closes, tzinfo=UTC))
    assert found[0].utcoffset() == timedelta(0)
    assert (found[1] - found[0]) / timedelta(hours=1) == hours


@pytest.mark.parametrize("month", [row[0] for row in TABLE])
def test_the_edges_are_sharp_to_the_millisecond(month):
    window = zagorje(*month)
    opens, closes = reading_window.instants(window, LJUBLJANA)
    assert [reading_window.is_open(window, opens + probe, LJUBLJANA) for probe in PROBES] == [False, False, True, True, True]
    assert [reading_window.is_open(window, closes + probe, LJUBLJANA) for probe in PROBES] == [True, True, False, False, False]


def test_i18_the_1st_at_midnight_is_open_the_5th_at_2359_is_open_the_6th_at_midnight_is_closed():
    window = Window(date(2026, 5, 1), date(2026, 5, 5))
    answers = {
        local(2026, 4, 30, 23, 59, 59): False,
        local(2026, 5, 1): True,
        local(2026, 5, 5, 23, 59): True,
        local(2026, 5, 5, 23, 59, 59): True,
        local(2026, 5, 6): False,
    }
    assert {at: reading_window.is_open(window, at, LJUBLJANA) for at in answers} == answers


def test_z15_the_24th_at_2359_is_closed_the_25th_at_midnight_open_the_2nd_at_2359_open_the_3rd_closed():
    window = Window(date(2026, 6, 25), date(2026, 7, 2))
    answers = {
        local(2026, 6, 24, 23, 59): False,
        local(2026, 6, 25): True,
        local(2026, 7, 2, 23, 59): True,
        local(2026, 7, 3): False,
    }
    assert {at: reading_window.is_open(window, at, LJUBLJANA) for at in answers} == answers


def test_z18_half_past_two_comes_twice_on_25_october_and_both_are_open():
    window = zagorje(2026, 10)
    first, second = local(2026, 10, 25, 2, 30), local(2026, 10, 25, 2, 30, fold=1)
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
    assert reading_window.is_open(window, first, LJUBLJANA)
    assert reading_window.is_open(window, second, LJUBLJANA)


def test_z18_half_past_two_never_comes_on_28_march_and_the_moment_it_would_be_is_open():
    assert reading_window.is_open(zagorje(2027, 3), local(2027, 3, 28, 2, 30), LJUBLJANA)


@pytest.mark.parametrize(("today", "limit_day"), [(date(2026, 10, 27), date(2026, 10, 22)), (date(2027, 3, 30), date(2027, 3, 25))])
def test_the_greatest_age_counts_days_not_hours_across_a_change_of_the_clocks(today, limit_day):
    window = Window(today, today)
    judge = lambda read_on: reading_date.assess(INVOLTA, read_on, window=window, today=today).verdict  # noqa: E731  (two lines otherwise)
    assert judge(limit_day) is reading_date.DateVerdict.OK
    assert judge(limit_day - timedelta(days=1)) is reading_date.DateVerdict.TOO_OLD


def test_a_reopened_window_is_closed_between_its_spans():
    window = Window(date(2026, 5, 1), date(2026, 5, 5), (Span(date(2026, 5, 10), date(2026, 5, 11)),))
    assert not reading_window.is_open(window, local(2026, 5, 9, 23, 59, 59), LJUBLJANA)
    assert reading_window.is_open(window, local(2026, 5, 10), LJUBLJANA)
    assert reading_window.is_open(window, local(2026, 5, 11, 23, 59, 59), LJUBLJANA)
    assert not reading_window.is_open(window, local(2026, 5, 12), LJUBLJANA)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        reading_window.is_open(zagorje(2026, 10), datetime(2026, 10, 25, 12), LJUBLJANA)  # noqa: DTZ001 - the naive one is the point


@pytest.mark.parametrize("zone", ["America/Havana", "Asia/Beirut", "Africa/Cairo"])
def test_where_the_clocks_jump_over_midnight_the_day_begins_with_the_jump(zone):
    tz = ZoneInfo(zone)
    for day in (date(2024, 1, 1) + timedelta(days=offset) for offset in range(366)):
        opens, closes = reading_window.instants(Window(day, day), tz)
        assert opens.astimezone(tz).date() == day
        assert (opens - timedelta(milliseconds=1)).astimezone(tz).date() == day - timedelta(days=1)
        assert timedelta(hours=23) <= closes - opens <= timedelta(hours=25)


@given(
    at=st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds of a strategy
    rule=st.sampled_from([INVOLTA, ZAGORJE]),
)
def test_open_at_an_instant_is_open_on_its_local_day(at, rule):
    day = at.astimezone(LJUBLJANA).date()
    window = reading_window.window_on(rule, day, is_free=never_free)
    following = reading_window.next_window(rule, day, is_free=never_free)
    assert window is None or reading_window.is_open(window, at, LJUBLJANA)
    assert not reading_window.is_open(following, at, LJUBLJANA)


@pytest.mark.parametrize("server_zone", ["UTC", "Europe/Ljubljana", "Pacific/Kiritimati"])
def test_the_zone_of_the_server_changes_nothing(server_zone, monkeypatch):
    monkeypatch.setenv("TZ", server_zone)
    time.tzset()
    try:
        for month, opens, closes, _ in TABLE:
            expected = (datetime(*opens, tzinfo=UTC), datetime(*closes, tzinfo=UTC))
            assert reading_window.instants(zagorje(*month), LJUBLJANA) == expected
        assert reading_window.is_open(Window(date(2026, 5, 1), date(2026, 5, 5)), local(2026, 5, 1), LJUBLJANA)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_rules_read_no_clock():
    """A date or a time that a rule fetched itself would fail here: every clock of the standard library is taken away."""
    code = """
import datetime, time
def gone(*_, **__): raise AssertionError("a rule read the clock")
class Date(datetime.date):
    today = classmethod(gone)
class Moment(datetime.datetime):
    now = utcnow = today = classmethod(gone)
datetime.date, datetime.datetime, time.time, time.localtime = Date, Moment, gone, gone
from tests.meters.rules import samples
from meters.rules import reading_window, reading_date, rule_choice
day = Date(2026, 5, 3)
window = reading_window.window_on(samples.INVOLTA, day, is_free=samples.never_free)
assert reading_date.assess(samples.INVOLTA, day, window=window, today=day).verdict.name == "OK"
assert reading_window.next_window(samples.INVOLTA, day, is_free=samples.never_free)
assert reading_window.instants(window, samples.LJUBLJANA)
assert rule_choice.choose([samples.INVOLTA], rule_choice.Selection("electricity"), on=day)
"""
    path = os.environ | {"PYTHONPATH": os.getcwd()}
    done = subprocess.run([sys.executable, "-c", code], env=path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
