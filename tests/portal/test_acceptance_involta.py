"""Walk I-14, I-16, I-17, I-23 and I-24: what a customer of Moja Involta with electricity and gas finds after signing in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from billing.models import Invoice
from meters.models import SupplyPoint
from tests import factories, people
from tests.meters.readings import past, second_point
from tests.scopes import working_for

MAY_3 = dt.datetime(2026, 5, 3, 8, 0, tzinfo=dt.UTC)
"""A Sunday, 10.00 in Ljubljana: the electricity window from the 1st to the 5th is open, gas always is."""

E_TITLE = "ODDAJ STANJE ŠTEVCA ELEKTRIČNE ENERGIJE"
G_TITLE = "ODDAJ STANJE ŠTEVCA PLINOMERA"


@pytest.fixture(autouse=True)
def _on_may_3() -> Iterator[None]:
    with time_machine.travel(MAY_3, tick=False):
        yield


@pytest.fixture
def gas(ana: Any) -> SupplyPoint:
    """Ana's second point."""
    return second_point(ana)


@pytest.fixture
def bills(ana: Any, ana_point: SupplyPoint, gas: SupplyPoint) -> dict[str, Invoice]:
    """Electricity partly paid and gas unpaid, one paid bill of each, a contract and a payment for each."""
    found = {}
    with working_for(ana.tenant):
        customer = people.customer_of(ana)
        for commodity, point, owed in (("electricity", ana_point, "28.80"), ("gas", gas, "48.80")):
            factories.ContractFactory(customer=customer, supply_point=point, commodity=commodity, number=f"P-{commodity}")
            what = {"customer": customer, "supply_point": point, "commodity": commodity}
            march = {"service_from": dt.date(2026, 3, 1), "service_to": dt.date(2026, 3, 31)}
            april = {"service_from": dt.date(2026, 4, 1), "service_to": dt.date(2026, 4, 30)}
            paid = factories.InvoiceFactory(**what, **march, number=f"3-{commodity}", due_on=dt.date(2026, 4, 18), open_amount=Decimal(0))
            factories.PaymentFactory(customer=customer, invoice=paid, paid_on=dt.date(2026, 4, 14), amount=paid.gross)
            found[commodity] = factories.InvoiceFactory(
                **what, **april, number=f"4-{commodity}", due_on=dt.date(2026, 5, 18), open_amount=Decimal(owed)
            )
    return found


def test_i14_the_overview_says_why_and_offers_both_forms_and_the_bills(ana_client, ana_point, gas, involta):
    with working_for(involta):
        past(ana_point, VT=24816, MT=18302)
    page = ana_client.visit("/")
    assert "Zakaj MOJA INVOLTA" in page.main
    assert "enostaven pregled nad vašo porabo, izdanimi računi, stanjem plačil in odprtih postavk" in page.main
    assert "Električna energija" in page.main
    assert "Zemeljski plin" in page.main
    assert "Moji računi in pogodbe" in page.main
    forms = [link.href for link in page.links if link.href.endswith("/submit/")]
    assert [ana_client.visit(address).h1 for address in forms] == [E_TITLE, G_TITLE]
    assert page.follow("Vsi računi in plačila").path == "/billing/invoices/"
    assert page.follow("Pogodbe").path == "/billing/contracts/"


def test_i14_signing_in_leads_there(visitor, ana):
    page = visitor.visit("/accounts/login/").submit("/accounts/login/", login="ana", password=factories.PASSWORD)
    assert page.path == "/"
    assert "Zakaj MOJA INVOLTA" in page.main


def test_i16_the_gas_form_names_payer_point_date_and_one_volume(ana_client, gas):
    page = ana_client.visit(f"/meters/{gas.public_id}/submit/")
    assert "Plačnik merilnega mesta: Ana Novak" in page.main
    assert f"Številka merilnega mesta: {gas.number}" in page.main
    assert "Datum odčitka" in page.main
    assert [name for name in page.form().names if name.startswith("value_")] == ["value_gas"]


def test_i17_with_several_points_the_customer_chooses_and_nothing_about_the_point_is_typed(ana_client, ana_point, gas):
    chosen = ana_client.visit("/meters/")
    addresses = [f"/meters/{point.public_id}/submit/" for point in (ana_point, gas)]
    assert [link.href for link in chosen.links if link.href.endswith("/submit/")] == addresses
    for address, point in zip(addresses, (ana_point, gas), strict=True):
        page = ana_client.visit(address)
        assert f"Številka merilnega mesta: {point.number}" in page.main
        assert "Plačnik merilnega mesta: Ana Novak" in page.main
        assert all(name == "read_on" or name.startswith("value_") for name in page.form().names)


def test_i17_one_point_needs_no_choice(ana_client, ana_point):
    page = ana_client.visit(f"/meters/{ana_point.public_id}/submit/")
    assert [link.href for link in page.links if link.href.endswith("/submit/")] == []


def test_i23_bills_with_their_payment_state_are_there_for_electricity_and_gas(ana_client, bills):
    page = ana_client.visit("/billing/invoices/")
    for words in (
        "4-electricity električna energija, april 2026",
        "4-gas zemeljski plin, april 2026",
        "3-electricity električna energija, marec 2026",
        "3-gas zemeljski plin, marec 2026",
    ):
        assert words in page.main
    assert page.main.count("Plačano") == 2
    assert "Delno plačano, ostanek do 18. 5. 2026" in page.main
    assert "Rok 18. 5. 2026" in page.main
    for commodity in bills:
        assert ana_client.visit(f"/billing/invoices/{bills[commodity].public_id}/").h1.endswith(f"4-{commodity}")


def test_i23_open_items_and_their_sum_take_both_together(ana_client, bills):
    for page in (ana_client.visit("/"), ana_client.visit("/billing/invoices/")):
        assert "77,60 €" in page.main  # 28,80 + 48,80
        assert "2 odprta računa" in page.main
        assert "28,80 € · električna energija" in page.main
        assert "48,80 € · zemeljski plin" in page.main


def test_i23_contracts_and_payments_are_there_for_both(ana_client, bills):
    contracts = ana_client.visit("/billing/contracts/")
    for number, commodity in (("P-electricity", "električna energija"), ("P-gas", "zemeljski plin")):
        assert f"{number} {commodity}" in contracts.main
        assert ana_client.visit(contracts.link(number)).h1.endswith(number)
    payments = ana_client.visit("/billing/payments/")
    assert {link.text for link in payments.links if link.href.startswith("/billing/invoices/")} >= {"3-electricity", "3-gas"}


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/activate/resend/", "/help/"])
def test_i24_the_suppliers_address_is_on_every_page_before_signing_in(visitor, involta, path):
    assert "mailto:info@involta.si" in [link.href for link in visitor.visit(path).links]


@pytest.mark.parametrize("path", ["/", "/meters/", "/billing/invoices/", "/billing/contracts/", "/accounts/profile/", "/help/"])
def test_i24_and_on_every_page_after(ana_client, ana_point, path):
    assert "mailto:info@involta.si" in [link.href for link in ana_client.visit(path).links]


def test_i24_and_where_a_page_was_not_found(ana_client):
    assert "mailto:info@involta.si" in [link.href for link in ana_client.visit("/nowhere/", status=404).links]
