"""What was used between readings, over exchanges of the meter and a counter that passed zero."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from meters.rules import consumption
from meters.rules.consumption import Difference, MeterReading


def reading(day, value, meter="old", **more):
    return MeterReading(date.fromisoformat(day), Decimal(value), meter, **more)


def test_successive_readings_give_their_differences():
    found = consumption.differences([reading("2026-03-31", 100), reading("2026-04-30", 160), reading("2026-05-31", 191)])
    assert found == (
        Difference(date(2026, 3, 31), date(2026, 4, 30), Decimal(60)),
        Difference(date(2026, 4, 30), date(2026, 5, 31), Decimal(31)),
    )
    assert (found[0].days, found[0].per_day) == (30, 2)
    assert consumption.total(found) == 91


def test_an_exchange_sums_over_both_installations_and_makes_no_negative_difference():
    found = consumption.differences(
        [
            reading("2026-03-31", 24500),
            reading("2026-04-12", 24530, exchange=True),
            reading("2026-04-12", 0, "new", exchange=True),
            reading("2026-04-30", 45, "new"),
            reading("2026-05-31", 120, "new"),
        ]
    )
    assert [(each.used, each.exchanged) for each in found] == [(75, True), (75, False)]
    assert [each.first for each in found] == [date(2026, 3, 31), date(2026, 4, 30)]


def test_two_exchanges_between_two_readings_are_summed_too():
    found = consumption.differences(
        [
            reading("2026-03-31", 10),
            reading("2026-04-05", 15, exchange=True),
            reading("2026-04-05", 3, "second", exchange=True),
            reading("2026-04-20", 4, "second", exchange=True),
            reading("2026-04-20", 900, "third", exchange=True),
            reading("2026-04-30", 907, "third"),
        ]
    )
    assert [each.used for each in found] == [5 + 1 + 7]


def test_an_exchange_without_its_closing_or_opening_value_is_unknown_not_invented():
    for values in (
        [reading("2026-03-31", 24500), reading("2026-04-12", 0, "new", exchange=True), reading("2026-04-30", 45, "new")],
        [reading("2026-03-31", 24500), reading("2026-04-12", 24530, exchange=True), reading("2026-04-30", 45, "new")],
        [reading("2026-03-31", 24500), reading("2026-04-30", 45, "new")],
    ):
        (found,) = consumption.differences(values)
        assert found.used is None
        assert found.exchanged
        assert found.per_day is None
        assert consumption.total([found]) is None


def test_the_difference_after_an_unknown_one_is_known_again():
    found = consumption.differences([reading("2026-03-31", 24500), reading("2026-04-30", 45, "new"), reading("2026-05-31", 60, "new")])
    assert [each.used for each in found] == [None, 15]


def test_the_closing_value_at_the_very_end_makes_a_difference():
    found = consumption.differences([reading("2026-03-31", 100), reading("2026-04-12", 130, exchange=True)])
    assert [each.used for each in found] == [30]


def test_the_opening_value_is_what_the_first_reading_is_measured_from():
    found = consumption.differences([reading("2026-04-12", 0, exchange=True), reading("2026-04-30", 45)])
    assert [(each.first, each.used) for each in found] == [(date(2026, 4, 12), 45)]


def test_a_counter_that_passed_zero_goes_on_counting():
    found = consumption.differences([reading("2026-03-31", 99980), reading("2026-04-30", 15, rolled_over=True, whole_digits=5)])
    assert [each.used for each in found] == [35]
    last = reading("2026-04-30", 15, rolled_over=True, whole_digits=5, factor=Decimal(40))
    assert [each.used for each in consumption.differences([reading("2026-03-31", 99980), last])] == [35 * 40]


def test_an_estimate_that_was_too_high_is_corrected_by_a_negative_difference():
    found = consumption.differences([reading("2026-03-31", 100), reading("2026-04-30", 180), reading("2026-05-31", 170)])
    assert [each.used for each in found] == [80, -10]


def test_a_factor_turns_counts_into_the_unit_of_the_bill_on_its_own_meter_only():
    found = consumption.differences(
        [
            reading("2026-03-31", 100, factor=Decimal(40)),
            reading("2026-04-10", 101, factor=Decimal(40), exchange=True),
            reading("2026-04-10", 0, "new", exchange=True),
            reading("2026-04-30", 30, "new"),
        ]
    )
    assert [each.used for each in found] == [70]


def test_no_reading_and_one_reading_have_no_difference():
    assert consumption.differences([]) == ()
    assert consumption.differences([reading("2026-03-31", 100)]) == ()
    assert consumption.total(()) == 0


@given(
    used=st.lists(st.integers(0, 500), min_size=1, max_size=20),
    exchanged_after=st.sets(st.integers(0, 19)),
    opening=st.integers(0, 99),
)
def test_use_is_the_same_however_often_the_meter_was_exchanged(used, exchanged_after, opening):
    day, value, meter = date(2026, 1, 1), Decimal(7), 0
    readings = [MeterReading(day, value, meter)]
    for place, amount in enumerate(used):
        if place in exchanged_after:
            readings.append(MeterReading(day, value, meter, exchange=True))
            meter, value = meter + 1, Decimal(opening)
            readings.append(MeterReading(day, value, meter, exchange=True))
        day, value = day + timedelta(days=30), value + amount
        readings.append(MeterReading(day, value, meter))
    found = consumption.differences(readings)
    assert [each.used for each in found] == used
    assert consumption.total(found) == sum(used)
