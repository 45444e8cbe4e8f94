"""Which registers of a meter must be given together.

A meter with VT and MT needs both, ET beside them is optional and checked against their sum; a meter with ET alone needs ET
(acceptance I-21). A rule may name the required ones itself.
"""

from collections.abc import Collection, Iterable

from tenants.rules.reading import ReadingRule


def required(rule: ReadingRule, registers: Iterable[str]) -> tuple[str, ...]:
    """Codes of the meter's ``registers`` that must be given, in the meter's order.

    A meter's only register is always required: ET on a single-rate meter, cold water where no hot is read."""
    codes = tuple(registers)
    if len(codes) == 1:
        return codes
    if rule.required is not None:
        return tuple(code for code in codes if code in rule.required)
    return tuple(code for code in codes if code not in rule.optional) or codes


def missing(rule: ReadingRule, registers: Iterable[str], given: Collection[str]) -> tuple[str, ...]:
    """Required registers that were not ``given``. Where a rule requires none, one of the meter's must still be there."""
    codes = tuple(registers)
    lacking = tuple(code for code in required(rule, codes) if code not in given)
    return lacking or (() if any(code in given for code in codes) else codes)
