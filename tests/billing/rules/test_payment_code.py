"""The text of UPN QR and EPC QR, sign for sign, on published samples."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules import payment_code

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "vectors.json").read_text(encoding="utf-8"))
OF_ISSUERS = [case for case in VECTORS["upn_qr"] if case["profile"] == "registered_issuer" and not case["over_length_fields"]]

ORDER = payment_code.PaymentOrder(
    payer_name="Mojca Kovač",
    payer_street="Trg svobode 7",
    payer_city="2250 Ptuj",
    amount=Decimal("58.30"),
    purpose_code="ELEC",
    purpose="Račun 2026-11-004512",
    due_on=date(2026, 12, 18),
    iban="SI56 9900 0001 0000 186",
    reference="SI12 1805000001070",
    recipient_name="Involta (primer)",
    recipient_street="Primerna ulica 1",
    recipient_city="2250 Ptuj",
)


def order_of(fields):
    day, month, year = fields["due_date"].split(".") if fields["due_date"] else ("", "", "")
    return payment_code.PaymentOrder(
        payer_name=fields["payer_name"],
        payer_street=fields["payer_street"],
        payer_city=fields["payer_city"],
        amount=Decimal(fields["amount"]) / 100,
        purpose_code=fields["purpose_code"],
        purpose=fields["purpose_text"],
        due_on=date(int(year), int(month), int(day)) if year else None,
        iban=fields["recipient_iban"],
        reference=fields["recipient_reference"],
        recipient_name=fields["recipient_name"],
        recipient_street=fields["recipient_street"],
        recipient_city=fields["recipient_city"],
    )


@pytest.mark.parametrize("case", OF_ISSUERS, ids=lambda case: case["id"])
def test_published_codes_of_issuers_come_out_sign_for_sign(case):
    code = payment_code.upn(order_of(case["fields"]))
    assert code.text.splitlines() == case["payload"].splitlines()[:20]
    assert code.text.splitlines()[-1] == case["control"]


def test_there_are_published_codes_to_compare_with():
    assert len(OF_ISSUERS) >= 3


@pytest.mark.parametrize("case", VECTORS["upn_qr"], ids=lambda case: case["id"])
def test_control_of_every_published_code(case):
    if case["control_matches"]:
        assert payment_code.upn_record(case["payload"].split("\n")[:19]).split("\n")[19] == case["control"]


@pytest.mark.parametrize(
    "case", [case for case in VECTORS["upn_qr_amounts"]["cases"] if case["eur"] != "0.00"], ids=lambda case: case["eur"]
)
def test_amount_in_cents(case):
    assert payment_code.upn(replace(ORDER, amount=Decimal(case["eur"]))).text.splitlines()[8] == case["field"]


def test_symbol_is_version_15_with_its_encoding_named():
    code = payment_code.upn(ORDER)
    assert (code.version, code.most, code.encoding, code.eci) == (15, 15, "iso-8859-2", 4)


def test_issuers_leave_the_fields_of_the_payers_bank_empty():
    lines = payment_code.upn(ORDER).text.split("\n")
    assert [lines[place] for place in (1, 2, 3, 4, 9, 10)] == [""] * 6
    assert lines[13:16] == ["18.12.2026", "SI56990000010000186", "SI121805000001070"]


@pytest.mark.parametrize("sign", VECTORS["upn_qr_not_encodable"]["characters"])
def test_what_the_encoding_lacks_is_replaced(sign):
    text = payment_code.upn(replace(ORDER, payer_name=f"A{sign}B", purpose=f"Račun {sign} 7")).text
    assert sign not in text
    assert text.encode("iso-8859-2").decode("iso-8859-2") == text


def test_letters_of_the_neighbours_stay_and_decomposed_ones_are_put_together():
    text = payment_code.upn(replace(ORDER, payer_name="Škerlj Đurđić Őze C\u030cuk", payer_city="Capodistrià")).text
    assert "Škerlj Đurđić Őze Čuk" in text
    assert "Capodistria\n" in text


@pytest.mark.parametrize(
    "change",
    [
        {"payer_street": ""},
        {"payer_city": " "},
        {"recipient_city": ""},
        {"purpose": ""},
        {"purpose_code": "elec"},
        {"iban": ""},
        {"amount": Decimal(0)},
        {"amount": Decimal("-3")},
        {"amount": Decimal("1000000000")},
        {"reference": "SI12" + "1" * 23},
    ],
)
def test_no_code_rather_than_a_wrong_one(change):
    assert payment_code.upn(replace(ORDER, **change)) is None


def test_a_bill_without_reference_says_so():
    assert payment_code.upn(replace(ORDER, reference="")).text.splitlines()[15] == "SI99"


LINES = st.text(max_size=80)


@given(LINES, LINES, LINES, LINES, st.integers(1, 99_999_999_999))
def test_whatever_is_printed_on_the_bill_the_code_holds_together(name, street, city, purpose, cents):
    code = payment_code.upn(
        replace(ORDER, payer_name=name, payer_street=street, payer_city=city, purpose=purpose, amount=Decimal(cents) / 100)
    )
    if code is None:
        return
    raw = code.text.encode("iso-8859-2")
    assert len(raw) == len(code.text) <= 411
    lines = code.text.split("\n")
    assert len(lines) == 21  # twenty fields, the last one ended by its line feed
    assert int(lines[19]) == len("\n".join(lines[:19])) + 1
    longest = (33, 33, 33, 11, 0, 0, 4, 42, 10, 34, 26, 33, 33, 33)
    assert all(len(line) <= most and line == line.strip() for line, most in zip(lines[5:19], longest, strict=True))


def test_epc_with_a_reference_of_iso_11649():
    code = payment_code.epc(replace(ORDER, reference="RF18 5390 0754 7034"))
    assert code.text.split("\n") == [
        "BCD", "002", "1", "SCT", "", "Involta (primer)", "SI56990000010000186", "EUR58.30", "ELEC", "RF18539007547034",
    ]  # fmt: skip
    assert (code.encoding, code.version, code.most, code.eci) == ("utf-8", None, 13, None)


def test_epc_puts_any_other_reference_into_the_text():
    lines = payment_code.epc(ORDER).text.split("\n")
    assert lines[9:] == ["", "SI121805000001070 Račun 2026-11-004512"]
    assert payment_code.epc(replace(ORDER, iban="")) is None
    assert payment_code.epc(replace(ORDER, amount=Decimal(0))) is None
