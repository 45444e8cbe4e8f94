"""The number on a receipt: the year, eight random digits and a check digit, such as ``2026-4829-07157``.

Random and not counted, so that two readings at the same moment never wait for one counter and nobody can tell how many there were;
that it is unique within the tenant is the database's to say. The check digit (Damm) finds every single wrong digit and every
swap of neighbours when the number is read over the telephone.
"""

import re

SERIALS = 100_000_000
"""How many serials a year has; two of a hundred thousand receipts meet by chance about fifty times, and the later draws again."""

DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
"""A totally anti-symmetric quasigroup of order 10 (H. Michael Damm, 2004)."""


def receipt_number(*, year: int, serial: int) -> str:
    """The printed number for a drawn ``serial`` (0 to `SERIALS` - 1); ValueError outside."""
    if not 0 <= serial < SERIALS:
        raise ValueError(f"serial {serial} has more than eight digits")
    digits = f"{serial:08d}"
    return f"{year}-{digits[:4]}-{digits[4:]}{check_digit(f'{year}{digits}')}"


def is_valid(number: str) -> bool:
    """Whether ``number`` has the shape and its check digit is right. Says nothing about whether it was ever given."""
    return bool(re.fullmatch(r"\d{4}-\d{4}-\d{5}", number, re.ASCII)) and check_digit(number.replace("-", "")) == 0


def check_digit(digits: str) -> int:
    """The Damm digit to append to ``digits``; 0 where they end with the right one already."""
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim
