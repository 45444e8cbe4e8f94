"""Supply points, meters, registers, readings, windows and reminders."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from meters import models as meters
from tests.factories.accounts import CustomerFactory, UserFactory
from tests.factories.day import DAY
from tests.factories.tenants import UtilityFactory


class OperatorFactory(DjangoModelFactory):
    class Meta:
        model = meters.Operator

    code = factory.Sequence(lambda n: f"operator-{n}")
    name = factory.Sequence(lambda n: f"Operator {n}")
    commodity = "electricity"


class SupplyPointFactory(DjangoModelFactory):
    class Meta:
        model = meters.SupplyPoint

    utility = factory.SubFactory(UtilityFactory)
    number = factory.Sequence(lambda n: f"3-{700_000 + n}")
    number_search = factory.LazyAttribute(lambda point: "".join(filter(str.isalnum, point.number)))
    commodity = "electricity"
    street = "Slovenska cesta 1"
    postcode = "1000"
    city = "Ljubljana"


class SupplyPeriodFactory(DjangoModelFactory):
    class Meta:
        model = meters.SupplyPeriod

    customer = factory.SubFactory(CustomerFactory)
    supply_point = factory.SubFactory(SupplyPointFactory, utility=factory.SelfAttribute("..customer.utility"))
    valid_from = DAY


class MeterFactory(DjangoModelFactory):
    class Meta:
        model = meters.Meter

    supply_point = factory.SubFactory(SupplyPointFactory)
    serial = factory.Sequence(lambda n: f"{8_000_000 + n}")
    serial_search = factory.SelfAttribute("serial")
    installed_on = DAY


class RegisterFactory(DjangoModelFactory):
    class Meta:
        model = meters.Register

    meter = factory.SubFactory(MeterFactory)
    code = "ET"
    unit = "kWh"
    whole_digits = 6


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        model = meters.Submission

    meter = factory.SubFactory(MeterFactory)
    supply_point = factory.SelfAttribute("meter.supply_point")
    number = factory.Sequence(lambda n: f"R-{n:06d}")
    read_on = DAY
    received_at = factory.LazyFunction(timezone.now)
    window_first = DAY
    window_last = DAY + dt.timedelta(days=4)
    form_key = factory.Sequence(lambda n: f"form-{n}")


class SubmissionPhotoFactory(DjangoModelFactory):
    class Meta:
        model = meters.SubmissionPhoto

    submission = factory.SubFactory(SubmissionFactory)
    content = b"\xff\xd8\xff"


class ReadingBatchFactory(DjangoModelFactory):
    class Meta:
        model = meters.ReadingBatch

    number = factory.Sequence(lambda n: n + 1)
    made_at = factory.LazyFunction(timezone.now)


class ReadingFactory(DjangoModelFactory):
    """A settled reading of the utility. A customer's own: ``source="customer"`` with ``window_first``."""

    class Meta:
        model = meters.Reading

    register = factory.SubFactory(RegisterFactory)
    read_on = DAY
    value = Decimal(1000)
    source = meters.Reading.Source.UTILITY
    state = meters.Reading.State.USED


class WindowChangeFactory(DjangoModelFactory):
    class Meta:
        model = meters.WindowChange

    utility = factory.SubFactory(UtilityFactory)
    rule_key = "electricity"
    window_first = DAY
    opens_on = DAY
    open_until = DAY + dt.timedelta(days=9)


class ReminderChoiceFactory(DjangoModelFactory):
    class Meta:
        model = meters.ReminderChoice

    user = factory.SubFactory(UserFactory)
    supply_point = factory.SubFactory(SupplyPointFactory)
    channel = "email"
    is_on = True


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = meters.Reminder

    user = factory.SubFactory(UserFactory)
    supply_point = factory.SubFactory(SupplyPointFactory)
    window_first = DAY
    channel = "email"
    days_before_end = 2
