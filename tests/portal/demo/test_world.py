"""The demo's invented customers: believable, the same each time, and one of each case that a visitor wants to see."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest

from portal.demo import world
from portal.demo.plans import PLANS

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module", params=PLANS, ids=lambda plan: f"{plan.slug}-{plan.utility}")
def built(request):
    return world.build(request.param, TODAY)


def test_same_day_gives_the_same_world(built):
    assert world.build(built.plan, TODAY).files == built.files


def test_at_most_300_customers(built):
    assert 0 < len(built.files["customers"]) <= 300


def test_two_years_of_readings_never_run_backwards(built):
    by_register = {}
    for row in built.files["readings"]:
        by_register.setdefault((row["meter"], row["register"]), []).append((row["read_on"], row["value"]))
    for rows in by_register.values():
        for (earlier, low), (later, high) in pairwise(rows):
            assert earlier <= later
            assert low <= high
    assert (TODAY - min(row["read_on"] for row in built.files["readings"])).days > 700


def test_amounts_of_a_bill_are_the_sum_of_its_lines_and_vat(built):
    lines = {}
    for line in built.files["invoice_lines"]:
        lines.setdefault(line["invoice"], []).append(line)
    for bill in built.files["invoices"]:
        own = lines[bill["number"]]
        assert bill["net"] == sum(line["net"] for line in own)
        assert bill["gross"] == bill["net"] + bill["vat"]
        assert all(line["net"] == (line["quantity"] * line["price"]).quantize(Decimal("0.01"), ROUND_HALF_UP) for line in own)
        assert Decimal(5) < bill["gross"] < Decimal(600) or bill["kind"] in ("credit_note", "debit_note")


def test_the_first_account_has_every_case_of_a_ledger(built):
    first = built.people[0][0]
    bills = [row for row in built.files["invoices"] if row["customer"] == first]
    paid = {}
    for row in built.files["payments"]:
        paid[row["invoice"]] = paid.get(row["invoice"], 0) + row["amount"]
    still_open = [row["gross"] - paid.get(row["number"], 0) for row in bills if row["kind"] == "invoice" and not row["annulled"]]
    assert {"invoice", "credit_note", "debit_note"} <= {row["kind"] for row in bills}
    assert any(row["annulled"] for row in bills)
    assert any(amount < 0 for amount in still_open)  # paid twice over
    assert any(0 < row["gross"] - paid.get(row["number"], 0) < row["gross"] for row in bills)  # paid in part
    assert "" in paid  # on account, for no bill
    assert built.latest_invoice(first)["kind"] == "invoice"


def test_nothing_lies_in_the_future(built):
    assert max(row["read_on"] for row in built.files["readings"]) <= TODAY
    assert max(row["issued_on"] for row in built.files["invoices"]) <= TODAY
    assert max(row["paid_on"] for row in built.files["payments"]) <= TODAY


def test_involta_shows_a_meter_exchange_and_somebody_with_electricity_and_gas():
    involta = world.build(PLANS[0], TODAY)
    exchanged = [row for row in involta.files["meters"] if row["removed_on"]]
    assert len(exchanged) == 1
    first = involta.people[0][0]
    assert {row["commodity"] for row in involta.files["contracts"] if row["customer"] == first} == {"electricity", "gas"}
    closings = [row for row in involta.files["readings"] if row["source"] == "exchange_out"]
    assert {row["register"] for row in closings} == {"VT", "MT"}
