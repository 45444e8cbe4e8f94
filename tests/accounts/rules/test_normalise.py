"""What is typed and what is printed become the same value."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.normalise import normalise
from tenants.rules.linking import Evidence

NUMBER = Evidence("number", "digits")
REFERENCE = Evidence("reference", "digits", prefixes=("SI",))
PIN = Evidence("pin", "digits", length=4)
SHORT = Evidence("short", "digits", leading_zeros="drop")
CODE = Evidence("code", "code")
MARKED = Evidence("marked", "code", prefixes=("St.", "MM"))
TEXT = Evidence("text", "text")
AMOUNT = Evidence("amount", "amount")
DAY = Evidence("day", "date")


@pytest.mark.parametrize(
    ("evidence", "typed", "compared"),
    [
        (NUMBER, "100001", "100001"),
        (NUMBER, " 100 001 ", "100001"),
        (NUMBER, "100-001", "100001"),
        (NUMBER, "WTER PLAČILO RAČUNA 1104782", "1104782"),
        (NUMBER, "PLAČILO1104782", "1104782"),
        (NUMBER, "1OO0O1", "100001"),
        (NUMBER, "o4", "04"),
        (NUMBER, "KOSOVO 12", "12"),
        (NUMBER, "１００００１", "100001"),
        (NUMBER, "00012", "00012"),
        (NUMBER, "št. kupca", ""),
        (NUMBER, "", ""),
        (REFERENCE, "12 1805000001070", "121805000001070"),
        (REFERENCE, "SI12 1805000001070", "121805000001070"),
        (REFERENCE, "si121805 000001070", "121805000001070"),
        (REFERENCE, "SI 12-1805-000001070", "121805000001070"),
        (REFERENCE, "SI", ""),
        (PIN, "42", "0042"),
        (PIN, "0042", "0042"),
        (PIN, "10042", "10042"),
        (PIN, "OO42", "0042"),
        (SHORT, "00042", "42"),
        (SHORT, "000", "0"),
        (CODE, "3-345 341/a", "3345341A"),
        (CODE, "abo1", "AB01"),
        (CODE, "žč-7", "ZC7"),
        (MARKED, "st. 3-12", "312"),
        (MARKED, "MM MM 312", "312"),
        (MARKED, "MM", "MM"),
        (TEXT, "  Elektro   Ljubljana, d. d. ", "elektro ljubljana, d. d."),
        (TEXT, "ŽELEZNIKI", "zelezniki"),
        (AMOUNT, "48,80", "48.80"),
        (AMOUNT, "48.8 €", "48.80"),
        (AMOUNT, "1.268,74", "1268.74"),
        (AMOUNT, "1,268.74 EUR", "1268.74"),
        (AMOUNT, "1.268", "1268.00"),
        (AMOUNT, "EUR 48,80.", "48.80"),
        (AMOUNT, "048,80", "48.80"),
        (AMOUNT, ",5", "0.50"),
        (AMOUNT, "−12,30", "-12.30"),
        (AMOUNT, "nič", ""),
        (DAY, "5. 12. 2026", "2026-12-05"),
        (DAY, "05.12.26", "2026-12-05"),
        (DAY, "5/12/2026", "2026-12-05"),
        (DAY, "2026-12-05", "2026-12-05"),
        (DAY, "31. 2. 2026", ""),
        (DAY, "včeraj", ""),
    ],
)
def test_one_form_for_what_people_type_and_bills_print(evidence, typed, compared):
    assert normalise(typed, evidence) == compared


ALL = st.sampled_from([NUMBER, REFERENCE, PIN, SHORT, CODE, MARKED, TEXT, AMOUNT, DAY])
TYPED = st.text(max_size=60) | st.text(alphabet="0123456789oOsSiImMtT .,-/€", max_size=40)


@given(value=TYPED, evidence=ALL)
def test_a_normalised_value_stays_as_it_is(value, evidence):
    once = normalise(value, evidence)
    assert normalise(once, evidence) == once


@given(digits=st.text(alphabet="0123456789", min_size=1, max_size=20), marks=st.lists(st.sampled_from(" -./"), max_size=19))
def test_blanks_and_marks_between_digits_change_nothing(digits, marks):
    mixed = "".join(digit + mark for digit, mark in zip(digits, [*marks, *[""] * len(digits)], strict=False))
    assert normalise(f"SI{mixed}", REFERENCE) == digits


@given(value=TYPED)
def test_digits_are_digits_and_codes_are_capitals_and_digits(value):
    assert re.fullmatch(r"[0-9]*", normalise(value, NUMBER))
    assert re.fullmatch(r"[0-9A-Z]*", normalise(value, CODE))


@given(first=st.integers(0, 10**9), second=st.integers(0, 10**9))
def test_different_numbers_stay_different(first, second):
    assert (normalise(str(first), NUMBER) == normalise(str(second), NUMBER)) == (first == second)


def test_a_very_long_value_is_cut_and_not_a_burden():
    assert len(normalise("9" * 1_000_000, NUMBER)) <= 200
