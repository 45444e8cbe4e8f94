"""What proves a customer comes out of the delivery: with the paper it stands on and the days it is good for."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Customer, Evidence, Link, User
from accounts.services import evidence
from meters.models import SupplyPeriod, SupplyPoint
from portal.exchange import ImportRefused
from tenants import scope
from tests.portal.exchange.deliveries import contract, customer, invoice, meter

pytestmark = pytest.mark.django_db

DAY = date(2026, 2, 20)


def proved(name, value, *, day=DAY, rule="code"):
    """The number of the customer that one value proves on a day; None for nobody."""
    from tenants.models import Utility

    utility = Utility.objects.get()
    [rule] = [known for known in utility.rules.linking.rules if known.key == rule]
    digests = evidence.digests_of(utility=utility, rule=rule, values={name: value})
    found = evidence.find(utility=utility, rule=rule, digests=digests, day=day)
    return Customer.objects.get(pk=found.customer).number if found else None


def test_a_code_is_good_for_the_last_bill_only(take, delivery, in_probe):
    take(delivery)
    assert proved("code", "22221001") == "1001"
    assert proved("code", "11111001") is None
    assert proved("code", "11111001", day=date(2026, 2, 4)) == "1001"
    assert proved("code", "22221001", day=date(2026, 2, 4)) is None


def test_a_later_bill_ends_the_code_of_the_one_before(take, delivery, in_probe):
    take(delivery)
    delivery.files["invoices"] = [invoice("R-03-1001", "1001", "3-1001", issued_on="05.03.2026", access_code="33331001")]
    result = take(delivery.only("invoices"))
    assert (result.counts["evidence"].new, result.counts["evidence"].changed) == (1, 1)
    assert proved("code", "22221001", day=date(2026, 3, 5)) is None
    assert proved("code", "33331001", day=date(2026, 3, 5)) == "1001"
    assert proved("code", "22221002", day=date(2026, 3, 5)) == "1002"


def test_the_code_of_an_annulled_bill_is_dead_and_the_one_before_lives_again(take, delivery, in_probe):
    take(delivery)
    delivery.files["invoices"][1]["annulled"] = "1"
    take(delivery)
    assert proved("code", "22221001") is None
    assert proved("code", "11111001") == "1001"


def test_a_corrected_code_replaces_the_old_one(take, delivery, in_probe):
    take(delivery)
    delivery.files["invoices"][1]["access_code"] = "99991001"
    take(delivery.only("invoices"))
    assert proved("code", "22221001") is None
    assert proved("code", "99991001") == "1001"


def test_bills_of_two_points_of_one_customer_do_not_end_each_other(take, delivery, in_probe):
    delivery.files["contracts"].append(contract("K-8", "1001", "3-1003"))
    delivery.files["invoices"].append(invoice("R-8", "1001", "3-1003", issued_on="06.02.2026", access_code="44441001"))
    take(delivery)
    assert proved("code", "22221001") == proved("code", "44441001") == "1001"


def test_a_credit_note_is_no_bill(take, delivery, in_probe):
    delivery.files["invoices"].append(invoice("D-1", "1001", "3-1001", issued_on="10.02.2026", kind="credit_note", access_code="55551001"))
    take(delivery)
    assert proved("code", "22221001") == "1001"
    assert proved("code", "55551001") is None


def test_no_value_is_stored_in_the_clear(take, delivery, in_probe):
    take(delivery)
    assert all(len(digest) == 64 for digest in Evidence.objects.values_list("digest", flat=True))


def test_a_value_without_anything_to_compare_is_no_evidence(take, delivery, in_probe):
    delivery.files["invoices"][1]["access_code"] = "brez"
    take(delivery)
    assert not Evidence.objects.filter(name="code", customer__number="1001", group="invoice/R-02-1001").exists()


def test_values_of_the_own_file_with_their_days(take, delivery, in_probe):
    for row in delivery.files["evidence"]:
        row |= {"valid_from": "01.02.2026", "valid_to": "28.02.2026"}
    take(delivery)
    assert proved("letter_code", "33331002", rule="letter") == "1002"
    assert proved("letter_code", "33331002", rule="letter", day=date(2026, 3, 1)) is None


def test_meter_and_contract_end_with_the_supply_and_the_new_occupant_gets_the_meter(take, delivery, in_probe):
    take(delivery)
    delivery.files["customers"].append(customer("1009", "Novi Stanovalec"))
    delivery.files["contracts"][0]["valid_to"] = "31.01.2026"
    delivery.files["contracts"].append(contract("K-1009", "1009", "3-1001", valid_from="01.02.2026"))
    take(delivery.only("customers", "contracts"))
    rows = Evidence.objects.filter(name="meter_number", supply_point__number="3-1001").order_by("valid_from")
    assert list(rows.values_list("customer__number", "valid_from", "valid_to")) == [
        ("1001", date(2020, 1, 1), date(2026, 1, 31)),
        ("1009", date(2026, 2, 1), None),
    ]
    assert Evidence.objects.get(name="contract_number", customer__number="1001").valid_to == date(2026, 1, 31)


def test_a_meter_that_was_taken_away_proves_nothing_afterwards(take, delivery, in_probe):
    delivery.files["meters"][0]["removed_on"] = "31.01.2026"
    delivery.files["meters"].append(meter("3-1001", "M2001", installed_on="31.01.2026"))
    take(delivery)
    rows = Evidence.objects.filter(name="meter_number", supply_point__number="3-1001").order_by("valid_to")
    assert sorted(rows.values_list("valid_to", flat=True), key=str) == [date(2026, 1, 31), None]


def test_t17_no_number_or_bill_proves_anything_after_the_supply_has_ended(take, delivery, in_probe):
    take(delivery)
    assert proved("code", "22221001") == "1001"
    delivery.files["contracts"][0]["valid_to"] = "31.01.2026"
    take(delivery.only("contracts"))
    assert proved("code", "22221001") is None
    assert not Evidence.objects.filter(customer__number="1001").exclude(valid_to__lte=date(2026, 1, 31)).exists()
    assert proved("code", "22221002") == "1002"


def test_values_stay_ended_when_the_whole_delivery_comes_again(take, delivery, in_probe):
    delivery.files["contracts"][0]["valid_to"] = "31.01.2026"
    take(delivery)
    assert proved("code", "22221001") is None
    assert take(delivery).changes_nothing
    assert proved("code", "22221001") is None


def test_values_are_good_again_when_the_contract_goes_on(take, delivery, in_probe):
    delivery.files["contracts"][0]["valid_to"] = "31.01.2026"
    take(delivery)
    delivery.files["contracts"][0]["valid_to"] = ""
    take(delivery)
    assert proved("code", "22221001") == "1001"


def test_the_end_of_a_contract_ends_the_links(take, delivery, probe, in_probe):
    take(delivery)
    user = User.objects.create_user(username="ana", email="ana@example.si", password=None)
    ana, bojan = Customer.objects.get(number="1001"), Customer.objects.get(number="1002")
    whole = Link.objects.create(user=user, customer=ana, valid_from=date(2026, 1, 1))
    other = Link.objects.create(user=user, customer=bojan, valid_from=date(2026, 1, 1))
    delivery.files["contracts"][0]["valid_to"] = "31.01.2026"
    take(delivery.only("contracts"))
    whole.refresh_from_db()
    other.refresh_from_db()
    assert (whole.valid_to, other.valid_to) == (date(2026, 1, 31), None)


def test_a_contract_that_goes_on_after_all_prolongs_the_links_that_ended_with_it(take, delivery, in_probe):
    take(delivery)
    user = User.objects.create_user(username="ana", email="ana@example.si", password=None)
    ana = Customer.objects.get(number="1001")
    whole = Link.objects.create(user=user, customer=ana, valid_from=date(2026, 1, 1))
    own_end = Link.objects.create(
        user=user, customer=ana, valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 10), end_reason=Link.End.OBJECTION
    )
    delivery.files["contracts"][0]["valid_to"] = "31.01.2026"
    take(delivery.only("contracts"))
    delivery.files["contracts"][0]["valid_to"] = ""
    take(delivery.only("contracts"))
    whole.refresh_from_db()
    own_end.refresh_from_db()
    assert (whole.valid_to, whole.end_reason) == (None, "")
    assert own_end.valid_to == date(2026, 1, 10), "what somebody ended stays ended"


def test_a_contract_after_a_gap_opens_no_old_link(take, delivery, in_probe):
    take(delivery)
    user = User.objects.create_user(username="ana", email="ana@example.si", password=None)
    whole = Link.objects.create(user=user, customer=Customer.objects.get(number="1001"), valid_from=date(2026, 1, 1))
    delivery.files["contracts"][0]["valid_to"] = "31.01.2026"
    take(delivery.only("contracts"))
    delivery.files["contracts"].append(contract("K-9", "1001", "3-1001", valid_from="15.02.2026"))
    take(delivery.only("contracts"))
    whole.refresh_from_db()
    assert whole.valid_to == date(2026, 1, 31)


def test_a_link_to_a_customer_stays_while_another_point_is_supplied(take, delivery, in_probe):
    delivery.files["contracts"].append(contract("K-8", "1001", "3-1003"))
    take(delivery)
    user = User.objects.create_user(username="ana", email="ana@example.si", password=None)
    ana = Customer.objects.get(number="1001")
    whole = Link.objects.create(user=user, customer=ana, valid_from=date(2026, 1, 1))
    one = Link.objects.create(user=user, customer=ana, supply_point=SupplyPoint.objects.get(number="3-1001"), valid_from=date(2026, 1, 1))
    delivery.files["contracts"][0]["valid_to"] = "31.01.2026"
    take(delivery.only("contracts"))
    whole.refresh_from_db()
    one.refresh_from_db()
    assert (whole.valid_to, one.valid_to) == (None, date(2026, 1, 31))


def test_a_corrected_contract_moves_its_period(take, delivery, in_probe):
    take(delivery)
    delivery.files["contracts"][0] |= {"valid_from": "01.02.2020", "billing_mode": "yearly"}
    delivery.files["contracts"][1]["supply_point"] = "3-1003"
    take(delivery.only("contracts"))
    found = SupplyPeriod.objects.order_by("customer__number", "supply_point__number")
    assert list(found.values_list("customer__number", "supply_point__number", "valid_from", "billing_mode")) == [
        ("1001", "3-1001", date(2020, 2, 1), "yearly"),
        ("1002", "3-1003", date(2020, 1, 1), "monthly"),
        ("1003", "3-1003", date(2020, 1, 1), "monthly"),
    ]


def test_evidence_for_somebody_elses_point_is_refused(take, delivery, in_probe):
    for row in delivery.files["evidence"]:
        row["supply_point"] = "3-1002"
    with pytest.raises(ImportRefused) as refused:
        take(delivery)
    assert [problem.line for problem in refused.value.problems] == [2, 4]
    assert scope.current() == in_probe


def test_a_value_comes_from_the_column_that_the_tenants_file_says(apply_probe, take, delivery):
    """The evidence is called as the utility calls it; `column` says where it stands."""
    tenant = apply_probe(AMOUNT.format(where='column = "gross"'))
    take(delivery, tenant)
    with scope.bound(tenant):
        assert proved("amount", "122,00", rule="paper") is None  # three customers have such a bill
        assert Evidence.objects.filter(name="amount").count() == 6


def test_a_value_comes_from_a_header_of_the_utilitys_own(apply_probe, take, delivery):
    tenant = apply_probe(AMOUNT.format(where='header = "PIN računa"').replace('"amount"\nsource', '"code"\nsource'))
    for place, row in enumerate(delivery.files["invoices"]):
        row["PIN računa"] = f"PIN{place}"
    take(delivery, tenant)
    with scope.bound(tenant):
        assert proved("amount", "pin1", rule="paper") == "1001"
    for row in delivery.files["invoices"]:
        del row["PIN računa"]
    with pytest.raises(ImportRefused, match="“amount”"):
        take(delivery, tenant)


AMOUNT = """
[[linking.evidence]]
name = "amount"
kind = "amount"
source = "invoice"
label = {{ sl = "Znesek", en = "Amount" }}
{where}
[[linking.rules]]
key = "paper"
evidence = ["amount"]
accepted_risk = "tests"
"""
"""Stands behind the section [exchange]: tables of TOML may come in any order."""
