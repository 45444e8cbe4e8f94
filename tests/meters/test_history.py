"""What was read and what was used in between, for the person whose it is."""

import datetime as dt
from decimal import Decimal

import pytest

from meters.services import history, occupancy, past
from tests import factories
from tests.meters.readings import meter_of, submit
from tests.meters.readings import past as readings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(ana_point, in_involta):
    readings_of(ana_point, VT=24816, MT=18302)
    return ana_point


def rows(point, code="VT", since=None):
    found = history.reading_list(past.load_past(point), since=since, code=code)
    return [(row.reading.read_on, int(row.reading.value), row.difference.used if row.difference else None) for row in found]


def test_differences_stand_beside_the_readings_the_latest_first(ana, point):
    submit(ana, point)
    assert rows(point)[:3] == [
        (dt.date(2026, 5, 3), 25034, 218), (dt.date(2026, 4, 1), 24816, 220), (dt.date(2026, 3, 1), 24596, 190),
    ]  # fmt: skip
    assert rows(point)[-1][2] is None


def test_what_was_replaced_is_not_shown_and_what_waits_has_no_difference(ana, point):
    submit(ana, point, values={"VT": Decimal(25030), "MT": Decimal(18510)})
    submit(ana, point)
    submit(ana, point, values={"VT": Decimal(52034), "MT": Decimal(18511)}, reason="value_is_right")
    assert [(value, used) for _, value, used in rows(point)[:2]] == [(52034, None), (25034, 218)]


def test_an_exchange_of_the_meter_makes_no_negative_difference(point):
    old, day = meter_of(point), dt.date(2026, 4, 20)
    old.removed_on = day
    old.save()
    closing = old.registers.get(code="VT")
    factories.ReadingFactory(register=closing, read_on=day, value=Decimal(24900), source="exchange_out")
    new = factories.RegisterFactory(meter=factories.MeterFactory(supply_point=point, installed_on=day), code="VT")
    factories.ReadingFactory(register=new, read_on=day, value=Decimal(0), source="exchange_in")
    factories.ReadingFactory(register=new, read_on=dt.date(2026, 5, 1), value=Decimal(136))
    assert rows(point)[:4] == [
        (dt.date(2026, 5, 1), 136, 84 + 136), (day, 0, None), (day, 24900, None), (dt.date(2026, 4, 1), 24816, 220),
    ]  # fmt: skip


def test_a_counter_that_passed_zero_is_no_negative_difference(ana, point):
    register = meter_of(point).registers.get(code="VT")
    factories.ReadingFactory(register=register, read_on=dt.date(2026, 4, 28), value=Decimal(999_900))
    submission = submit(ana, point, values={"VT": Decimal(15), "MT": Decimal(18511)}, reason="passed_zero")
    submission.readings.update(state="accepted")
    assert rows(point)[0] == (dt.date(2026, 5, 3), 15, 115)


def test_what_was_replaced_stands_beside_what_took_its_place_where_it_is_asked_for(ana, point):
    submit(ana, point, values={"VT": Decimal(25030), "MT": Decimal(18510)})
    submit(ana, point)
    found = history.reading_list(past.load_past(point, superseded=True), since=None, code="VT")
    assert [(int(row.reading.value), row.reading.state, row.difference and row.difference.used) for row in found[:2]] == [
        (25034, "accepted", 218), (25030, "replaced", None),
    ]  # fmt: skip


def test_all_counters_in_one_list_stand_as_on_the_meter(ana, point):
    submit(ana, point)
    found = history.reading_list(past.load_past(point), since=None)
    assert [row.reading.code for row in found[:4]] == ["VT", "MT", "VT", "MT"]


# --- Whose it is ----------------------------------------------------------------------------------------------------------------
def test_what_was_read_before_the_customer_moved_in_is_not_shown(ana, point):
    period = point.periods.get()
    period.valid_from = dt.date(2026, 3, 1)
    period.save()
    since = occupancy.occupancy(point, user=ana, day=dt.date(2026, 5, 3)).since
    assert since == dt.date(2026, 3, 1)
    assert [on for on, _, _ in rows(point, since=since)] == [dt.date(2026, 4, 1), dt.date(2026, 3, 1)]


def test_periods_without_a_gap_are_one_stay_and_an_earlier_stay_is_none(ana, point):
    period = point.periods.get()
    for first, last in ((dt.date(2020, 1, 1), dt.date(2021, 12, 31)), (dt.date(2025, 6, 1), dt.date(2025, 12, 31))):
        factories.SupplyPeriodFactory(supply_point=point, customer=period.customer, valid_from=first, valid_to=last)
    stay = occupancy.occupancy(point, user=ana, day=dt.date(2026, 5, 3))
    assert (stay.since, stay.payer) == (dt.date(2025, 6, 1), period.customer)
