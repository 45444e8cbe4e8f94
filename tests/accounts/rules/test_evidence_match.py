"""Values prove one customer or supply point only where they belong together."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.evidence_match import MOST, Printed, Proof, match

DAY = date(2026, 3, 10)
ANA, BOJAN = 1, 2
HOUSE, COTTAGE = 11, 12


def customer(rows, *names):
    return match(rows, names=names, proves="customer", day=DAY)


def point(rows, *names):
    return match(rows, names=names, proves="supply_point", day=DAY)


def test_one_value_of_one_customer_proves_it():
    assert customer([Printed("number", ANA)], "number") == Proof(ANA)


def test_nothing_found_proves_nothing():
    assert customer([], "number") is None
    assert customer([Printed("number", ANA)]) is None
    assert customer([Printed("other", ANA)], "number") is None


def test_a_value_that_two_customers_have_proves_neither():
    assert customer([Printed("number", ANA), Printed("number", BOJAN)], "number") is None


def test_all_values_are_needed_and_of_one_customer():
    rows = [Printed("reference", ANA, group="invoice/7"), Printed("code", BOJAN, group="invoice/8")]
    assert customer(rows, "reference", "code") is None
    assert customer(rows[:1], "reference", "code") is None
    assert customer([*rows, Printed("code", ANA, group="invoice/7")], "reference", "code") == Proof(ANA)


def test_the_reference_of_one_bill_and_the_code_of_another_prove_nothing():
    rows = [Printed("reference", ANA, group="invoice/7"), Printed("code", ANA, group="invoice/8")]
    assert customer(rows, "reference", "code") is None


def test_a_contract_and_a_bill_of_one_customer_go_together():
    rows = [Printed("code", ANA, group="invoice/7"), Printed("contract", ANA, group="contract/3"), Printed("number", ANA)]
    assert customer(rows, "code", "contract", "number") == Proof(ANA)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "good"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (date(2026, 3, 11), None, False),
        (None, date(2026, 3, 9), False),
        (date(2026, 3, 12), date(2026, 3, 11), False),  # the value of an annulled bill ends before it begins
    ],
)
def test_a_value_counts_on_its_days_only(valid_from, valid_to, good):
    row = Printed("code", ANA, valid_from=valid_from, valid_to=valid_to)
    assert (customer([row], "code") is not None) == good


def test_a_supply_point_is_proved_by_values_of_that_point():
    rows = [
        Printed("point", ANA, HOUSE),
        Printed("contract", ANA, HOUSE, "contract/3"),
        Printed("contract", ANA, COTTAGE, "contract/4"),
    ]
    assert point(rows, "point", "contract") == Proof(ANA, HOUSE)
    assert customer(rows, "point", "contract") == Proof(ANA)


def test_values_of_two_supply_points_prove_none():
    rows = [Printed("point", ANA, HOUSE), Printed("contract", ANA, COTTAGE, "contract/4")]
    assert point(rows, "point", "contract") is None
    assert customer(rows, "point", "contract") is None


def test_a_rule_about_points_never_gives_the_whole_customer():
    assert point([Printed("number", ANA)], "number") is None


def test_a_value_on_the_bills_of_two_points_proves_neither_of_them():
    rows = [Printed("code", ANA, HOUSE, "invoice/7"), Printed("code", ANA, COTTAGE, "invoice/8")]
    assert point(rows, "code") is None
    assert customer(rows, "code") == Proof(ANA)


def test_a_value_that_stands_on_everything_proves_nobody():
    assert customer([Printed("code", ANA, group=f"invoice/{n}") for n in range(MOST + 1)], "code") is None


ROWS = st.lists(
    st.builds(
        Printed,
        name=st.sampled_from(["a", "b"]),
        customer=st.sampled_from([ANA, BOJAN]),
        supply_point=st.sampled_from([None, HOUSE, COTTAGE]),
        group=st.sampled_from(["", "invoice/1", "invoice/2", "contract/1"]),
        valid_to=st.sampled_from([None, date(2026, 3, 9), DAY]),
    ),
    max_size=6,
)


@given(rows=ROWS)
def test_what_is_proved_has_a_fitting_value_for_every_name(rows):
    """Held against the plainest way to say it: try every pair."""
    pairs = [(a, b) for a in rows for b in rows if (a.name, b.name) == ("a", "b") and a.good_on(DAY) and b.good_on(DAY)]

    def fit(a, b):
        same_paper = a.group.split("/")[0] != b.group.split("/")[0] or not a.group or a.group == b.group
        same_point = None in (a.supply_point, b.supply_point) or a.supply_point == b.supply_point
        return a.customer == b.customer and same_paper and same_point

    fitting = [(a, b) for a, b in pairs if fit(a, b)]
    customers = {a.customer for a, _b in fitting}
    assert customer(rows, "a", "b") == (Proof(*customers) if len(customers) == 1 else None)
    points = {(a.customer, a.supply_point or b.supply_point) for a, b in fitting if a.supply_point or b.supply_point}
    assert point(rows, "a", "b") == (Proof(*points.pop()) if len(points) == 1 else None)


@given(rows=ROWS, order=st.randoms())
def test_the_order_of_rows_does_not_matter(rows, order):
    mixed = rows[:]
    order.shuffle(mixed)
    assert customer(rows, "a", "b") == customer(mixed, "b", "a")
