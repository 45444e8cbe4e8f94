"""Numbers that pass their own checks: references of model 12, IBANs, GSRN. The accounts do not exist (bank code 99)."""

from __future__ import annotations


def check_digit_11(digits: str) -> int:
    """Model 12's control digit: weights 2, 3, 4 … from the right, 11 minus the remainder; 10 and 11 become 0."""
    total = sum(weight * int(digit) for weight, digit in enumerate(reversed(digits), start=2))
    control = 11 - total % 11
    return 0 if control > 9 else control


def reference(digits: str) -> str:
    """``SI12`` with its control digit; ``digits`` are at most 12."""
    return f"SI12{digits}{check_digit_11(digits)}"


def iban(account: str) -> str:
    """A Slovenian IBAN from 13 digits: the last two make the 15-digit account 1 modulo 97, so the check is always 56."""
    control = (98 - int(account + "00") % 97) % 97
    return f"SI56{account}{control:02d}"


def gsrn(digits: str) -> str:
    """18 digits: 17 given, and GS1's control digit (weights 3 and 1 from the right)."""
    total = sum(int(digit) * (3 if position % 2 == 0 else 1) for position, digit in enumerate(reversed(digits)))
    return f"{digits}{(10 - total % 10) % 10}"
