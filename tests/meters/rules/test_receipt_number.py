"""The number on a receipt."""

import random

import pytest

from meters.rules import receipt_number


def test_number_names_the_year_and_can_be_read_over_the_telephone():
    assert receipt_number.receipt_number(year=2026, serial=48290715) == "2026-4829-07157"
    assert receipt_number.receipt_number(year=2026, serial=0).startswith("2026-0000-0000")


@pytest.mark.parametrize("serial", [-1, receipt_number.SERIALS])
def test_a_serial_that_does_not_fit_is_refused(serial):
    with pytest.raises(ValueError, match="eight digits"):
        receipt_number.receipt_number(year=2026, serial=serial)


def test_every_single_wrong_digit_and_every_swap_of_neighbours_is_found():
    draw = random.Random(7)
    for _ in range(50):
        number = receipt_number.receipt_number(year=2026, serial=draw.randrange(receipt_number.SERIALS))
        assert receipt_number.is_valid(number)
        digits = number.replace("-", "")
        for place, digit in enumerate(digits):
            for wrong in set("0123456789") - {digit}:
                assert not receipt_number.is_valid(_printed(digits[:place] + wrong + digits[place + 1 :]))
        for place in range(len(digits) - 1):
            if digits[place] != digits[place + 1]:
                swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
                assert not receipt_number.is_valid(_printed(swapped))


@pytest.mark.parametrize("text", ["", "2026-4829-0715", "2026 4829 07157", "2026-4829-07157 ", "²026-4829-07157"])
def test_another_shape_is_no_number(text):
    assert not receipt_number.is_valid(text)


def _printed(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"
