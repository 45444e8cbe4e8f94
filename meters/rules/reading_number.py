"""What a customer typed as the value of a register, as an exact number or as the reason why it is none.

Whole by default. Where the register (narrowed by the rule) has decimals, comma and dot are both the decimal mark and never a
thousands separator: `0.125` is an eighth, not 125. Nothing is rounded, nothing is cut. Sources: design 6 "Numbers", acceptance
G-14, domain 6.1.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

MOST_WHOLE_DIGITS = 10
"""Limit where neither register nor rule knows the number of digits; the longest counters have nine."""
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Marks without a width that copying from a page or a message leaves at the ends; not blanks for Python."""
MINUS = "-\u2010\u2011\u2012\u2013\u2212"
SHAPE = re.compile(r"([0-9]+)(?:([.,])([0-9]+))?")


class NumberVerdict(Enum):
    OK = "ok"
    EMPTY = "empty"
    NEGATIVE = "negative"
    INNER_BLANK = "inner_blank"
    MANY_MARKS = "many_marks"
    DECIMALS_OFF = "decimals_off"
    TOO_MANY_DECIMALS = "too_many_decimals"
    TOO_MANY_DIGITS = "too_many_digits"
    NOT_A_NUMBER = "not_a_number"


@dataclass(frozen=True)
class Number:
    """``value`` where the verdict is OK, else None. ``whole_digits`` and ``decimals`` are the limits that were used.

    ``typed_digits`` stand before the decimal mark and ``typed_decimals`` after it; both are 0 where it is no number."""

    verdict: NumberVerdict
    value: Decimal | None
    whole_digits: int
    decimals: int
    typed_digits: int = 0
    typed_decimals: int = 0


def places(
    register_digits: int | None, register_decimals: int, *, rule_digits: int | None = None, rule_decimals: int = 0
) -> tuple[int, int]:
    """Digits before and after the decimal mark that may be typed: the register knows, a rule may only narrow."""
    known = [digits for digits in (register_digits, rule_digits) if digits is not None]
    return min(known, default=MOST_WHOLE_DIGITS), min(register_decimals, rule_decimals)


def parse(typed: str, *, whole_digits: int, decimals: int = 0) -> Number:
    """The number that ``typed`` means on a register with so many digits before and after the decimal mark.

    Blanks around it are dropped (the no-break ones too), blanks inside are refused: they may hide a second number. Leading zeros
    count as digits: who types eight drums of a meter with five black ones has typed the red ones too. Only 0-9 are digits."""
    text = _trimmed(typed)
    found = SHAPE.fullmatch(text)
    if found is None:
        return Number(_why_unreadable(text, decimals), None, whole_digits, decimals)
    whole, _, part = found.groups(default="")
    if part and not decimals:
        verdict = NumberVerdict.DECIMALS_OFF
    elif len(whole) > whole_digits:
        verdict = NumberVerdict.TOO_MANY_DIGITS
    elif len(part) > decimals:
        verdict = NumberVerdict.TOO_MANY_DECIMALS
    else:
        verdict = NumberVerdict.OK
    value = Decimal(f"{whole}.{part}" if part else whole) if verdict is NumberVerdict.OK else None
    return Number(verdict, value, whole_digits, decimals, len(whole), len(part))


def _trimmed(typed: str) -> str:
    before = None
    while typed != before:
        before, typed = typed, typed.strip().strip(INVISIBLE)
    return typed


def _why_unreadable(text: str, decimals: int) -> NumberVerdict:
    if not text:
        return NumberVerdict.EMPTY
    if text[0] in MINUS and re.match(r"\s*[0-9.,]", text[1:]):
        return NumberVerdict.NEGATIVE
    if re.fullmatch(r"[0-9.,]*[0-9][0-9.,]*", text):
        if len(re.findall(r"[.,]", text)) > 1:
            return NumberVerdict.MANY_MARKS
        return NumberVerdict.NOT_A_NUMBER if decimals else NumberVerdict.DECIMALS_OFF
    if re.fullmatch(r"[0-9.,]+(?:\s+[0-9.,]+)+", text):
        return NumberVerdict.INNER_BLANK
    return NumberVerdict.NOT_A_NUMBER
