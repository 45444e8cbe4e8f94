"""Bills as the customer sees them: what is open first, each with its state, lines, payment data and PDF."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Link
from tests import factories, people
from tests.scopes import working_for


@pytest.fixture
def bill_of():
    """``bill_of(ana, due_on=…)``: a bill of the person's customer and point, with two lines."""

    def make(user, **fields):
        with working_for(user.tenant):
            customer = user.links.get().customer
            point = people.point_of(user)
            invoice = factories.InvoiceFactory(customer=customer, supply_point=point, **fields)
            factories.InvoiceLineFactory(invoice=invoice, position=1, text="Električna energija VT", net=Decimal("30.00"))
            factories.InvoiceLineFactory(
                invoice=invoice, position=2, text="Omrežnina", quantity=Decimal(1), unit="mesec", price=Decimal("10"), net=Decimal("10.00")
            )
            return invoice

    return make


@pytest.fixture
def on_3_december(time_machine_at):
    time_machine_at(dt.datetime(2026, 12, 3, 11, tzinfo=dt.UTC))


@pytest.fixture
def time_machine_at():
    import time_machine

    travellers = []

    def go(instant):
        traveller = time_machine.travel(instant, tick=False)
        traveller.start()
        travellers.append(traveller)

    yield go
    for traveller in travellers:
        traveller.stop()


def test_i23_invoices_open_items_and_contracts_are_visible(ana, ana_client, bill_of, on_3_december):
    bill_of(ana, number="2026-11-000012", due_on=dt.date(2026, 12, 18))
    bill_of(ana, number="2026-10-000011", due_on=dt.date(2026, 11, 18), open_amount=Decimal("8.80"))
    bill_of(ana, number="2026-09-000010", due_on=dt.date(2026, 10, 18), open_amount=Decimal("0"))
    with working_for(ana.tenant):
        point = people.point_of(ana)
        factories.ContractFactory(customer=ana.links.get().customer, supply_point=point, number="P-77", product="Osnovna oskrba")
        factories.PaymentFactory(customer=ana.links.get().customer, amount=Decimal("40.00"))
    page = ana_client.visit("/billing/invoices/")
    assert "57,60 €" in page.text  # 48,80 + 8,80: the sum of what is open
    for words in ("2026-11-000012", "Rok 18. 12. 2026", "Zapadlo 18. 11. 2026", "Plačano"):
        assert words in page.text
    contracts = ana_client.visit("/billing/contracts/")
    assert "P-77" in contracts.text
    assert "Osnovna oskrba" in contracts.text
    assert "40,00 €" in ana_client.visit("/billing/payments/").text


def test_invoice_page_says_what_to_pay_and_what_for(ana, ana_client, bill_of, on_3_december):
    invoice = bill_of(
        ana,
        number="2026-11-000012",
        due_on=dt.date(2026, 12, 18),
        reference="SI121805000001070",
        iban="SI56191000010337441",
        recipient="Involta (primer), Primerna ulica 1, 2250 Ptuj",
        purpose="Račun 2026-11-000012",
        purpose_code="ELEC",
    )
    text = ana_client.visit(f"/billing/invoices/{invoice.public_id}/").text
    for words in (
        "Račun št. 2026-11-000012",
        "48,80 €",
        "SI12 1805000001070",
        "SI56 1910 0001 0337 441",
        "ELEC",
        "Omrežnina",
        "Skupaj brez DDV",
        "40,00 €",
        "DDV 22 %",
        "8,80 €",
    ):
        assert words in text


def test_paid_bill_asks_for_no_payment(ana, ana_client, bill_of, on_3_december):
    invoice = bill_of(ana, open_amount=Decimal(0), iban="SI56191000010337441", reference="SI121805000001070")
    assert "IBAN" not in ana_client.visit(f"/billing/invoices/{invoice.public_id}/").text


def test_pdf_is_a_download_for_its_customer_only(ana, ana_client, bojan_client, bill_of):
    invoice = bill_of(ana, number="2026/11 č;12", pdf="tests/bill.pdf")
    default_storage.save("tests/bill.pdf", ContentFile(b"%PDF-1.4 of ana"))
    address = f"/billing/invoices/{invoice.public_id}/pdf/"
    response = ana_client.get(address)
    assert b"".join(response.streaming_content) == b"%PDF-1.4 of ana"
    assert response["Content-Disposition"] == 'attachment; filename="2026-11---12.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert bojan_client.get(address).status_code == 404
    default_storage.delete("tests/bill.pdf")


def test_missing_pdf_is_404_not_500(ana, ana_client, bill_of):
    invoice = bill_of(ana, pdf="tests/gone.pdf")
    assert ana_client.get(f"/billing/invoices/{invoice.public_id}/pdf/").status_code == 404


def test_stranger_gets_404_and_who_may_only_submit_403(ana, bojan, bojan_client, page_client, bill_of):
    invoice = bill_of(ana)
    address = f"/billing/invoices/{invoice.public_id}/"
    assert bojan_client.get(address).status_code == 404
    helper = people.person(ana.tenant, username="helper", full_name="Helena Kos")
    with working_for(ana.tenant):
        factories.LinkFactory(user=helper, customer=invoice.customer, role=Link.Role.MAY_SUBMIT)
    client = page_client("involta.localhost", helper)
    assert client.get(address).status_code == 403
    assert invoice.number not in client.visit("/billing/invoices/").text


def test_link_to_one_point_shows_only_that_points_bills(ana, page_client, bill_of):
    invoice = bill_of(ana, number="B-POINT")
    with working_for(ana.tenant):
        other = factories.InvoiceFactory(customer=invoice.customer, number="B-OTHER")
        person = people.person(ana.tenant, username="partner", full_name="Pavel Kos")
        factories.LinkFactory(user=person, customer=invoice.customer, supply_point=invoice.supply_point)
    client = page_client("involta.localhost", person)
    page = client.visit("/billing/invoices/")
    assert "B-POINT" in page.text
    assert "B-OTHER" not in page.text
    assert client.get(f"/billing/invoices/{other.public_id}/").status_code == 404


def test_bills_of_whoever_lived_there_before_stay_theirs(ana, page_client, bill_of):
    """A link to a supply point opens what its customer was billed there, not what others were."""
    old = bill_of(ana, number="B-BEFORE")
    with working_for(ana.tenant):
        contract = factories.ContractFactory(customer=old.customer, supply_point=old.supply_point)
        newcomer = people.person(ana.tenant, username="newcomer", full_name="Nada Kos")
        after = factories.CustomerFactory(utility=old.utility)
        factories.LinkFactory(user=newcomer, customer=after, supply_point=old.supply_point)
        own = factories.InvoiceFactory(customer=after, supply_point=old.supply_point, number="B-AFTER")
    client = page_client("involta.localhost", newcomer)
    page = client.visit("/billing/invoices/")
    assert own.number in page.text
    assert old.number not in page.text
    for address in (f"invoices/{old.public_id}/", f"invoices/{old.public_id}/pdf/", f"contracts/{contract.public_id}/"):
        assert client.get(f"/billing/{address}").status_code == 404


def test_link_that_ended_shows_nothing(ana, ana_client, bill_of):
    invoice = bill_of(ana)
    with working_for(ana.tenant):
        ana.links.update(valid_to=dt.date(2026, 1, 31))
    assert ana_client.get(f"/billing/invoices/{invoice.public_id}/").status_code == 404
    assert invoice.number not in ana_client.visit("/billing/invoices/").text


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_bills_asks_the_same_number_of_queries(ana, ana_client, bill_of, count):
    for _ in range(count):
        bill_of(ana)
    ana_client.visit("/billing/invoices/")
    ana_client.visit("/billing/invoices/")
    assert len(ana_client.queries) <= 6, ana_client.queries


def test_first_bill_is_announced_where_there_is_none(ana, ana_client):
    assert "Računa še ni." in ana_client.visit("/billing/invoices/").text
