"""Readings that come back from billing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from meters.models import Reading, Register
from tests.portal.exchange.deliveries import meter, reading, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(take, delivery, in_probe):
    """A reading that a customer handed in here and that went to billing."""
    take(delivery)
    return Reading.objects.create(
        register=Register.objects.get(meter__serial="M1001", code="VT"),
        read_on=date(2026, 2, 28),
        value=Decimal("1300"),
        source="customer",
        state="sent",
        window_first=date(2026, 3, 1),
    )


def states():
    rows = Reading.objects.filter(register__meter__serial="M1001", register__code="VT", read_on=date(2026, 2, 28))
    return sorted(rows.values_list("source", "state", "value"))


def test_a_customers_reading_that_billing_used_becomes_used(take, delivery, mine):
    delivery.files["readings"] = [reading("3-1001", "M1001", "VT", "28.02.2026", "1300", source="customer")]
    assert take(delivery.only("readings")).counts["readings"].changed == 1
    assert states() == [("customer", "used", Decimal("1300"))]
    assert take(delivery.only("readings")).changes_nothing


def test_another_value_is_kept_beside_it_as_the_utilitys(take, delivery, mine):
    delivery.files["readings"] = [reading("3-1001", "M1001", "VT", "28.02.2026", "1301", source="customer")]
    take(delivery.only("readings"))
    assert states() == [("customer", "sent", Decimal("1300")), ("utility", "used", Decimal("1301"))]
    assert take(delivery.only("readings")).changes_nothing


def test_a_corrected_reading_takes_the_place_of_the_old(take, delivery, in_probe):
    take(delivery)
    delivery.files["readings"][0]["value"] = "1240,5"
    assert take(delivery.only("readings")).counts["readings"].changed == 1
    assert Reading.objects.get(register__meter__serial="M1001", register__code="VT").value == Decimal("1240.5")


def test_without_a_meter_the_one_that_hung_there_is_meant(take, delivery, in_probe):
    delivery.files["meters"][0]["removed_on"] = "31.12.2025"
    delivery.files["meters"].append(meter("3-1001", "M2001", installed_on="01.01.2026"))
    delivery.files["registers"].append(register("3-1001", "M2001", "VT"))
    delivery.files["readings"] = [
        reading("3-1001", "", "VT", "31.12.2025", "900", source="exchange_out"),
        reading("3-1001", "", "VT", "01.01.2026", "0", source="exchange_in"),
    ]
    take(delivery)
    found = Reading.objects.filter(register__meter__supply_point__number="3-1001").order_by("read_on")
    assert list(found.values_list("register__meter__serial", "source")) == [("M1001", "exchange_out"), ("M2001", "exchange_in")]
