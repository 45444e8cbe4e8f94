"""Which registers of a meter must be given together."""

import pytest

from meters.rules import required_registers
from tests.meters.rules.samples import INVOLTA, window

BOTH_WATERS = window(25, 2, required=())


@pytest.mark.parametrize(
    ("registers", "required"),
    [
        (("VT", "MT"), ("VT", "MT")),
        (("VT", "MT", "ET"), ("VT", "MT")),
        (("ET",), ("ET",)),
        (("gas",), ("gas",)),
        (("VT", "MT", "ET", "A-"), ("VT", "MT", "A-")),
    ],
)
def test_i21_vt_and_mt_are_required_et_beside_them_is_optional_and_alone_required(registers, required):
    assert required_registers.required(INVOLTA, registers) == required


def test_i21_a_missing_tariff_is_named():
    assert required_registers.missing(INVOLTA, ("VT", "MT", "ET"), {"VT", "ET"}) == ("MT",)
    assert required_registers.missing(INVOLTA, ("VT", "MT", "ET"), {"VT", "MT"}) == ()
    assert required_registers.missing(INVOLTA, ("ET",), set()) == ("ET",)


def test_z14_a_rule_that_requires_none_takes_one_or_the_other_but_not_nothing():
    assert required_registers.missing(BOTH_WATERS, ("cold", "hot"), {"hot"}) == ()
    assert required_registers.missing(BOTH_WATERS, ("cold", "hot"), set()) == ("cold", "hot")


def test_a_rule_may_name_the_required_registers_itself():
    rule = window(1, 5, required=("VT",))
    assert required_registers.required(rule, ("VT", "MT")) == ("VT",)


def test_the_only_register_of_a_meter_is_required_whatever_the_rule_names():
    assert required_registers.required(BOTH_WATERS, ("cold",)) == ("cold",)
    assert required_registers.required(window(1, 5, required=("VT",)), ("ET",)) == ("ET",)
