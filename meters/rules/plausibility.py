"""Whether a value that can be true is likely: what asks a question, never what refuses by itself.

A reading below the last one is a slip, an exchanged meter or a counter that passed zero; one far above the usual use is a slip, a
leak or real. Design 6: confirm, give a reason, then staff's queue. Values are counts of one register; nothing here knows units.
The figures (how much history, how wide a range, when to ask) are ours: no utility publishes one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum

from meters.rules.consumption import ONE, Difference, passed_zero
from tenants.rules.reading import ReadingRule

LEAST_PERIODS = 3
"""Differences that must be known before anything counts as usual."""
LEAST_HISTORY_DAYS = 56
"""Days they must cover together: eight weeks."""
MOST_PERIODS = 24
"""Only the last two years of monthly readings say what is usual now."""
SEASON_DAYS = 45
"""Differences whose middle lies within so many days of the same day of the year are of the same season (gas for heating)."""
LONG_GAP_DAYS = 2 * SEASON_DAYS
"""A longer time since the last reading has no one season: what the same days of earlier years used says what is usual."""
YEAR = timedelta(days=365)
TRIM_FROM = 8
"""From so many differences on, the highest and the lowest are left out: one wrong old reading must not widen the range."""
LEAST_SPAN = Decimal(4)
"""Counts between low and high at least, and `LEAST_SHARE` of the high end: very regular use must not ask at every change."""
LEAST_SHARE = Decimal("0.2")
ASK_ABOVE = Decimal("1.5")
"""Asked is above the range's high end times this; below its low end divided by it the use is low, which is only said."""


class Verdict(Enum):
    OK = "ok"
    LOWER_THAN_PREVIOUS = "lower_than_previous"
    UNUSUALLY_HIGH = "unusually_high"
    UNUSUALLY_LOW = "unusually_low"
    ET_NOT_SUM = "et_not_sum"
    VT_MT_SWAPPED = "vt_mt_swapped"


class Reaction(Enum):
    ACCEPT = "accept"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Range:
    """Counts usually used in ``days`` days, both ends included, from ``periods`` earlier differences (or, over a long gap, years).

    It has room around it (`ASK_ABOVE`): a use from ``low_below`` to ``ask_above`` is a little less or more, and nothing is asked."""

    low: Decimal
    high: Decimal
    days: int
    periods: int

    @property
    def ask_above(self) -> Decimal:
        """The greatest difference that asks nothing."""
        return (self.high * ASK_ABOVE).to_integral_value(ROUND_CEILING)

    @property
    def low_below(self) -> Decimal:
        """The smallest difference that is not called low."""
        return (self.low / ASK_ABOVE).to_integral_value(ROUND_FLOOR)


@dataclass(frozen=True)
class Assessment:
    """The verdict and what it rests on. ``passed_zero``: the use if the counter passed zero, only where that is likely.

    ``meant``: the value if two neighbouring digits were swapped, where exactly one such value would be usual."""

    verdict: Verdict
    previous: Decimal | None
    difference: Decimal | None
    usual: Range | None
    passed_zero: Decimal | None = None
    meant: Decimal | None = None


def usual_range(history: Sequence[Difference], *, since: date, until: date, factor: Decimal = ONE) -> Range | None:
    """What is usually used from ``since`` (the previous reading) to ``until``; None where too little is known.

    From the use per day of the last differences, those of the same season where there are enough; over a long gap, from the use of
    the same days in earlier years where readings cover them, else from all differences. ``factor`` of the present register turns
    use back into its counts. At least one day is assumed."""
    known = [each for each in sorted(history, key=lambda each: each.last) if _known(each)][-MOST_PERIODS:]
    if len(known) < LEAST_PERIODS or sum(each.days for each in known) < LEAST_HISTORY_DAYS:
        return None
    days = max((until - since).days, 1)
    found = _of_the_same_days(known, since, until) if days > LONG_GAP_DAYS else []
    if not found:
        found = [rate * days for rate in _rates(known, since, until)]
    low, high = (round(amount / factor, 6) for amount in (min(found), max(found)))  # a third times three is one again
    lacking = max(LEAST_SPAN, high * LEAST_SHARE) - (high - low)
    if lacking > 0:
        low, high = max(low - lacking / 2, Decimal(0)), high + lacking / 2
    return Range(low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING), days, len(found))


def _rates(known: Sequence[Difference], since: date, until: date) -> list[Decimal]:
    """Use per day of the differences that say what is usual, in order; extremes left out where there are many."""
    same_season = [each for each in known if _days_of_year_apart(_middle(each.first, each.last), _middle(since, until)) <= SEASON_DAYS]
    fits = (until - since).days <= LONG_GAP_DAYS and len(same_season) >= LEAST_PERIODS
    rates = sorted(each.per_day for each in (same_season if fits else known) if each.per_day is not None)
    return rates[1:-1] if len(rates) >= TRIM_FROM else rates


def _of_the_same_days(known: Sequence[Difference], since: date, until: date) -> list[Decimal]:
    """What the same days of each earlier year used, for years in which readings cover all of them; the latest year first."""
    found = []
    first, last = since - YEAR, until - YEAR
    while last > known[0].first:
        parts = [(each, (min(each.last, last) - max(each.first, first)).days) for each in known]
        if sum(days for _each, days in parts if days > 0) == (until - since).days:
            found.append(sum((each.per_day * days for each, days in parts if days > 0 and each.per_day is not None), Decimal(0)))
        first, last = first - YEAR, last - YEAR
    return found


def assess(value: Decimal, *, previous: Decimal | None, usual: Range | None, whole_digits: int | None = None) -> Assessment:
    """Whether ``value`` is likely after ``previous`` (the last one before its date that is no own record; None: there is none).

    ``whole_digits`` of the register lets a lower value be read as "the counter passed zero"."""
    if previous is None:
        return Assessment(Verdict.OK, None, None, None)
    difference = value - previous
    if difference < 0:
        over = likely_passed_zero(value, previous=previous, usual=usual, whole_digits=whole_digits)
        verdict = Verdict.LOWER_THAN_PREVIOUS
        return Assessment(verdict, previous, difference, usual, over, swapped_digits_guess(value, previous=previous, usual=usual))
    if usual is not None and difference > usual.ask_above:
        verdict = Verdict.UNUSUALLY_HIGH
        return Assessment(verdict, previous, difference, usual, meant=swapped_digits_guess(value, previous=previous, usual=usual))
    if usual is not None and difference < usual.low_below:
        return Assessment(Verdict.UNUSUALLY_LOW, previous, difference, usual)
    return Assessment(Verdict.OK, previous, difference, usual)


def reaction(rule: ReadingRule, verdict: Verdict) -> Reaction:
    """What the rule says to do: lower and unusual values as it is set, registers that contradict each other always ask."""
    if verdict in (Verdict.OK, Verdict.UNUSUALLY_LOW):
        return Reaction.ACCEPT
    if verdict is Verdict.LOWER_THAN_PREVIOUS:
        return Reaction(rule.lower)
    return Reaction(rule.unusual) if verdict is Verdict.UNUSUALLY_HIGH else Reaction.ASK


def likely_passed_zero(value: Decimal, *, previous: Decimal, usual: Range | None, whole_digits: int | None) -> Decimal | None:
    """The use if the counter went from 99999 to 00000; None where that is unlikely.

    Likely is a use that would ask nothing; without a range, a previous value in the last and a new one in the first tenth of the
    counter. Never decided by us: misread meters are commoner (asks 25)."""
    if whole_digits is None or value >= previous:
        return None
    over = passed_zero(previous, value, whole_digits=whole_digits)
    if usual is not None:
        return over if over <= usual.ask_above else None
    tenth = Decimal(10) ** whole_digits / 10
    return over if previous >= tenth * 9 and value < tenth else None


def swapped_digits_guess(value: Decimal, *, previous: Decimal, usual: Range | None) -> Decimal | None:
    """The value meant if two neighbouring digits were swapped (52034 for 25034); None unless exactly one would be usual."""
    if usual is None:
        return None
    digits = value.as_tuple().digits
    swapped = {
        Decimal((0, (*digits[:at], digits[at + 1], digits[at], *digits[at + 2 :]), 0)).scaleb(value.adjusted() - len(digits) + 1)
        for at in range(len(digits) - 1)
    }
    usual_ones = [guess for guess in swapped - {value} if usual.low <= guess - previous <= usual.high]
    return usual_ones[0] if len(usual_ones) == 1 else None


def sum_check(vt: Decimal, mt: Decimal, et: Decimal | None, *, whole_digits: int | None = None) -> Verdict:
    """ET beside VT and MT must be their sum, give or take 1 for the fractions that the display cuts (acceptance I-21).

    ET may be left out. With ``whole_digits`` a sum that went over the counter's end counts from zero again."""
    if et is None:
        return Verdict.OK
    apart = abs(vt + mt - et)
    if whole_digits is not None:
        apart = min(apart, abs(apart - Decimal(10) ** whole_digits))
    return Verdict.OK if apart <= 1 else Verdict.ET_NOT_SUM


def swap_check(vt: Assessment, mt: Assessment, *, vt_value: Decimal, mt_value: Decimal) -> Verdict:
    """Whether VT and MT were entered the wrong way round: as typed at least one asks, exchanged neither would (asks 10).

    ``vt`` and ``mt`` are what `assess` said about the two values."""
    if vt.previous is None or mt.previous is None or vt_value == mt_value:
        return Verdict.OK
    quiet = (Verdict.OK, Verdict.UNUSUALLY_LOW)
    if vt.verdict in quiet and mt.verdict in quiet:
        return Verdict.OK
    exchanged = (
        assess(mt_value, previous=vt.previous, usual=vt.usual).verdict,
        assess(vt_value, previous=mt.previous, usual=mt.usual).verdict,
    )
    return Verdict.VT_MT_SWAPPED if all(verdict in quiet for verdict in exchanged) else Verdict.OK


def _known(difference: Difference) -> bool:
    return difference.days > 0 and difference.used is not None and difference.used >= 0


def _middle(first: date, last: date) -> date:
    return first + (last - first) / 2


def _days_of_year_apart(one: date, other: date) -> int:
    apart = abs(one.timetuple().tm_yday - other.timetuple().tm_yday)
    return min(apart, 365 - apart) if apart < 365 else 0
