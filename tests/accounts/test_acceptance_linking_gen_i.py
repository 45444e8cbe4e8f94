"""Walk G-09 to G-11: four values of bill and contract link one metering point."""

from __future__ import annotations

import pytest

from accounts.models import Link, LinkAttempt
from tenants.models import Utility
from tests import factories, people
from tests.accounts.bills import printed
from tests.accounts.linking_page import PAGE, REFUSED
from tests.scopes import working_for

RIGHT = {"point_number": "3-1234567", "contract_number": "GP-2024/118", "commodity": "electricity", "operator": "EL"}


@pytest.fixture
def tenant(apply_preset):
    return apply_preset("gen-i")


@pytest.fixture
def gorazd(tenant):
    return people.person(tenant, username=None, full_name="Gorazd Zorman")


@pytest.fixture
def client(gorazd, page_client):
    return page_client("gen-i.localhost", gorazd)


@pytest.fixture
def customer(tenant):
    """Two metering points: electricity on the network of Elektro Ljubljana, gas on that of Plinarna."""
    with working_for(tenant):
        utility = Utility.objects.get()
        customer = factories.CustomerFactory(utility=utility, number="900", name="Zorman", email="")
        for number, contract, commodity, code, operator in (
            ("3-1234567", "GP-2024/118", "electricity", "EL", "Elektro Ljubljana"),
            ("55-998", "GP-2024/119", "gas", "PM", "Plinarna Maribor"),
        ):
            network = factories.OperatorFactory(code=code, name=operator)
            point = factories.SupplyPointFactory(utility=utility, number=number, commodity=commodity, operator=network)
            factories.SupplyPeriodFactory(supply_point=point, customer=customer)
            printed(customer, supply_point=point, point_number=number, operator=code)
            printed(customer, supply_point=point, group=f"contract/{contract}", contract_number=contract, commodity=commodity)
    return customer


def points_of(user):
    with working_for(user.tenant):
        return list(Link.objects.filter(user=user).order_by("pk").values_list("supply_point__number", flat=True))


@pytest.mark.parametrize("path", ["/", "/meters/"])
def test_g09_without_a_linked_contract_no_data_is_shown_and_the_page_offers_to_connect(client, customer, path):
    page = client.visit(path)
    assert "3-1234567" not in page.main
    assert page.follow("POVEŽI POGODBE").path == PAGE


def test_g09_without_a_linked_contract_no_reading_is_handed_in(client, customer, tenant):
    with working_for(tenant):
        point = customer.supply_periods.first().supply_point
    assert client.get(f"/meters/{point.public_id}/submit/").status_code == 404
    assert client.get(f"/meters/{point.public_id}/").status_code == 404


def test_g10_the_form_asks_four_values_links_and_confirms_for_every_point(client, gorazd, customer):
    page = client.visit(PAGE)
    assert page.h1 == "POVEŽI POGODBE"
    assert page.form(PAGE).names == ["point_number", "contract_number", "commodity", "operator"]
    assert "DODAJ" in page.form(PAGE).buttons
    for label in ("Številka merilnega mesta", "Številka pogodbe", "Energent", "Distribucijski operater"):
        assert label in page.main
    page = page.submit(PAGE, **RIGHT)
    assert page.h1 == "Povezano"
    assert "3-1234567" in page.main
    again = page.follow("POVEŽI POGODBE")
    page = again.submit(PAGE, point_number="55998", contract_number="gp 2024 119", commodity="gas", operator="PM")
    assert "55-998" in page.main
    assert points_of(gorazd) == ["3-1234567", "55-998"]
    assert "3-1234567" in client.visit("/meters/").main


def test_g10_product_and_operator_are_chosen_from_lists_that_are_the_same_for_everybody(client, page_client, tenant, customer):
    def lists(page):
        return [page.form(PAGE).options(name) for name in ("commodity", "operator")]

    first = lists(client.visit(PAGE))
    assert list(first[0]) == ["", "electricity", "gas"]
    assert first[1]["EL"] == "Elektro Ljubljana"
    stranger = people.person(tenant, username=None, full_name="Tuji Kos")
    assert lists(page_client("gen-i.localhost", stranger).visit(PAGE)) == first


@pytest.mark.parametrize(
    "wrong",
    [{"commodity": "gas"}, {"operator": "PM"}, {"contract_number": "GP-2024/119"}, {"point_number": "3-7654321"}],
    ids=["product", "operator", "contract", "point"],
)
def test_g11_one_wrong_value_is_refused_without_saying_which(client, gorazd, customer, wrong):
    page = client.visit(PAGE).submit(PAGE, **(RIGHT | wrong))
    assert page.errors == {"": REFUSED}
    assert points_of(gorazd) == []


def test_g11_a_value_that_is_not_on_the_list_is_said_at_its_field(client, gorazd, customer, tenant):
    token = client.visit(PAGE).form(PAGE).token
    page = client.send(PAGE, {**RIGHT, "operator": "XX", "csrfmiddlewaretoken": token})
    assert "operator" in page.errors
    assert REFUSED not in page.errors[""], "nothing was compared"
    with working_for(tenant):
        assert not LinkAttempt.objects.exists()
    assert points_of(gorazd) == []
