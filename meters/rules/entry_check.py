"""What must be asked about an entry before it is taken: the registers of one meter judged together.

One register may be lower than before or unusually high; VT and MT may have changed places; ET may not be their sum. None of it
refuses by itself (design 6): the customer confirms with a reason, and staff look at it. Source of the reasons: design 6, asks 3.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from meters.rules import plausibility
from meters.rules.plausibility import Assessment, Range, Reaction, Verdict
from tenants.rules.reading import ReadingRule

HIGHER, LOWER, SINGLE = "VT", "MT", "ET"


class Reason(Enum):
    """What a customer says about a doubtful entry. The first corrects it, the others confirm it."""

    WRONG_ENTRY = "wrong_entry"
    METER_EXCHANGED = "meter_exchanged"
    PASSED_ZERO = "passed_zero"
    VALUE_IS_RIGHT = "value_is_right"


CONFIRMING = frozenset({Reason.METER_EXCHANGED, Reason.PASSED_ZERO, Reason.VALUE_IS_RIGHT})


@dataclass(frozen=True)
class Known:
    """What is known of a register before the entry. ``previous``: its last value that is no own record; None: there is none."""

    previous: Decimal | None = None
    previous_on: date | None = None
    usual: Range | None = None
    whole_digits: int | None = None


@dataclass(frozen=True)
class Doubt:
    """One thing to ask, about the registers ``codes``. ``assessment`` where it is about a single one."""

    codes: tuple[str, ...]
    verdict: Verdict
    reaction: Reaction
    assessment: Assessment | None = None


def doubts(rule: ReadingRule, known: Mapping[str, Known], values: Mapping[str, Decimal]) -> tuple[Doubt, ...]:
    """Everything to ask about ``values`` (by register code), in the order of the registers; empty: take it as it is.

    VT and MT in each other's place is asked once, instead of one question for each."""
    assessed = {code: _assess(known.get(code, Known()), value) for code, value in values.items()}
    found: list[Doubt] = []
    swapped = _swapped(assessed, values)
    if swapped:
        found.append(Doubt((HIGHER, LOWER), Verdict.VT_MT_SWAPPED, plausibility.reaction(rule, Verdict.VT_MT_SWAPPED)))
    for code, assessment in assessed.items():
        reaction = plausibility.reaction(rule, assessment.verdict)
        if reaction is not Reaction.ACCEPT and not (swapped and code in (HIGHER, LOWER, SINGLE)):
            found.append(Doubt((code,), assessment.verdict, reaction, assessment))
    if _sum_is_wrong(known, values) and not any(SINGLE in doubt.codes for doubt in found):
        found.append(Doubt((HIGHER, LOWER, SINGLE), Verdict.ET_NOT_SUM, plausibility.reaction(rule, Verdict.ET_NOT_SUM)))
    return tuple(found)


def reasons(found: Iterable[Doubt]) -> tuple[Reason, ...]:
    """Which reasons make sense: a counter passed zero only where a value is lower than before."""
    verdicts = {doubt.verdict for doubt in found}
    offered = [Reason.WRONG_ENTRY, Reason.METER_EXCHANGED]
    if Verdict.LOWER_THAN_PREVIOUS in verdicts:
        offered.append(Reason.PASSED_ZERO)
    return (*offered, Reason.VALUE_IS_RIGHT)


def _assess(known: Known, value: Decimal) -> Assessment:
    return plausibility.assess(value, previous=known.previous, usual=known.usual, whole_digits=known.whole_digits)


def _swapped(assessed: Mapping[str, Assessment], values: Mapping[str, Decimal]) -> bool:
    if HIGHER not in values or LOWER not in values:
        return False
    verdict = plausibility.swap_check(assessed[HIGHER], assessed[LOWER], vt_value=values[HIGHER], mt_value=values[LOWER])
    return verdict is Verdict.VT_MT_SWAPPED


def _sum_is_wrong(known: Mapping[str, Known], values: Mapping[str, Decimal]) -> bool:
    if HIGHER not in values or LOWER not in values:
        return False
    digits = known.get(SINGLE, Known()).whole_digits
    verdict = plausibility.sum_check(values[HIGHER], values[LOWER], values.get(SINGLE), whole_digits=digits)
    return verdict is Verdict.ET_NOT_SUM
