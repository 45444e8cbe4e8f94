"""How an open bill is paid: the code on its page is read back and compared with the words beside it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tenants.services import apply_tenant
from tests import factories, people
from tests.portal import qr_reader
from tests.presets import local_text
from tests.scopes import no_scope, working_for


@pytest.fixture
def bill(ana):
    with working_for(ana.tenant):
        customer = people.customer_of(ana)
        type(customer).objects.filter(pk=customer.pk).update(name="Ana Žagar", street="Škofja ulica 1", postcode="2250", city="Ptuj")
        return factories.InvoiceFactory(
            customer=customer,
            supply_point=people.point_of(ana),
            number="2026-11-12",
            due_on=dt.date(2026, 12, 18),
            open_amount=Decimal("28.80"),
            reference="SI121805000001070",
            purpose="Račun 2026-11-12",
        )


@pytest.fixture
def reader(ana, page_client):
    return page_client("involta.localhost", ana, language="en")


@pytest.fixture
def with_file(ana):
    """``with_file(("old", "new"))``: Involta's file with something else in it."""

    def apply(*changes):
        text = local_text("involta")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        with no_scope():
            apply_tenant(text=text, by="tests")

    return apply


def page_of(reader, bill):
    return reader.visit(f"/billing/invoices/{bill.public_id}/")


def codes_on(page):
    return [item for item in page.root.iter() if "code for the payment" in item.attrib.get("aria-label", "")]


def text_of_code(svg):
    """The text that a camera would read."""
    size = int(svg.get("viewBox").split()[2]) - 8
    modules = [[False] * size for _ in range(size)]
    [path] = [item for item in svg.iter() if item.tag.endswith("path")]
    for stroke in path.get("d").split("M")[1:]:
        start, length = stroke.split("h")
        x, y = start.split(" ")
        for step in range(int(length)):
            modules[int(float(y)) - 4][int(x) - 4 + step] = True
    encoding, raw = qr_reader.read(modules)
    return raw.decode("iso-8859-2" if encoding == 4 else "utf-8")


def test_upn_code_says_what_the_words_beside_it_say(bill, reader):
    page = page_of(reader, bill)
    [svg] = codes_on(page)
    assert svg.get("aria-label").startswith("UPN QR code for the payment of €28.80 by ")
    lines = text_of_code(svg).split("\n")
    assert lines[5:8] == ["Ana Žagar", "Škofja ulica 1", "2250 Ptuj"]
    assert lines[8] == "00000002880"  # what is still open, not the whole bill
    assert lines[11:16] == ["ELEC", "Račun 2026-11-12", "18.12.2026", "SI56990000010000186", "SI121805000001070"]
    assert lines[16:19] == ["Involta (primer)", "Primerna ulica 1", "2250 Ptuj"]
    for words in ("SI56 9900 0001 0000 186", "SI12 1805000001070", "Račun 2026-11-12", "Involta (primer), Primerna ulica 1", "ELEC"):
        assert words in page.text


def test_the_bills_own_account_wins_over_the_files(bill, reader, ana):
    with working_for(ana.tenant):
        type(bill).objects.filter(pk=bill.pk).update(iban="SI56191000010337441", purpose_code="ENRG")
    lines = text_of_code(codes_on(page_of(reader, bill))[0]).split("\n")
    assert (lines[11], lines[14]) == ("ENRG", "SI56191000010337441")


def test_epc_code_where_the_country_uses_it(bill, reader, with_file):
    with_file(('payment_code = "upn"', 'payment_code = "epc"'))
    lines = text_of_code(codes_on(page_of(reader, bill))[0]).split("\n")
    assert lines[:4] == ["BCD", "002", "1", "SCT"]
    assert lines[5:8] == ["Involta (primer)", "SI56990000010000186", "EUR28.80"]


ACCOUNT = 'iban = "SI56 9900 0001 0000 186"\nrecipient = "Involta (primer)"\nstreet = "Primerna ulica 1"\ncity = "2250 Ptuj"\n'


@pytest.mark.parametrize(
    "change", [('payment_code = "upn"', 'payment_code = "none"'), (ACCOUNT, ""), ('currency = "EUR"', 'currency = "CHF"')]
)
def test_no_code_without_account_euro_or_where_the_country_has_none(bill, reader, with_file, ana, change):
    with working_for(ana.tenant):
        type(bill).objects.filter(pk=bill.pk).update(iban="SI56191000010337441")
    with_file(change)
    page = page_of(reader, bill)
    assert codes_on(page) == []
    assert "SI56 1910 0001 0337 441" in page.text  # what is typed by hand stays
    assert reader.get(f"/billing/invoices/{bill.public_id}/code.png").status_code == 404


def test_no_code_with_a_reference_that_a_bank_would_refuse(bill, reader, ana):
    with working_for(ana.tenant):
        type(bill).objects.filter(pk=bill.pk).update(reference="SI121805000009999")
    assert codes_on(page_of(reader, bill)) == []


def test_a_country_without_references_of_its_own_checks_none(bill, reader, with_file, ana):
    with working_for(ana.tenant):
        type(bill).objects.filter(pk=bill.pk).update(reference="SI121805000009999")
    with_file(('references = "si"', 'references = "none"'))
    assert len(codes_on(page_of(reader, bill))) == 1


def test_paid_and_annulled_bills_have_no_code(bill, reader, ana):
    for change in ({"open_amount": Decimal(0)}, {"open_amount": Decimal(5), "annulled": True}):
        with working_for(ana.tenant):
            type(bill).objects.filter(pk=bill.pk).update(**change)
        assert codes_on(page_of(reader, bill)) == []


def test_the_picture_is_saved_under_the_bills_number_by_its_customer_only(bill, reader, bojan, page_client):
    address = f"/billing/invoices/{bill.public_id}/code.png"
    assert any(link.href == address for link in page_of(reader, bill).links)
    response = reader.get(address)
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == 'attachment; filename="2026-11-12.png"'
    assert response.content.startswith(b"\x89PNG")
    assert page_client("involta.localhost", bojan).get(address).status_code == 404


def test_vat_is_called_as_the_file_says(bill, reader, with_file):
    with_file(('references = "si"', 'references = "si"\nvat_word = {sl = "DDV", en = "Value added tax"}'))
    text = page_of(reader, bill).text
    assert "Total without Value added tax" in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"commodity": ""}, "electricity, January 2026"),  # the supply point's
        ({"commodity": "", "supply_point": None}, "Bill, January 2026"),
        ({"commodity": "", "supply_point": None, "service_from": None}, "Bill"),
        ({"kind": "credit_note", "gross": Decimal(7), "open_amount": Decimal(-7)}, "Credit note, electricity, January 2026"),
        ({"kind": "settlement"}, "Settlement, electricity, January 2026"),
        ({"open_amount": Decimal(-3)}, "Paid, €3.00 too much"),
    ],
)
def test_what_a_bill_is_for_is_never_guessed(bill, reader, ana, fields, words):
    with working_for(ana.tenant):
        type(bill).objects.filter(pk=bill.pk).update(**fields)
    text = reader.visit("/billing/invoices/").text
    assert words in text
    assert "Services" not in text
