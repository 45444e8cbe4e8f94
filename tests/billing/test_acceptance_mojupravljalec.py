"""mojupravljalec.si: monthly bills, the ledger card, recent transactions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from tests import factories, people
from tests.scopes import working_for


@pytest.fixture
def klara(apply_preset):
    """A customer of a utility at mojupravljalec.si: cold water."""
    tenant = apply_preset("mojupravljalec")
    user = people.household(tenant, username=None, full_name="Klara Kos", number="200001", commodity="water")
    with working_for(tenant):
        customer, point = people.customer_of(user), people.point_of(user)
        for month, paid in ((9, True), (10, False)):
            bill = factories.InvoiceFactory(
                customer=customer,
                supply_point=point,
                commodity="water",
                number=f"2026-{month}-1",
                issued_on=dt.date(2026, month + 1, 4),
                due_on=dt.date(2026, month + 1, 18),
                service_from=dt.date(2026, month, 1),
                service_to=dt.date(2026, month, 28),
                gross=Decimal("21.50"),
                open_amount=Decimal(0 if paid else "21.50"),
            )
            if paid:
                factories.PaymentFactory(customer=customer, invoice=bill, paid_on=dt.date(2026, 10, 17), amount=Decimal("21.50"))
    return user


@pytest.fixture
def klara_client(klara, page_client):
    with time_machine.travel(dt.datetime(2026, 11, 10, 11, tzinfo=dt.UTC), tick=False):
        yield page_client("mojupravljalec.localhost", klara, language="en")


def test_ma12_monthly_invoices_and_the_ledger_card_are_visible(klara_client):
    bills = klara_client.visit("/billing/invoices/")
    assert "2026-10-1" in bills.text
    assert "water, October 2026" in bills.text
    [link] = {link.href for link in bills.links if link.href == "/billing/ledger/"}
    card = klara_client.visit(link)
    for words in ("Bill 2026-9-1", "17 Oct 2026", "Payment", "for bill 2026-9-1", "Bill 2026-10-1", "€21.50"):
        assert words in card.text, words


def test_ma12_the_card_is_called_as_the_utility_calls_it(klara, klara_client, page_client):
    page = page_client("mojupravljalec.localhost", klara).visit("/billing/ledger/")
    assert "Finančna kartica" in page.text


def test_mb09_recent_transactions_stand_on_the_overview(klara_client):
    page = klara_client.visit("/")
    assert "Recent transactions" in page.text
    assert "Bill 2026-10-1" in page.text
    assert "for bill 2026-9-1" in page.text
    assert any(link.href == "/billing/ledger/" for link in page.links)


def test_mb09_the_reading_of_the_linked_point_can_be_handed_in_at_once(klara, klara_client):
    address = f"/meters/{people.point_of(klara).public_id}/submit/"
    assert any(link.href == address for link in klara_client.visit("/").links)
    assert klara_client.visit(address).forms


def test_a_tenant_without_ledger_in_its_menu_shows_no_transactions_on_the_overview(ana, page_client):
    with working_for(ana.tenant):
        factories.PaymentFactory(customer=people.customer_of(ana), amount=Decimal("40.00"))
    assert "Recent transactions" not in page_client("involta.localhost", ana, language="en").visit("/").text
