"""A good delivery arrives whole, and the second time changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Customer
from billing.models import Invoice
from meters.models import Meter, Operator, Reading, Register, SupplyPeriod, SupplyPoint
from portal.exchange.apply import Counts
from portal.models import ImportRun
from tests.portal.exchange import deliveries


@pytest.mark.django_db
def test_a_good_delivery_arrives_whole(take, delivery, in_probe):
    result = take(delivery)
    assert {name: counts.new for name, counts in result.counts.items()} == {
        "customers": 3,
        "supply_points": 3,
        "meters": 3,
        "registers": 6,
        "contracts": 3,
        "readings": 6,
        "invoices": 6,
        "invoice_lines": 12,
        "payments": 3,
        "evidence": 18,
    }
    ana = Customer.objects.get(number="1001")
    assert (ana.name, ana.search_text, ana.kind) == ("Ana Žnidaršič", "ana znidarsic copova 1 1000 ljubljana", "household")
    assert len(ana.public_id) == 16
    bill = Invoice.objects.get(number="R-01-1001")
    assert (bill.customer, bill.gross, bill.open_amount) == (ana, Decimal("122.00"), Decimal("100.00"))
    assert (bill.reference, bill.iban, bill.annulled) == ("SI121805000001070", "SI56191000000123438", False)
    assert Invoice.objects.get(number="R-02-1001").open_amount == Decimal("122.00")
    assert list(bill.lines.order_by("position").values_list("text", "price")) == [
        ("Energija VT", Decimal("0.12345")),
        ("Omrežnina", Decimal("0.12345")),
    ]
    assert Meter.objects.get(serial="M1001").serial_search == "m1001"
    assert Operator.objects.get().name == "Elektro Ljubljana"
    assert SupplyPoint.objects.get(number="3-1001").number_search == "31001"
    assert Register.objects.get(meter__serial="M1001", code="VT").unit == "kWh"
    reading = Reading.objects.get(register__meter__serial="M1001", register__code="VT")
    assert (reading.value, reading.state, reading.source, reading.read_on) == (Decimal("1234.5"), "used", "utility", date(2026, 1, 31))
    period = SupplyPeriod.objects.get(customer=ana)
    assert (period.supply_point.number, period.billing_mode, period.valid_to) == ("3-1001", "monthly", None)
    assert ImportRun.objects.get().state == "done"


@pytest.mark.django_db
def test_the_second_run_changes_nothing(take, delivery):
    delivery.pdfs["R-01-1001.pdf"] = deliveries.PDF
    first = take(delivery)
    second = take(delivery)
    assert second.changes_nothing
    counted = {name for name in first.counts if name != "evidence"}  # values on lines that are known are not looked at
    assert {name: second.counts[name].unchanged for name in counted} == {name: first.counts[name].new for name in counted}


@pytest.mark.django_db
def test_only_what_differs_is_written(take, delivery, in_probe):
    take(delivery)
    delivery.files["customers"][1]["name"] = "Bojan Kranjc"
    result = take(delivery.only("customers"))
    assert result.counts["customers"] == Counts(new=0, changed=1, unchanged=2)
    assert Customer.objects.get(number="1002").search_text.startswith("bojan kranjc")


@pytest.mark.django_db
def test_rows_and_columns_that_are_absent_are_left_alone(take, delivery, in_probe):
    delivery.files["customers"][0]["email"] = "Ana@Example.si"
    take(delivery)
    known = dict(Customer.objects.values_list("number", "public_id"))
    del delivery.files["customers"][1:]
    del delivery.files["customers"][0]["email"]
    take(delivery.only("customers"))
    assert Customer.objects.get(number="1001").email == "ana@example.si"
    assert dict(Customer.objects.values_list("number", "public_id")) == known
