"""The ledger card: whose it is, what stands on it, how it is cut by year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import Link
from billing.models import Invoice
from tenants import middleware
from tests import factories, people
from tests.accounts.files import apply_changed
from tests.scopes import working_for

DAY = dt.date


def fill(user, *, months=1):
    """A year's bill and payment for each month, the earliest first; the last one is not paid."""
    with working_for(user.tenant):
        customer = people.customer_of(user)
        for month in range(months):
            issued = DAY(2026, 1, 5) + dt.timedelta(days=14 * month)
            paid = month < months - 1
            bill = factories.InvoiceFactory(
                customer=customer,
                number=f"B-{customer.number}-{month:02d}",
                issued_on=issued,
                due_on=issued + dt.timedelta(days=13),
                gross=Decimal("10.00"),
                open_amount=Decimal(0 if paid else 10),
            )
            if paid:
                factories.PaymentFactory(customer=customer, invoice=bill, paid_on=issued + dt.timedelta(days=9), amount=Decimal("10.00"))
        return customer


@pytest.fixture(autouse=True)
def _with_ledger(involta):
    """Involta's file has no ledger card; here it does."""
    apply_changed("involta", ('entries = ["overview", ', 'entries = ["overview", "ledger", '))
    middleware.hosts.clear()


@pytest.fixture
def reader(ana, page_client):
    return page_client("involta.localhost", ana, language="en")


def test_balance_runs_through_bills_parts_overpayment_credit_note_and_annulled_bill(ana, reader):
    with working_for(ana.tenant):
        customer = people.customer_of(ana)
        bill = {"customer": customer, "gross": Decimal("40.00")}
        first = factories.InvoiceFactory(number="B-1", issued_on=DAY(2026, 1, 5), open_amount=Decimal(-5), **bill)
        factories.PaymentFactory(customer=customer, invoice=first, paid_on=DAY(2026, 1, 15), amount=Decimal("15.00"))
        factories.PaymentFactory(customer=customer, invoice=first, paid_on=DAY(2026, 1, 25), amount=Decimal("30.00"))
        factories.InvoiceFactory(number="B-2", issued_on=DAY(2026, 2, 5), annulled=True, open_amount=Decimal(0), **bill)
        factories.InvoiceFactory(number="B-3", issued_on=DAY(2026, 3, 5), open_amount=Decimal(40), **bill)
        kind = Invoice.Kind.CREDIT_NOTE
        factories.InvoiceFactory(
            customer=customer, number="C-4", kind=kind, issued_on=DAY(2026, 3, 9), gross=Decimal("12.50"), open_amount=Decimal("-12.50")
        )
    text = reader.visit("/billing/ledger/").text
    for words in ("Bill B-1", "€25.00", "−€5.00", "annulled, was €40.00", "Credit note C-4", "€22.50", "Open items"):
        assert words in text, words


def test_a_year_begins_with_what_was_carried_forward(ana, reader):
    with working_for(ana.tenant):
        customer = people.customer_of(ana)
        for year in (2024, 2025, 2026):
            factories.InvoiceFactory(customer=customer, number=f"B-{year}", issued_on=DAY(year, 3, 5), gross=Decimal(year - 2000))
    latest = reader.visit("/billing/ledger/")
    assert "Bill B-2026" in latest.text
    assert "Bill B-2025" not in latest.text
    assert "Balance brought forward €49.00" in latest.text
    middle = reader.visit("/billing/ledger/?year=2025")
    assert "Balance brought forward €24.00" in middle.text
    assert "Bill B-2024" not in middle.text
    assert "€75.00" in middle.text  # the balance of today stands above, whatever year is shown
    whole = reader.visit("/billing/ledger/?year=all").text
    assert all(f"Bill B-{year}" in whole for year in (2024, 2025, 2026))
    assert "Balance brought forward" not in whole
    assert "Bill B-2026" in reader.visit("/billing/ledger/?year=x%00y").text


def test_one_of_several_customers_is_chosen(ana, reader):
    fill(ana)
    with working_for(ana.tenant):
        other = factories.CustomerFactory(utility=people.customer_of(ana).utility, name="Zadruga Kos", number="777")
        factories.LinkFactory(user=ana, customer=other)
        factories.InvoiceFactory(customer=other, number="B-COOP")
    page = reader.visit("/billing/ledger/")
    assert "B-100001-00" in page.text
    assert "B-COOP" not in page.text
    [link] = [link for link in page.links if "Zadruga Kos" in link.text]
    assert "B-COOP" in reader.visit(f"/billing/ledger/{link.href.removeprefix('/billing/ledger/')}").text


def test_strangers_card_is_404_own_without_the_right_403(ana, bojan, page_client):
    customer = fill(ana)
    with working_for(ana.tenant):
        helper = people.person(ana.tenant, username="helper", full_name="Helena Kos")
        factories.LinkFactory(user=helper, customer=customer, role=Link.Role.MAY_SUBMIT)
        tenant_of_flat = people.person(ana.tenant, username="flat", full_name="Franc Kos")
        factories.LinkFactory(user=tenant_of_flat, customer=customer, supply_point=people.point_of(ana))
    address = f"/billing/ledger/?customer={customer.public_id}"
    assert page_client("involta.localhost", bojan).get(address).status_code == 404
    assert page_client("involta.localhost", bojan).get("/billing/ledger/?customer=%00").status_code == 404
    for person in (helper, tenant_of_flat):  # who is linked to one supply point does not see the balance of the whole customer
        client = page_client("involta.localhost", person, language="en")
        assert client.get(address).status_code == 403
        assert "There is no ledger card for your account" in client.visit("/billing/ledger/").text
    with working_for(ana.tenant):
        ana.links.update(valid_to=DAY(2026, 1, 31))
    assert page_client("involta.localhost", ana).get(address).status_code == 404


def lines_of(response):
    """The CSV without its headings."""
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return response.content.decode("utf-8-sig").split("\r\n")[1:-1]


def test_the_card_is_taken_along_as_csv_of_the_same_year_and_nothing_in_it_is_a_formula(ana, reader):
    with working_for(ana.tenant):
        customer = people.customer_of(ana)
        for year in (2025, 2026):
            factories.InvoiceFactory(customer=customer, number=f"B-{year}", issued_on=DAY(year, 3, 5), gross=Decimal("1040.50"))
        factories.PaymentFactory(customer=customer, paid_on=DAY(2026, 4, 1), amount=Decimal("2100.00"), text="=1+1")
    page = reader.visit("/billing/ledger/?year=all")
    [link] = [link.href for link in page.links if "CSV" in link.text]
    assert [line.rsplit(";", 3)[1:] for line in lines_of(reader.get(link))] == [
        ["1040.50", "", "1040.50"],
        ["1040.50", "", "2081.00"],
        ["", "2100.00", "-19.00"],
    ]
    latest = reader.get("/billing/ledger.csv?year=2026")
    assert 'filename="ledger-card-100001-2026.csv"' in latest["Content-Disposition"]
    first, bill, payment = lines_of(latest)
    assert first == "2026-01-01;Balance brought forward;;;;1040.50"
    assert bill.startswith("2026-03-05;Bill B-2026;")
    assert payment == "2026-04-01;Payment;'=1+1;;2100.00;-19.00"


def test_the_csv_of_a_stranger_is_404_and_of_ones_own_without_the_right_403(ana, bojan, page_client):
    customer = fill(ana)
    with working_for(ana.tenant):
        helper = people.person(ana.tenant, username="helper", full_name="Helena Kos")
        factories.LinkFactory(user=helper, customer=customer, role=Link.Role.MAY_SUBMIT)
    address = f"/billing/ledger.csv?customer={customer.public_id}"
    assert page_client("involta.localhost", bojan).get(address).status_code == 404
    assert page_client("involta.localhost", helper).get(address).status_code == 403
    assert page_client("involta.localhost", helper).get("/billing/ledger.csv").status_code == 404


def test_nothing_yet_says_so(reader):
    page = reader.visit("/billing/ledger/")
    assert "Everything is settled." in page.text
    assert "There is nothing here yet" in page.text


@pytest.mark.parametrize(
    "path", ["/billing/ledger/?year=all", "/billing/ledger.csv?year=all", "/billing/invoices/", "/billing/payments/", "/"]
)
def test_as_many_queries_for_2_rows_as_for_20(ana, bojan, page_client, path):
    counts = []
    for person, months in ((ana, 2), (bojan, 20)):
        fill(person, months=months)
        client = page_client("involta.localhost", person)
        client.get(path)
        assert client.get(path).status_code == 200
        counts.append(len(client.queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


def test_payments_of_one_points_bills_are_seen_by_who_is_linked_to_that_point(ana, page_client):
    with working_for(ana.tenant):
        customer, point = people.customer_of(ana), people.point_of(ana)
        person = people.person(ana.tenant, username="flat", full_name="Franc Kos")
        factories.LinkFactory(user=person, customer=customer, supply_point=point)
        bill = factories.InvoiceFactory(customer=customer, supply_point=point, number="B-FLAT")
        factories.PaymentFactory(customer=customer, invoice=bill, amount=Decimal("11.11"))
        factories.PaymentFactory(customer=customer, invoice=factories.InvoiceFactory(customer=customer), amount=Decimal("22.22"))
        factories.PaymentFactory(customer=customer, amount=Decimal("33.33"))
    text = page_client("involta.localhost", person, language="en").visit("/billing/payments/").text
    assert "€11.11" in text
    assert "€22.22" not in text
    assert "€33.33" not in text
