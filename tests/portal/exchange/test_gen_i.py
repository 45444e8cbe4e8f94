"""Moj GEN-I from the files of its billing system to a linked metering point."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts.models import Link
from portal.exchange import run_import
from tests import people
from tests.portal.exchange.deliveries import Delivery, contract, point
from tests.scopes import no_scope, working_for

PAGE = "/accounts/link/"
RIGHT = {"point_number": "3-1001", "contract_number": "K-1001", "commodity": "electricity", "operator": "EL"}


def iso(row: dict[str, str]) -> dict[str, str]:
    """The row with its days as GEN-I's file says: 2026-01-31."""
    return {name: re.sub(r"^(\d\d)\.(\d\d)\.(\d{4})$", r"\3-\2-\1", value) for name, value in row.items()}


@pytest.fixture
def gen_i(apply_preset: Any, delivery: Delivery) -> Any:
    """Three customers with electricity on the network of Elektro Ljubljana, the first with gas beside it."""
    tenant = apply_preset("gen-i")
    files = delivery.files
    del files["evidence"]
    files["supply_points"].append(point("55-1001", commodity="gas", operator="PM", operator_name="Plinarna Maribor"))
    files["contracts"].append(contract("K-2001", "1001", "55-1001", commodity="gas"))
    delivery.files = {name: [iso(row) for row in rows] for name, rows in files.items()}
    with no_scope():
        run_import(tenant=tenant, folder=delivery.write(), utility_code=None, by="tests")
    return tenant


def linked(tenant: Any) -> list[tuple[str, str]]:
    with working_for(tenant):
        return list(Link.objects.order_by("pk").values_list("customer__number", "supply_point__number"))


def test_g10_points_of_a_delivery_are_linked_by_their_four_values_one_by_one(gen_i, page_client):
    client = page_client("gen-i.localhost", people.person(gen_i, username=None, full_name="Gorazd Zorman"))
    page = client.visit(PAGE)
    assert set(page.form(PAGE).options("commodity")) == {"", "electricity", "gas"}
    assert {"EL", "PM"} <= set(page.form(PAGE).options("operator"))
    assert "3-1001" in page.submit(PAGE, **RIGHT).main
    gas = {"point_number": "55 1001", "contract_number": "k 2001", "commodity": "gas", "operator": "PM"}
    assert "55-1001" in client.visit(PAGE).submit(PAGE, **gas).main
    assert linked(gen_i) == [("1001", "3-1001"), ("1001", "55-1001")]
    assert "3-1002" not in client.visit("/meters/").main


@pytest.mark.parametrize(
    "wrong",
    [{"commodity": "gas"}, {"operator": "PM"}, {"contract_number": "K-2001"}, {"contract_number": "K-1002"}, {"point_number": "3-1002"}],
    ids=["product", "operator", "contract of the other point", "contract of another customer", "point of another customer"],
)
def test_g11_one_wrong_value_of_an_imported_point_links_nothing(gen_i, page_client, wrong):
    client = page_client("gen-i.localhost", people.person(gen_i, username=None, full_name="Gorazd Zorman"))
    page = client.visit(PAGE).submit(PAGE, **(RIGHT | wrong))
    assert page.errors[""]
    assert linked(gen_i) == []
