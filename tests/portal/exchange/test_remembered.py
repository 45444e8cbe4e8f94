"""Known lines are passed over on PostgreSQL: what comes out is the same as where every line is read, which is what SQLite does."""

from __future__ import annotations

import pytest

from accounts.models import Customer
from billing.models import Invoice
from meters.models import Reading
from portal.exchange import ImportRefused, remembered, rows
from portal.exchange.apply import Counts
from tenants import scope
from tests.portal.exchange.deliveries import Delivery, customer, invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(monkeypatch):
    """Lines whose cells were read since the last look."""
    lines = []
    good = rows.RowReader._good

    def counting(self, places, numbers, records, behind):
        lines.extend((self.source.file.name, line) for line in numbers)
        return good(self, places, numbers, records, behind)

    monkeypatch.setattr(rows.RowReader, "_good", counting)

    def look():
        seen = sorted(lines)
        lines.clear()
        return seen

    return look


@pytest.mark.postgresql
def test_only_lines_that_differ_are_read(take, delivery, read):
    take(delivery)
    read()
    delivery.files["customers"][1]["name"] = "Bojan Kranjc"
    result = take(delivery.only("customers", "invoices"))
    assert read() == [("customers", 3)]
    assert result.counts["customers"] == Counts(new=0, changed=1, unchanged=2)
    assert result.counts["invoices"] == Counts(new=0, changed=0, unchanged=6)


def test_what_changed_and_changed_back_is_as_it_was(take, delivery, in_probe):
    for name in ("Ana Prva", "Ana Druga", "Ana Prva"):
        delivery.files["customers"][0]["name"] = name
        take(delivery.only("customers"))
        assert Customer.objects.get(number="1001").name == name


@pytest.mark.postgresql
@pytest.mark.parametrize("change", ["tenant's file", "header", "code", "key"])
def test_what_could_read_a_line_otherwise_has_all_lines_read_again(take, delivery, read, apply_probe, monkeypatch, settings, change):
    customers, tenant = delivery.only("customers"), apply_probe("")
    take(customers)
    read()
    if change == "tenant's file":
        tenant = apply_probe('[exchange.values.customers.kind]\n"g" = "household"\n')
    if change == "header":
        customers.files["customers"] = [row | {"phone": ""} for row in customers.files["customers"]]
    if change == "code":
        monkeypatch.setattr(remembered, "_code", lambda: b"another release")
    if change == "key":
        settings.EVIDENCE_KEY = "another-key-of-the-same-length-0123456789-abcdefghijk"
    result = take(customers, tenant)
    assert len(read()) == 3
    assert result.counts["customers"] == Counts(new=0, changed=0, unchanged=3)
    take(customers, tenant)
    assert read() == []


def test_a_row_twice_is_found_beside_known_lines(take, delivery):
    take(delivery)
    delivery.files["customers"].append(customer("1002", "Somebody Else"))
    delivery.files["invoices"].append(delivery.files["invoices"][0])
    with pytest.raises(ImportRefused) as refused:
        take(delivery)
    found = [(problem.file, problem.line, problem.column, problem.value) for problem in refused.value.problems]
    assert found == [("customers.csv", 5, "number", "1002"), ("invoices.csv", 8, "number", "R-01-1001")]


def test_a_bill_of_an_unchanged_customer_finds_it(take, delivery, in_probe):
    take(delivery)
    delivery.files["invoices"].append(invoice("R-03-1001", "1001", "3-1001"))
    assert take(delivery).counts["invoices"] == Counts(new=1, changed=0, unchanged=6)
    assert Invoice.objects.get(number="R-03-1001").customer.number == "1001"


def test_a_row_that_is_gone_comes_back(take, delivery, in_probe):
    take(delivery)
    Invoice.objects.get(number="R-01-1001").delete()
    assert take(delivery).counts["invoices"] == Counts(new=1, changed=0, unchanged=5)
    assert Reading.objects.count() == 6


def test_one_tenants_lines_are_not_known_at_another(take, delivery, apply_probe):
    customers = Delivery(delivery.folder, {"customers": [customer("1001")]})
    take(customers)
    other = apply_probe("", slug="other")
    assert take(customers, other).counts["customers"] == Counts(new=1, changed=0, unchanged=0)
    with scope.bound(other):
        assert Customer.objects.count() == 1


@pytest.mark.postgresql
def test_the_digest_is_an_hmac_and_no_plain_hash(take, delivery, in_probe, settings):
    """A line may bear a short code of a bill: without the key, nobody can try codes against the digest."""
    from django.db import connection

    take(delivery)
    with connection.cursor() as cursor:
        cursor.execute("SELECT line_digest FROM billing_invoice")
        before = set(cursor.fetchall())
    assert len(before) == 6
    settings.EVIDENCE_KEY = "another-key-of-the-same-length-0123456789-abcdefghijk"
    take(delivery)
    with connection.cursor() as cursor:
        cursor.execute("SELECT line_digest FROM billing_invoice")
        assert not before & set(cursor.fetchall())
