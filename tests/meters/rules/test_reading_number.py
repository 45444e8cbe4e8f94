"""What a customer types as a value: exact, or refused with the reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meters.rules import reading_number
from meters.rules.reading_number import NumberVerdict


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234", 1234),
        ("0", 0),
        ("00123", 123),
        ("99999", 99999),
        (" 1234 ", 1234),
        ("\u00a01234\u202f", 1234),
        ("\u200e1234\ufeff\n", 1234),
    ],
)
def test_g14_a_whole_number_is_accepted(typed, value):
    assert reading_number.parse(typed, whole_digits=5).value == value


@pytest.mark.parametrize("typed", ["1234,5", "1234.5", "1234,0", "1.234", "1,234", "1234,", ",5"])
def test_g14_decimals_are_refused_with_the_reason_and_never_rounded(typed):
    found = reading_number.parse(typed, whole_digits=5)
    assert found.verdict is NumberVerdict.DECIMALS_OFF
    assert found.value is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1.234", "1.234"),
        ("1,234", "1.234"),
        ("12345", "12345"),
        ("00012,050", "12.050"),
    ],
)
def test_where_decimals_are_on_comma_and_dot_are_both_the_decimal_mark(typed, value):
    found = reading_number.parse(typed, whole_digits=5, decimals=3)
    assert found.verdict is NumberVerdict.OK
    assert str(found.value) == str(Decimal(value))


@pytest.mark.parametrize(
    ("typed", "decimals", "verdict"),
    [
        ("", 0, NumberVerdict.EMPTY),
        (" \u00a0\u200b ", 0, NumberVerdict.EMPTY),
        ("-5", 0, NumberVerdict.NEGATIVE),
        ("\u22125", 0, NumberVerdict.NEGATIVE),
        ("\u2013 5", 0, NumberVerdict.NEGATIVE),
        ("-0", 0, NumberVerdict.NEGATIVE),
        ("1.234,5", 3, NumberVerdict.MANY_MARKS),
        ("1.234.567", 3, NumberVerdict.MANY_MARKS),
        ("1,234,567", 0, NumberVerdict.MANY_MARKS),
        ("12,3456", 3, NumberVerdict.TOO_MANY_DECIMALS),
        ("12,3400", 3, NumberVerdict.TOO_MANY_DECIMALS),
        ("123456", 0, NumberVerdict.TOO_MANY_DIGITS),
        ("000123", 0, NumberVerdict.TOO_MANY_DIGITS),
        ("123456,5", 3, NumberVerdict.TOO_MANY_DIGITS),
        ("12 345", 0, NumberVerdict.INNER_BLANK),
        ("12\u202f345", 0, NumberVerdict.INNER_BLANK),
        ("12\u00a0345,5", 3, NumberVerdict.INNER_BLANK),
        ("1234,", 3, NumberVerdict.NOT_A_NUMBER),
        (",5", 3, NumberVerdict.NOT_A_NUMBER),
        (",", 3, NumberVerdict.NOT_A_NUMBER),
        (".", 0, NumberVerdict.NOT_A_NUMBER),
        ("-", 0, NumberVerdict.NOT_A_NUMBER),
        ("+5", 0, NumberVerdict.NOT_A_NUMBER),
        ("1e3", 0, NumberVerdict.NOT_A_NUMBER),
        ("0x10", 0, NumberVerdict.NOT_A_NUMBER),
        ("1_000", 0, NumberVerdict.NOT_A_NUMBER),
        ("NaN", 3, NumberVerdict.NOT_A_NUMBER),
        ("Infinity", 3, NumberVerdict.NOT_A_NUMBER),
        ("1234 kWh", 0, NumberVerdict.NOT_A_NUMBER),
        ("12O4", 0, NumberVerdict.NOT_A_NUMBER),
        ("\u0661\u0662\u0663", 0, NumberVerdict.NOT_A_NUMBER),
        ("\uff11\uff12\uff13", 0, NumberVerdict.NOT_A_NUMBER),
        ("1\u00b2", 0, NumberVerdict.NOT_A_NUMBER),
        ("12\x0034", 0, NumberVerdict.NOT_A_NUMBER),
    ],
)
def test_what_is_no_value_of_the_register_is_refused_with_its_own_reason(typed, decimals, verdict):
    found = reading_number.parse(typed, whole_digits=5, decimals=decimals)
    assert found.verdict is verdict
    assert found.value is None


def test_a_refusal_names_the_limits_and_what_was_typed():
    found = reading_number.parse("0001234,56", whole_digits=5, decimals=1)
    assert (found.verdict, found.whole_digits, found.decimals) == (NumberVerdict.TOO_MANY_DIGITS, 5, 1)
    assert (found.typed_digits, found.typed_decimals) == (7, 2)


def test_mb11_without_a_digit_rule_the_register_alone_decides():
    assert reading_number.places(5, 3) == (5, 0)
    assert reading_number.places(5, 3, rule_decimals=2) == (5, 2)
    assert reading_number.places(5, 1, rule_decimals=3) == (5, 1)
    assert reading_number.places(6, 0, rule_digits=5) == (5, 0)
    assert reading_number.places(5, 0, rule_digits=8) == (5, 0)
    assert reading_number.places(None, 0) == (reading_number.MOST_WHOLE_DIGITS, 0)


@given(typed=st.text(max_size=40), digits=st.integers(1, 10), decimals=st.integers(0, 4))
def test_any_text_gives_a_value_that_the_register_can_show_or_a_reason(typed, digits, decimals):
    found = reading_number.parse(typed, whole_digits=digits, decimals=decimals)
    assert (found.value is None) == (found.verdict is not NumberVerdict.OK)
    if found.value is not None:
        assert 0 <= found.value < Decimal(10) ** digits
        assert found.value == found.value.quantize(Decimal(1).scaleb(-decimals))


@given(whole=st.integers(0, 99999), part=st.integers(0, 999), mark=st.sampled_from(",."), blanks=st.text(" \t\u00a0\u202f", max_size=3))
def test_what_the_register_shows_comes_back_exactly(whole, part, mark, blanks):
    found = reading_number.parse(f"{blanks}{whole:05}{mark}{part:03}{blanks}", whole_digits=5, decimals=3)
    assert found.value == whole + Decimal(part) / 1000


@given(typed=st.text("0123456789., \u00a0", max_size=12), decimals=st.integers(0, 3))
def test_a_mark_is_never_read_as_a_thousands_separator(typed, decimals):
    found = reading_number.parse(typed, whole_digits=10, decimals=decimals)
    if found.value is not None:
        whole = typed.replace("\u00a0", " ").strip().replace(",", ".").split(".")[0]
        assert int(found.value) == int(whole)
