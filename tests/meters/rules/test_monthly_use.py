"""What was used month by month: spread over days, exact together, right over exchanges, estimates and gaps."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meters.rules import consumption
from meters.rules.consumption import MeterReading


def reading(day, value, meter="old", **more):
    return MeterReading(date.fromisoformat(day), Decimal(value), meter, **more)


def months(*readings):
    return consumption.by_month(consumption.differences(readings))


def shown(found):
    return [(f"{month.first:%Y-%m}", month.used) for month in found]


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([], []),
        ([reading("2026-01-31", 100)], []),
        (
            [reading("2026-01-31", 100), reading("2026-02-28", 130), reading("2026-03-31", 155)],
            [("2026-02", 30), ("2026-03", 25)],
        ),
        # 10 a day: 30 January (the 31st is one day), the whole of February, 5 days of March
        ([reading("2026-01-30", 0), reading("2026-03-05", 340)], [("2026-01", 10), ("2026-02", 280), ("2026-03", 50)]),
        # the month's end lies between two readings of the window, from the 1st to the 5th of the next month
        (
            [reading("2026-01-31", 0), reading("2026-03-04", 64), reading("2026-04-02", 122)],
            [("2026-02", 56), ("2026-03", 62), ("2026-04", 4)],
        ),
        # a year between two readings, 365 in all
        (
            [reading("2025-12-31", 0), reading("2026-12-31", 365)],
            [(f"2026-{month:02d}", days) for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)],
        ),
        # over the year's end
        ([reading("2025-11-30", 5), reading("2026-01-31", 67)], [("2025-12", 31), ("2026-01", 31)]),
        # two readings of one day: nothing is lost
        ([reading("2026-01-31", 0), reading("2026-02-28", 20), reading("2026-02-28", 21)], [("2026-02", 21)]),
    ],
)
def test_months_of_readings(readings, expected):
    assert shown(months(*readings)) == expected


def test_an_exchange_in_the_middle_of_a_month_is_one_month():
    found = months(
        reading("2026-03-31", 24500),
        reading("2026-04-12", 24530, exchange=True),
        reading("2026-04-12", 0, "new", exchange=True),
        reading("2026-04-30", 45, "new"),
    )
    assert shown(found) == [("2026-04", 75)]


def test_a_counter_that_passed_zero_and_a_factor():
    found = months(
        reading("2026-03-31", 99990, factor=Decimal(40)),
        reading("2026-04-30", 10, rolled_over=True, whole_digits=5, factor=Decimal(40)),
    )
    assert shown(found) == [("2026-04", 800)]


def test_a_month_with_an_unknown_exchange_is_a_gap_and_the_next_one_is_known_again():
    found = months(reading("2026-03-31", 24500), reading("2026-04-30", 45, "new"), reading("2026-05-31", 60, "new"))
    assert shown(found) == [("2026-04", None), ("2026-05", 15)]


def test_estimates_are_marked_in_the_month_that_they_end_and_the_one_that_they_begin():
    found = months(
        reading("2026-01-31", 0),
        reading("2026-02-28", 30),
        reading("2026-03-31", 90, estimated=True),
        reading("2026-04-30", 80),
        reading("2026-05-31", 110),
    )
    assert [month.estimated for month in found] == [False, True, True, False]
    assert found[2].used == -10  # the true reading corrects the estimate


def test_months_that_nobody_read_are_marked():
    found = months(reading("2026-01-31", 0), reading("2026-02-27", 30), reading("2026-05-03", 95))
    assert [(f"{month.first:%m}", month.spread) for month in found] == [("02", False), ("03", True), ("04", False), ("05", False)]


def test_incomplete_months_say_how_many_days_they_have():
    found = months(reading("2026-01-10", 0), reading("2026-03-05", 54))
    assert [(month.days, month.is_complete) for month in found] == [(21, False), (28, True), (5, False)]
    assert [month.is_complete for month in months(reading("2026-01-01", 0), reading("2026-01-31", 9))] == [True]


STEPS = st.lists(st.tuples(st.integers(0, 400), st.integers(-20, 5000)), min_size=1, max_size=20)


@given(st.dates(date(2024, 1, 25), date(2024, 2, 5)), STEPS)
def test_months_together_are_the_whole_difference(day, steps):
    value = Decimal(20_000)
    readings = [MeterReading(day, value)]
    for days, used in steps:
        day, value = day + timedelta(days), value + used
        readings.append(MeterReading(day, value))
    found = consumption.differences(readings)
    split = consumption.by_month(found)
    if readings[0].read_on == readings[-1].read_on:
        assert split == ()
        return
    assert sum(month.used for month in split) == consumption.total(found) == readings[-1].value - readings[0].value
    assert sum(month.days for month in split) == (readings[-1].read_on - readings[0].read_on).days
    assert [month.first for month in split[1:]] == [consumption.next_month(month.first) for month in split[:-1]]


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(0, 5000)), min_size=2, max_size=12), st.data())
def test_an_exchange_in_between_changes_no_sum(steps, data):
    day, value, start = date(2024, 1, 31), Decimal(1000), Decimal(1000)
    place = data.draw(st.integers(0, len(steps) - 1))
    readings = [MeterReading(day, value, "old")]
    meter, taken = "old", Decimal(0)
    for number, (days, used) in enumerate(steps):
        day, value = day + timedelta(days), value + used
        readings.append(MeterReading(day, value, meter))
        if number == place:
            readings.append(MeterReading(day, value, "old", exchange=True))
            readings.append(MeterReading(day, Decimal(3), "new", exchange=True))
            meter, taken, value, start = "new", value - start, Decimal(3), Decimal(3)
    split = consumption.by_month(consumption.differences(readings))
    assert sum(month.used for month in split) == taken + value - start


@pytest.mark.parametrize(
    ("previous", "value", "expected"), [(99_990, 10, True), (60_000, 9_000, True), (60_000, 59_000, False), (55_000, 5_000, False)]
)
def test_a_fall_over_more_than_half_of_the_counter_is_a_passage_over_zero(previous, value, expected):
    assert consumption.must_have_passed_zero(Decimal(previous), Decimal(value), 5) is expected
