"""Moj GEN-I: bills and contracts are entries of the menu, and show what the linked contract is about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import factories, people
from tests.scopes import working_for


@pytest.fixture
def gorazd(apply_preset):
    """A customer of GEN-I linked to one supply point, as the preset's rule proves it."""
    tenant = apply_preset("gen-i")
    user = people.household(tenant, username=None, full_name="Gorazd Zorman", number="300001", commodity="electricity")
    with working_for(tenant):
        point, customer = people.point_of(user), people.customer_of(user)
        user.links.update(supply_point=point)
        bill = factories.InvoiceFactory(customer=customer, supply_point=point, number="G-1", open_amount=Decimal("18.80"))
        factories.PaymentFactory(customer=customer, invoice=bill, amount=Decimal("30.00"))
        factories.ContractFactory(customer=customer, supply_point=point, number="P-77", product="Osnovna oskrba")
    return user


@pytest.fixture
def client(gorazd, page_client):
    return page_client("gen-i.localhost", gorazd, language="en")


@pytest.mark.parametrize(
    ("address", "words"), [("/billing/invoices/", ("G-1", "€18.80", "electricity, January 2026")), ("/billing/contracts/", ("P-77",))]
)
def test_g22_invoices_and_contracts_are_entries_of_the_menu_and_show_theirs(client, address, words):
    assert any(link.href == address for link in client.visit("/").links)
    text = client.visit(address).text
    assert all(word in text for word in words)


def test_g22_payments_of_the_linked_point_are_there(client):
    assert "€30.00" in client.visit("/billing/payments/").text
