"""The demo's numbers pass the checks that banks and operators make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, iban

from portal.demo import numbers


@pytest.mark.parametrize(("digits", "whole"), [("180500000107", "SI121805000001070"), ("180500000999", "SI121805000009992")])
def test_reference_has_the_control_digit_of_model_12(digits, whole):
    assert numbers.reference(digits) == whole


@given(st.integers(0, 10**13 - 1))
def test_every_iban_is_valid_and_begins_with_si56(account):
    made = numbers.iban(f"{account:013d}")
    assert made.startswith("SI56")
    assert len(made) == 19
    assert iban.is_valid(made)


@given(st.integers(0, 10**17 - 1))
def test_every_gsrn_has_the_gs1_control_digit(digits):
    made = numbers.gsrn(f"{digits:017d}")
    assert len(made) == 18
    assert made[-1] == ean.calc_check_digit(made[:-1])
