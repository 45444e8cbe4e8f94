"""Files as utilities write them: encodings, marks, headers, words of their own, registers side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Customer
from billing.models import Invoice
from meters.models import Reading, SupplyPoint
from portal.exchange import ImportRefused, run_import
from tenants import scope
from tests.portal.exchange.deliveries import Delivery, customer, point
from tests.scopes import no_scope

pytestmark = pytest.mark.django_db


def run(tenant, folder, **options):
    with no_scope():
        return run_import(tenant=tenant, folder=folder, utility_code=None, by="tests", **options)


def refusal(tenant, folder):
    with pytest.raises(ImportRefused) as refused:
        run(tenant, folder)
    return refused.value.problems


@pytest.mark.parametrize(
    ("written", "said"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-8", "utf-8-sig"), ("cp1250", "cp1250"), ("utf-16", "utf-16")]
)
def test_letters_arrive_in_every_encoding(apply_probe, delivery, written, said):
    tenant = apply_probe(f'encoding = "{said}"\n')
    delivery.encoding = written
    run(tenant, delivery.write())
    with scope.bound(tenant):
        assert Customer.objects.get(number="1001").name == "Ana Žnidaršič"


@pytest.mark.parametrize(("written", "said", "line"), [("cp1250", "utf-8", 2), ("utf-8", "cp1250", 0)])
def test_another_encoding_is_named_instead_of_read_wrongly(apply_probe, delivery, written, said, line):
    delivery.encoding = written
    [problem] = refusal(apply_probe(f'encoding = "{said}"\n'), delivery.only("customers").write())
    assert (problem.file, problem.line) == ("customers.csv", line)
    assert said in problem.reason


@pytest.mark.parametrize("separator", [",", "\t", "|"])
def test_any_separator(apply_probe, delivery, separator):
    tenant = apply_probe(f'separator = "{separator}"\ndecimal_mark = "."\n'.replace("\t", "\\t"))
    for rows in delivery.files.values():
        for row in rows:
            row.update({name: text.replace(",", ".") for name, text in row.items()})
    delivery.separator = separator
    run(tenant, delivery.write())
    with scope.bound(tenant):
        assert Invoice.objects.get(number="R-01-1001").gross == Decimal("122.00")


def test_headers_words_and_constants_of_the_utility(apply_probe, tmp_path):
    tenant = apply_probe(
        """
[exchange.columns.customers]
number = "Šifra stranke"
name = "Naziv"
[exchange.columns.supply_points]
number = "Merilno mesto"
[exchange.values.customers.kind]
"GOSPODINJSTVO" = "household"
"PODJETJE" = "business"
[exchange.constants.supply_points]
commodity = "electricity"
kind_of_use = "gospodinjski odjem"
"""
    )
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "customers.csv").write_text(
        "Opomba;ŠIFRA STRANKE;Naziv;street;postcode;city;kind\n;7;Mlin d.o.o.;;;;podjetje\n", encoding="utf-8"
    )
    (folder / "supply_points.csv").write_text("Merilno mesto;street;postcode;city\n3-7;;;\n", encoding="utf-8")
    result = run(tenant, folder)
    assert result.ignored == ("customers.csv: Opomba",)
    with scope.bound(tenant):
        assert Customer.objects.get(number="7").kind == "business"
        assert SupplyPoint.objects.get().kind_of_use == "gospodinjski odjem"
    (folder / "customers.csv").write_text("Šifra stranke;Naziv;street;postcode;city;kind\n8;;;;;\n", encoding="utf-8")
    assert [(problem.column, problem.line) for problem in refusal(tenant, folder)] == [("Naziv", 2)]


def test_registers_side_by_side(apply_probe, delivery):
    tenant = apply_probe('[exchange.registers]\nVT = "Stanje VT"\nMT = "Stanje MT"\n')
    delivery.files["readings"] = [
        {"supply_point": "3-1001", "read_on": "31.01.2026", "Stanje VT": "100,5", "Stanje MT": "200"},
        {"supply_point": "3-1002", "read_on": "31.01.2026", "Stanje VT": "300", "Stanje MT": ""},
    ]
    result = run(tenant, delivery.write())
    assert result.counts["readings"].new == 3
    assert not result.ignored
    with scope.bound(tenant):
        mine = Reading.objects.filter(register__meter__serial="M1001").order_by("register__code")
        assert list(mine.values_list("register__code", "value")) == [("MT", Decimal(200)), ("VT", Decimal("100.5"))]
    delivery.files["readings"][1]["Stanje MT"] = "3O0"
    assert [(problem.line, problem.column, problem.value) for problem in refusal(tenant, delivery.write())] == [(3, "Stanje MT", "3O0")]


def test_a_column_that_must_be_there_is_named(apply_probe, delivery):
    for row in delivery.files["invoices"]:
        del row["gross"]
    [problem] = refusal(apply_probe(""), delivery.write())
    assert (problem.file, problem.column) == ("invoices.csv", "gross")
    assert "number, customer" in problem.reason


def test_another_separator_is_suspected_where_there_is_one_column(apply_probe, delivery):
    delivery.separator = ","
    [problem] = refusal(apply_probe(""), delivery.only("customers").write())
    assert "separator “;”" in problem.reason


def test_a_row_with_too_few_cells_is_named(apply_probe, delivery):
    folder = delivery.write()
    with (folder / "customers.csv").open("a") as file:
        file.write("1004;Somebody\n\n;;;;;;\n")
    [problem] = refusal(apply_probe(""), folder)
    assert (problem.file, problem.line) == ("customers.csv", 5)


@pytest.mark.parametrize(
    ("text", "line"),
    [('1004;"open;a;b;c;d;e\n' + "x;" * 100 + "\n", 5), ("1004;" + "x" * 70_000 + "\n", 5), ("1004;\0;;;;;\n", 5), ("a;" * 300, 5)],
)
def test_text_that_is_no_table_ends_the_file_with_one_problem(apply_probe, delivery, text, line):
    folder = delivery.write()
    with (folder / "customers.csv").open("a") as file:
        file.write(text)
    found = refusal(apply_probe(""), folder)
    assert [(problem.file, problem.line) for problem in found] == [("customers.csv", line)]


def test_quotes_line_ends_and_blanks_within_a_cell(apply_probe, tmp_path):
    folder = tmp_path / "delivery"
    folder.mkdir()
    text = 'number;name;street;postcode;city;\r\n 7 ;"Mlin ""Sonce""\r\n  d.o.o.";"a;b";\u00a01000;Kranj;;;\r\n'
    (folder / "customers.csv").write_bytes(text.encode())
    tenant = apply_probe("")
    run(tenant, folder)
    with scope.bound(tenant):
        assert list(Customer.objects.values_list("number", "name", "street", "postcode")) == [("7", 'Mlin "Sonce" d.o.o.', "a;b", "1000")]


def test_an_empty_cell_empties_and_days_are_days(apply_probe, tmp_path):
    tenant = apply_probe("")
    folder = tmp_path / "delivery"
    run(tenant, Delivery(folder, {"customers": [customer("7", email="a@b.si")], "supply_points": [point("3-7")]}).write())
    run(tenant, Delivery(folder, {"customers": [customer("7", email="")]}).write())
    with scope.bound(tenant):
        assert Customer.objects.get().email == ""


def test_two_days_that_only_a_pattern_tells_apart(apply_probe, delivery):
    tenant = apply_probe("")
    delivery.files["invoices"][0]["issued_on"] = "3.2.2026"
    run(tenant, delivery.write())
    with scope.bound(tenant):
        assert Invoice.objects.get(number="R-01-1001").issued_on == date(2026, 2, 3)


def test_a_folder_with_nothing_of_ours_is_refused(apply_probe, tmp_path):
    (tmp_path / "customer.csv").write_text("number;name\n")
    assert "customers.csv" in refusal(apply_probe(""), tmp_path)[0].reason
    assert "no such folder" in refusal(apply_probe(""), tmp_path / "nowhere")[0].reason
