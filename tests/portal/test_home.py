"""The overview: what can be done now, what is owed, what was read last; for nobody else to see."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from tests import factories, people
from tests.scopes import working_for


@pytest.fixture
def on_3_december():
    with time_machine.travel(dt.datetime(2026, 12, 3, 11, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def on_10_december():
    with time_machine.travel(dt.datetime(2026, 12, 10, 11, tzinfo=dt.UTC), tick=False):
        yield


def test_visitor_is_led_to_the_entrance(visitor):
    page = visitor.visit("/")
    assert page.redirects[-1][1].startswith("/accounts/login/")


def test_open_window_says_how_long_and_leads_to_the_form(on_3_december, ana, ana_client, ana_point):
    page = ana_client.visit("/")
    assert "Še 3 dni" in page.text
    assert "sobote, 5. decembra" in page.text
    assert "Še ni oddano" in page.text
    assert any(link.href == f"/meters/{ana_point.public_id}/submit/" for link in page.links)


def test_closed_window_names_the_next_one(on_10_december, ana, ana_client):
    text = ana_client.visit("/").text
    assert "Oddaja stanja je zaprta" in text
    assert "1. januarja" in text


def test_what_is_owed_stands_with_its_bills(on_3_december, ana, ana_client, ana_point):
    with working_for(ana.tenant):
        customer = people.customer_of(ana)
        factories.InvoiceFactory(customer=customer, supply_point=ana_point, due_on=dt.date(2026, 11, 20), open_amount=Decimal("43.42"))
        factories.InvoiceFactory(customer=customer, supply_point=ana_point, due_on=dt.date(2026, 12, 18), open_amount=Decimal("58.30"))
    text = ana_client.visit("/").text
    assert "101,72 €" in text
    assert "Zapadlo 20. 11. 2026" in text
    assert "2 odprta računa" in text


def test_unlinked_account_is_told_what_to_do(unlinked, page_client):
    text = page_client("involta.localhost", unlinked).visit("/").text
    assert "Vaš uporabniški račun še ni povezan" in text


@pytest.mark.parametrize("count", [1, 3])
def test_overview_asks_at_most_eight_queries_however_many_points(on_3_december, ana, ana_client, ana_point, count):
    with working_for(ana.tenant):
        customer = people.customer_of(ana)
        for _ in range(count):
            point = factories.SupplyPointFactory(utility=customer.utility, commodity="gas")
            factories.SupplyPeriodFactory(supply_point=point, customer=customer)
            meter = factories.MeterFactory(supply_point=point)
            factories.RegisterFactory(meter=meter, code="GAS", unit="m³", whole_digits=5)
            factories.InvoiceFactory(customer=customer, supply_point=point)
    ana_client.visit("/")
    ana_client.visit("/")
    assert len(ana_client.queries) <= 8, ana_client.queries
