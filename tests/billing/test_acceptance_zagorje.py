"""Moja Komunala Zagorje: bills, announced by the manual as coming."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import factories, people
from tests.scopes import working_for


@pytest.fixture
def client(cilka, page_client):
    with working_for(cilka.tenant):
        customer, point = people.customer_of(cilka), people.point_of(cilka)
        bill = {"customer": customer, "supply_point": point, "commodity": "water"}
        factories.InvoiceFactory(number="Z-1", open_amount=Decimal("48.80"), **bill)
        paid = factories.InvoiceFactory(number="Z-2", open_amount=Decimal(0), **bill)
        factories.PaymentFactory(customer=customer, invoice=paid)
    return page_client("zagorje.localhost", cilka, language="en")


def test_z35_bills_with_what_is_open_and_how_it_is_paid(client):
    assert any(link.href == "/billing/invoices/" for link in client.visit("/").links)
    page = client.visit("/billing/invoices/")
    for words in ("Z-1", "Z-2", "water, January 2026", "Paid"):
        assert words in page.text
    [link] = {link.href for link in page.links if "How to pay" in link.text}
    bill = client.visit(link)
    assert "Komunala Zagorje (primer), Primerna cesta 5, 1410 Zagorje ob Savi" in bill.text
    assert "Pay with a QR code" in bill.text


def test_z35_payments_are_listed(client):
    assert "Z-2" in client.visit("/billing/payments/").text
