"""The database has the last word: one test for each rule that it holds for meters and readings."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from meters.models import Reading
from tests import factories

pytestmark = pytest.mark.django_db

MAY_1 = dt.date(2026, 5, 1)
BY_CUSTOMER = {"source": Reading.Source.CUSTOMER, "state": Reading.State.ACCEPTED, "window_first": MAY_1, "read_on": MAY_1}


@pytest.fixture
def register(in_involta):
    return factories.RegisterFactory()


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


@pytest.mark.parametrize("state", Reading.EFFECTIVE)
def test_one_effective_reading_per_register_and_window(register, state):
    factories.ReadingFactory(register=register, **BY_CUSTOMER)
    refused(lambda: factories.ReadingFactory(register=register, **BY_CUSTOMER | {"state": state}))


@pytest.mark.parametrize(
    "other",
    [{"state": "replaced"}, {"state": "needs_review"}, {"state": "refused"}, {"kind": "own"}, {"window_first": dt.date(2026, 6, 1)}],
)
def test_what_is_not_effective_may_stand_beside_it(register, other):
    factories.ReadingFactory(register=register, **BY_CUSTOMER)
    factories.ReadingFactory(register=register, **BY_CUSTOMER | other)
    assert Reading.objects.count() == 2


def test_no_reading_below_zero(register):
    refused(lambda: factories.ReadingFactory(register=register, value=Decimal(-1)))


def test_a_customers_reading_belongs_to_a_window(register):
    refused(lambda: factories.ReadingFactory(register=register, **BY_CUSTOMER | {"window_first": None}))


def test_one_settled_reading_per_register_day_and_source(register):
    factories.ReadingFactory(register=register)
    refused(lambda: factories.ReadingFactory(register=register))


def test_a_meter_is_not_removed_before_it_was_installed(in_involta):
    refused(lambda: factories.MeterFactory(installed_on=MAY_1, removed_on=MAY_1 - dt.timedelta(days=1)))


def test_a_period_does_not_end_before_it_began(in_involta):
    refused(lambda: factories.SupplyPeriodFactory(valid_from=MAY_1, valid_to=MAY_1 - dt.timedelta(days=1)))


def test_a_meter_has_each_register_once(register):
    refused(lambda: factories.RegisterFactory(meter=register.meter, code=register.code))


def test_a_serial_hangs_once_at_a_point_from_a_day(register):
    meter = register.meter
    refused(lambda: factories.MeterFactory(supply_point=meter.supply_point, serial=meter.serial, installed_on=meter.installed_on))


def test_a_number_names_one_point_of_a_utility_and_commodity(in_involta):
    point = factories.SupplyPointFactory()
    refused(lambda: factories.SupplyPointFactory(utility=point.utility, commodity=point.commodity, number=point.number))
    factories.SupplyPointFactory(utility=point.utility, commodity="gas", number=point.number)


@pytest.mark.parametrize("field", ["number", "form_key"])
def test_receipt_number_and_form_key_are_given_once(in_involta, field):
    first = factories.SubmissionFactory()
    refused(lambda: factories.SubmissionFactory(meter=first.meter, **{field: getattr(first, field)}))
