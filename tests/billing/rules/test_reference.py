"""Control digits of payment references, on published samples."""

import json
from pathlib import Path

import pytest

from billing.rules import reference

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "vectors.json").read_text(encoding="utf-8"))["references"]


@pytest.mark.parametrize("case", VECTORS["valid"], ids=lambda case: case["reference"])
def test_published_references_pass(case):
    assert reference.is_valid(case["reference"])
    assert reference.is_valid(f"{case['reference'][:4]} {case['reference'][4:].lower()}")


@pytest.mark.parametrize("case", VECTORS["invalid"], ids=lambda case: case["reference"])
def test_published_mistakes_are_noticed(case):
    assert not reference.is_valid(case["reference"])


@pytest.mark.parametrize(
    ("given", "country", "expected"),
    [
        ("SI99", "si", True),
        ("SI121805000001070", "rf", False),
        ("RF18539007547034", "rf", True),
        ("whatever 17", "none", True),
        ("whatever 17", "si", False),
        ("", "si", False),
        ("SI00123-", "si", False),
        ("SI12180500-0001070", "si", False),
    ],
)
def test_what_a_country_takes(given, country, expected):
    assert reference.is_valid(given, country=country) is expected
