"""Windows under three zones of the server: every day from 2024 to 2044 against an oracle that knows neither zoneinfo nor our rules.

The oracle has the European Union's rule by hand: summer time from the last Sunday of March to the last Sunday of October, 1.00 UTC."""

import calendar
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from meters.rules import reading_window
from meters.rules.reading_window import Window
from tenants.rules import reading_month
from tests.meters.rules.samples import LJUBLJANA, MONTHS, PAIRS, window

DAY, MILLISECOND = timedelta(days=1), timedelta(milliseconds=1)


@pytest.fixture(params=["UTC", "Europe/Ljubljana", "Pacific/Kiritimati"])
def server_zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def last_sunday(year, month):
    return max(day for week in calendar.monthcalendar(year, month) for day in week[6:] if day)


def midnight(day):
    """00.00 of a local day in Slovenia, in UTC."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=1)
    begins, ends = (datetime(day.year, month, last_sunday(day.year, month), 1, tzinfo=UTC) for month in (3, 10))
    return moment - timedelta(hours=1) if begins <= moment < ends else moment


def days_of(start, end, year, month):
    """The window from day ``start`` to ``end``, where an end before the start lies in the next month."""
    following = (year, month) if end >= start else (year + month // 12, month % 12 + 1)
    return tuple(
        date(own_year, own_month, min(number, calendar.monthrange(own_year, own_month)[1]))
        for number, (own_year, own_month) in ((start, (year, month)), (end, following))
    )


@pytest.mark.sqlite  # asks no database: once is enough
def test_all_242172_windows_open_and_close_at_the_instants_of_the_oracle(server_zone):
    counted, wrong, begins = 0, [], {}
    day = date(2024, 1, 1)
    while day < date(2045, 3, 1):
        begins[day] = midnight(day)
        day += DAY
    for start, end in PAIRS:
        rule = window(start, end)
        for year, month in MONTHS:
            counted += 1
            found, (first, last) = reading_month.bounds(rule, year, month), days_of(start, end, year, month)
            if found != (first, last) or reading_window.instants(Window(*found), LJUBLJANA) != (begins[first], begins[last + DAY]):
                wrong.append((start, end, year, month))
    assert (counted, wrong) == (242_172, [])


@pytest.mark.sqlite
def test_every_day_begins_and_ends_at_the_instants_of_the_oracle(server_zone):
    """A millisecond before and after, too: the opening instant is inside, the closing one outside."""
    wrong, day = [], date(2024, 1, 1)
    while day < date(2045, 3, 1):
        single, opens, closes = Window(day, day), midnight(day), midnight(day + DAY)
        probes = [opens - MILLISECOND, opens, opens + MILLISECOND, closes - MILLISECOND, closes]
        if reading_window.instants(single, LJUBLJANA) != (opens, closes):
            wrong.append(day)
        if [reading_window.is_open(single, probe, LJUBLJANA) for probe in probes] != [False, True, True, True, False]:
            wrong.append(day)
        day += DAY
    assert wrong == []


@pytest.mark.django_db
def test_the_day_of_receipt_is_the_local_one_also_in_the_hours_that_come_twice_or_never(server_zone, in_zagorje):
    from tenants import clock

    wrong, day = [], date(2024, 1, 1)
    while day < date(2045, 1, 1):
        opens, closes = midnight(day), midnight(day + DAY)
        for probe in (opens, opens + timedelta(hours=1, minutes=30), opens + timedelta(hours=2, minutes=30), closes - MILLISECOND):
            if clock.day_of(probe) != day:
                wrong.append(probe)
        day += DAY
    assert wrong == []
