"""What is asked about an entry: the registers of one meter judged together."""

from datetime import date
from decimal import Decimal

import pytest

from meters.rules import entry_check
from meters.rules.entry_check import Known, Reason
from meters.rules.plausibility import Range, Reaction, Verdict
from tenants.rules.reading import ReadingRule

ASKING = ReadingRule(key="asks")
USUAL = Range(Decimal(180), Decimal(260), 30, 6)
DAY = date(2026, 4, 1)
KNOWN = {
    "VT": Known(Decimal(24816), DAY, USUAL, 6),
    "MT": Known(Decimal(18302), DAY, USUAL, 6),
    "ET": Known(None, None, None, 6),
}


def found(rule: ReadingRule = ASKING, **values: int) -> list[tuple[tuple[str, ...], Verdict]]:
    typed = {code: Decimal(value) for code, value in values.items()}
    return [(doubt.codes, doubt.verdict) for doubt in entry_check.doubts(rule, KNOWN, typed)]


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({"VT": 25034, "MT": 18511}, []),
        ({"VT": 25034, "MT": 18511, "ET": 43545}, []),
        ({"VT": 25034, "MT": 18511, "ET": 43544}, []),  # the display cuts fractions
        ({"VT": 25034, "MT": 18511, "ET": 43550}, [(("VT", "MT", "ET"), Verdict.ET_NOT_SUM)]),
        ({"VT": 52034, "MT": 18511}, [(("VT",), Verdict.UNUSUALLY_HIGH)]),
        ({"VT": 24000, "MT": 18511}, [(("VT",), Verdict.LOWER_THAN_PREVIOUS)]),
        ({"VT": 24000, "MT": 99999}, [(("VT",), Verdict.LOWER_THAN_PREVIOUS), (("MT",), Verdict.UNUSUALLY_HIGH)]),
        ({"VT": 18511, "MT": 25034}, [(("VT", "MT"), Verdict.VT_MT_SWAPPED)]),
        ({"VT": 18511, "MT": 25034, "ET": 1}, [(("VT", "MT"), Verdict.VT_MT_SWAPPED), (("VT", "MT", "ET"), Verdict.ET_NOT_SUM)]),
        ({"VT": 24816, "MT": 18302}, []),  # nothing used is said, not asked
    ],
)
def test_what_is_asked(values, asked):
    assert found(**values) == asked


def test_a_register_nobody_knows_anything_about_is_taken_as_it_is():
    assert not entry_check.doubts(ASKING, {}, {"GAS": Decimal(7)})


def test_a_rule_may_refuse_lower_values_or_take_them():
    lower = {"VT": Decimal(24000), "MT": Decimal(18511)}
    refusing = entry_check.doubts(ReadingRule(key="r", lower="refuse"), KNOWN, lower)
    assert [doubt.reaction for doubt in refusing] == [Reaction.REFUSE]
    assert entry_check.doubts(ReadingRule(key="t", lower="accept"), KNOWN, lower) == ()


def test_passing_zero_is_a_reason_only_where_a_value_is_lower():
    high = entry_check.doubts(ASKING, KNOWN, {"VT": Decimal(52034)})
    low = entry_check.doubts(ASKING, KNOWN, {"VT": Decimal(12)})
    assert Reason.PASSED_ZERO not in entry_check.reasons(high)
    assert entry_check.reasons(low) == tuple(Reason)
