"""A delivery with anything wrong in it changes nothing, and its report names everything that is wrong."""

from __future__ import annotations

import pytest

from accounts.models import Customer, Evidence
from billing.models import Invoice, Payment
from meters.models import SupplyPoint
from portal.exchange import ImportRefused, apply
from portal.models import ImportRun
from tests.portal.exchange.deliveries import Delivery, contract, customer, invoice, meter, point, reading

pytestmark = pytest.mark.django_db


def problems(take, delivery):
    with pytest.raises(ImportRefused) as refused:
        take(delivery)
    return [(problem.file, problem.line, problem.column, problem.value) for problem in refused.value.problems]


def reasons(take, delivery):
    with pytest.raises(ImportRefused) as refused:
        take(delivery)
    return [problem.reason for problem in refused.value.problems]


@pytest.mark.slow
def test_r11_one_bad_row_in_fifty_thousand_is_named_and_nothing_changes(take, delivery, in_probe):
    take(delivery.only("customers"))
    crowd = Delivery(delivery.folder, {"customers": [customer(str(number), "Novo Ime") for number in range(1001, 51_001)]})
    crowd.files["customers"][43_500]["email"] = "this is no address"
    with pytest.raises(ImportRefused) as refused:
        take(crowd)
    [problem] = refused.value.problems
    assert (problem.file, problem.line, problem.column, problem.value) == ("customers.csv", 43_502, "email", "this is no address")
    assert problem.reason
    assert Customer.objects.count() == 3
    assert not Customer.objects.filter(name="Novo Ime").exists()


def test_every_bad_row_of_every_file_is_named(take, delivery, in_probe):
    files = delivery.files
    files["customers"][0]["name"] = ""
    files["customers"][1]["kind"] = "robot"
    files["meters"][2]["installed_on"] = "2020-01-01"
    files["invoices"][1]["gross"] = "1.234,00"
    files["invoices"][2]["iban"] = "SI56191000000123439"
    files["payments"][2]["customer"] = "9999"
    files["evidence"][2]["name"] = "nothing"
    found = problems(take, delivery)
    assert found == [
        ("customers.csv", 2, "name", ""),
        ("customers.csv", 3, "kind", "robot"),
        ("evidence.csv", 4, "name", "nothing"),
        ("invoices.csv", 3, "gross", "1.234,00"),
        ("invoices.csv", 4, "iban", "SI56191000000123439"),
        ("meters.csv", 4, "installed_on", "2020-01-01"),
        ("payments.csv", 4, "customer", "9999"),
    ]
    assert Customer.objects.count() == SupplyPoint.objects.count() == Invoice.objects.count() == 0


def test_a_refused_run_is_kept_with_its_problems(take, delivery, in_probe):
    delivery.files["customers"][0]["name"] = ""
    problems(take, delivery)
    run = ImportRun.objects.get()
    assert (run.state, run.problems[0]["line"], run.problems[0]["column"]) == ("refused", 2, "name")
    assert run.finished_at is not None


def test_a_dry_run_finds_the_same_and_leaves_nothing(take, delivery, in_probe):
    result = take(delivery, dry_run=True)
    assert result.counts["customers"].new == 3
    assert Customer.objects.count() == ImportRun.objects.count() == 0
    delivery.files["customers"][0]["name"] = ""
    with pytest.raises(ImportRefused):
        take(delivery, dry_run=True)


def test_an_import_that_breaks_half_way_leaves_nothing(take, delivery, in_probe, monkeypatch):
    write = apply.write

    def break_at_invoices(stage, context, cursor):
        if stage.target.file.name == "invoice_lines":
            raise RuntimeError("the power went")
        return write(stage, context, cursor)

    monkeypatch.setattr("portal.exchange.run.write", break_at_invoices)
    with pytest.raises(RuntimeError):
        take(delivery)
    assert Customer.objects.count() == Invoice.objects.count() == Evidence.objects.count() == 0
    assert ImportRun.objects.get().state == "refused"
    monkeypatch.undo()
    assert take(delivery).counts["invoices"].new == 6


def test_a_number_twice_in_one_file_is_refused(take, delivery):
    delivery.files["customers"].append(customer("1002", "Somebody Else"))
    delivery.files["invoices"].append(invoice("R-01-1001", "1002", ""))
    assert problems(take, delivery) == [("customers.csv", 5, "number", "1002"), ("invoices.csv", 8, "number", "R-01-1001")]


@pytest.mark.parametrize("spoiled", ["01001", "1 001", "001001"])
def test_a_number_that_some_program_changed_is_refused(take, delivery, spoiled):
    """Excel drops leading zeros; a second customer would be born who gets the first one's bills."""
    take(delivery)
    assert problems(take, Delivery(delivery.folder, {"customers": [customer(spoiled)]})) == [("customers.csv", 2, "number", spoiled)]
    both = Delivery(delivery.folder, {"customers": [customer("77"), customer(f"{spoiled}9"), customer("10019")]})
    assert problems(take, both) == [("customers.csv", 4, "number", "10019")]


@pytest.mark.parametrize("spoiled", ["1\u0660", "А1001", "１００１", "10*01", "10;01"])
def test_signs_of_other_scripts_cannot_stand_in_a_number(take, delivery, spoiled):
    found = problems(take, Delivery(delivery.folder, {"customers": [customer(spoiled)]}))
    assert [place[:3] for place in found] == [("customers.csv", 2, "number")]


def test_what_a_refused_row_drags_along_is_not_reported_again(take, delivery):
    """One mistake, one problem: the bills of a customer whose row is wrong are not "of nobody"."""
    delivery.files["customers"][0]["email"] = "wrong"
    delivery.files["meters"][1]["installed_on"] = "soon"
    assert problems(take, delivery) == [("customers.csv", 2, "email", "wrong"), ("meters.csv", 3, "installed_on", "soon")]


def test_a_bill_never_changes_its_customer(take, delivery, in_probe):
    take(delivery)
    delivery.files["invoices"][0]["customer"] = "1002"
    delivery.files["invoices"][0]["supply_point"] = ""
    delivery.files["contracts"][2]["customer"] = "1002"
    found = problems(take, delivery.only("invoices", "contracts"))
    assert found == [("contracts.csv", 4, "customer", "1002"), ("invoices.csv", 2, "customer", "1002")]
    assert Invoice.objects.get(number="R-01-1001").customer.number == "1001"


def test_a_payment_for_somebody_elses_bill_is_refused(take, delivery, in_probe):
    delivery.files["payments"][0]["invoice"] = "R-01-1002"
    assert problems(take, delivery) == [("payments.csv", 2, "invoice", "R-01-1002")]
    assert Payment.objects.count() == 0


def test_a_bill_for_somebody_elses_point_is_refused(take, delivery):
    delivery.files["invoices"][0]["supply_point"] = "3-1002"
    assert problems(take, delivery) == [("invoices.csv", 2, "supply_point", "3-1002")]


def test_a_point_number_of_two_commodities_needs_the_commodity(take, apply_probe, delivery):
    delivery.files["supply_points"].append(point("3-1001", commodity="gas"))
    assert set(problems(take, delivery)) >= {("meters.csv", 2, "supply_point", "3-1001"), ("readings.csv", 2, "supply_point", "3-1001")}
    for name in ("meters", "registers", "readings"):
        for row in delivery.files[name]:
            row["commodity"] = "electricity"
    assert take(delivery).counts["meters"].new == 3


def test_a_reading_must_belong_to_a_meter_that_hung_there(take, delivery):
    delivery.files["readings"].append(reading("3-1001", "M1001", "VT", "31.12.2019", "1,0"))
    delivery.files["readings"].append(reading("3-1001", "M1002", "VT", "30.01.2026", "1,0"))
    delivery.files["readings"].append(reading("3-1001", "M1001", "VT", "30.01.2026", "1234567,0"))
    assert problems(take, delivery) == [
        ("readings.csv", 8, "register", "VT"),
        ("readings.csv", 9, "register", "VT"),
        ("readings.csv", 10, "value", "1234567"),
    ]


def test_a_meter_cannot_hang_at_one_point_twice_at_once(take, delivery):
    delivery.files["meters"].append(meter("3-1001", "M1001", installed_on="01.06.2021"))
    assert ("meters.csv", 5, "serial", "M1001") in problems(take, delivery)


def test_net_and_vat_make_the_gross(take, delivery):
    delivery.files["invoices"][0] |= {"net": "100,00", "vat": "22,00", "gross": "122,02"}  # two lines: two cents of rounding
    delivery.files["invoices"][1] |= {"net": "100,00", "vat": "22,00", "gross": "122,03"}
    delivery.files["invoices"][2] |= {"net": "-10,00", "vat": "-2,20", "gross": "12,20", "kind": "credit_note"}
    assert problems(take, delivery) == [("invoices.csv", 3, "gross", "122,03"), ("invoices.csv", 4, "gross", "12,2")]


def test_a_number_that_looks_like_one_of_the_file_and_one_that_is_stored_is_one_problem(take, delivery):
    take(delivery)
    both = Delivery(delivery.folder, {"customers": [customer("1001"), customer("01001")]})
    assert problems(take, both) == [("customers.csv", 3, "number", "01001")]


def test_days_stand_in_their_order(take, delivery):
    delivery.files["contracts"].append(contract("K-9", "1001", "3-1001", valid_from="02.01.2026", valid_to="01.01.2026"))
    assert problems(take, delivery) == [("contracts.csv", 5, "valid_to", "01.01.2026")]


def test_reasons_are_sentences(take, delivery):
    delivery.files["customers"][0]["name"] = "x" * 151
    delivery.files["invoices"][0]["net"] = "1.5"
    assert reasons(take, delivery) == [
        "The text has 151 characters; at most 150 fit.",
        "This is not a number as agreed: write it like 1234,5, at most 2 decimals, no thousands separators.",
    ]
