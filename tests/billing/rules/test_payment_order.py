"""References and accounts as the payment order prints them; the values are published samples."""

import json
from pathlib import Path

import pytest

from billing.rules.payment_order import printed_iban, printed_reference

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("reference", "printed"),
    [
        ("SI121805000001070", "SI12 1805000001070"),
        ("si12 1805000001070", "SI12 1805000001070"),
        ("SI00225268-32526-222", "SI00 225268-32526-222"),
        ("SI99", "SI99"),
        ("RF18539007547034", "RF18 5390 0754 7034"),
        ("1805000001070", "1805000001070"),
        ("", ""),
    ],
)
def test_reference_is_printed_with_its_model_apart(reference, printed):
    assert printed_reference(reference) == printed


def test_iban_is_printed_in_groups_of_four():
    assert printed_iban("SI56191000010337441") == "SI56 1910 0001 0337 441"


@pytest.mark.parametrize("sample", VECTORS["upn_qr"], ids=lambda sample: sample["id"])
def test_printing_changes_only_blanks(sample):
    reference, iban = sample["fields"]["recipient_reference"], sample["fields"]["recipient_iban"]
    assert printed_reference(reference).replace(" ", "") == reference.replace(" ", "")
    assert printed_iban(iban).replace(" ", "") == iban.replace(" ", "")
