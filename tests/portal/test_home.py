"""The overview: what can be done now, what is owed, what was read last; for nobody else to see."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from accounts.models import Link
from accounts.services import linking
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


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Link.End.OWN, "Povezavo ste prekinili sami, 3. decembra 2026."),
        (Link.End.OBJECTION, "Ukinjen je bil 3. decembra 2026, ker se nekdo, ki smo ga obvestili o povezavi, z njo ni strinjal."),
        (Link.End.STAFF, "3. decembra 2026 ga je ukinilo podjetje Moja Involta."),
    ],
)
def test_whoever_has_lost_access_is_told_since_when_why_and_what_to_do(on_3_december, ana, ana_client, reason, words):
    with working_for(ana.tenant):
        linking.unlink(link=ana.links.get(), by="tests", reason=reason)
    main = ana_client.visit("/").main
    assert "Vaš dostop je prenehal" in main
    assert words in main
    assert "uporabniški račun znova povežite" in main
    assert "še ni povezan" not in main
    assert [link.href for link in ana_client.visit("/").links if link.href == "/accounts/link/"]


def test_whose_supply_has_ended_is_told_of_its_last_day_and_of_what_is_left(on_3_december, ana, ana_client, ana_point):
    last = dt.date(2026, 11, 30)
    with working_for(ana.tenant):
        link = ana.links.get()
        ana_point.periods.update(valid_to=last)
        linking.close_links(customer_id=link.customer_id, supply_point_id=None, last_day=last, by="tests")
    main = ana_client.visit("/").main
    assert "Dobava pri podjetju Moja Involta, na katero je bil vezan vaš dostop, se je končala 30. novembra 2026." in main
    assert "Odčitke in račune iz tistega časa še vedno najdete v meniju." in main


def test_the_rows_are_called_after_what_is_measured_not_after_the_form(on_3_december, ana_client, ana_point):
    page = ana_client.visit("/")
    assert "Električna energija" in page.main
    assert "ODDAJ STANJE ŠTEVCA" not in page.main


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


@pytest.mark.parametrize(("source", "said"), [("estimate", True), ("utility", False)])
def test_an_estimate_does_not_pass_for_a_reading(on_3_december, involta, ana_client, ana_point, source, said):
    """The form compares with the last true reading: two different "last" values would puzzle."""
    with working_for(involta):
        meter = ana_point.meters.get()
        for register in meter.registers.all():
            factories.ReadingFactory(register=register, read_on=dt.date(2026, 11, 30), source=source)
    last = ana_client.visit("/").text.split("Zadnji odčitek")[1][:200]
    assert "30. novembra 2026" in last
    assert ("ocenjeno" in last) is said
