"""How much was used between readings, over exchanges of the meter.

A supply point outlives its meters: each installation begins with an opening value and ends with a closing one, and what was used
is the sum over the installations. So a new meter that starts at 0 never makes a negative difference (asks 1). Values are the
counts of one register code (VT, MT, ...); a factor (transformer) turns counts into the unit of the bill.

Months. Readings seldom fall on the month's end, so what was used between two readings is spread over its days evenly: a reading
counts for the end of its day, and each of the days after it up to the next reading has the same share. This is a decision of the
portal, for looking only; the operators settle electricity and gas by load profiles that a portal does not have, and the bill wins.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

ONE = Decimal(1)
DAY = timedelta(days=1)

READ_SOON_AFTER = 7
"""A month counts as read when a reading was taken in it or in so many days after its end: windows of many utilities lie there."""


@dataclass(frozen=True)
class MeterReading:
    """One value of a register. ``meter`` tells installations apart; ``exchange`` marks the value at which one begins or ends.

    ``rolled_over``: staff accepted that the counter passed zero since the value before; ``whole_digits`` is then needed."""

    read_on: date
    value: Decimal
    meter: Hashable = None
    exchange: bool = False
    rolled_over: bool = False
    whole_digits: int | None = None
    factor: Decimal = ONE
    estimated: bool = False


@dataclass(frozen=True)
class Difference:
    """What was used from the day ``first`` to the day ``last``; ``used`` is None where an exchange lacks one of its values.

    Negative where a later reading corrected an estimate that was too high. ``exchanged``: a meter was exchanged in between.
    ``estimated``: the value at its beginning or its end is an estimate."""

    first: date
    last: date
    used: Decimal | None
    exchanged: bool = False
    estimated: bool = False

    @property
    def days(self) -> int:
        return (self.last - self.first).days

    @property
    def per_day(self) -> Decimal | None:
        """Use per day; None where it is unknown or both readings are of one day."""
        return self.used / self.days if self.used is not None and self.days else None


@dataclass(frozen=True)
class MonthUse:
    """What was used in the month that begins on ``first``; None where it is unknown.

    ``days`` of it lie between readings (all of them: the month is complete). ``estimated``: an estimate is among its readings.
    ``spread``: nothing was read in it or soon after, the value is a share of a longer time."""

    first: date
    used: Decimal | None
    days: int
    estimated: bool = False
    spread: bool = False

    @property
    def last(self) -> date:
        return next_month(self.first) - DAY

    @property
    def is_complete(self) -> bool:
        """Whether readings lie around the whole of it. The day of the very first reading is not counted, so a meter that was put up on
        the first of the month may lack that one day."""
        return self.days >= self.last.day - 1


def next_month(first: date) -> date:
    """The first day of the month after the one of ``first``."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def by_month(found: Iterable[Difference]) -> tuple[MonthUse, ...]:
    """All months from the first reading to the last, in order. ``found`` as `differences` gives them: each begins where the one
    before it ended.

    The months together are exactly what the differences are together: the counter is put at each month's end, to a whole unit where
    no reading says it, and a month is what lies between two such ends. A month that touches an unknown difference is unknown."""
    given = list(found)
    if not given or given[0].first == given[-1].last:
        return ()
    months, month = [], (given[0].first + DAY).replace(day=1)
    while month <= given[-1].last:
        months.append(_month(month, given))
        month = next_month(month)
    return tuple(months)


def _month(first: date, given: list[Difference]) -> MonthUse:
    begins, ends = first - DAY, next_month(first) - DAY
    if begins == given[0].first:  # two readings of the very first day belong to the first month
        begins -= DAY
    touching = [each for each in given if begins < each.last and (each.first < ends or each.last <= ends)]
    known = all(each.used is not None for each in touching)
    covered = min(ends, given[-1].last) - max(begins, given[0].first)
    soon = ends + timedelta(days=READ_SOON_AFTER)
    return MonthUse(
        first=first,
        used=_count(given, ends) - _count(given, begins) if known else None,
        days=covered.days,
        estimated=any(each.estimated for each in touching),
        spread=not any(begins < each.last <= soon for each in given),
    )


def _count(given: list[Difference], day: date) -> Decimal:
    """What was used from the first reading to the end of ``day``: exact where one was taken then, else to a whole unit."""
    whole = sum((each.used for each in given if each.used is not None and each.last <= day), Decimal(0))
    begun = [each for each in given if each.first < day < each.last and each.used is not None]
    if not begun:
        return whole
    [cut] = begun
    share = (cut.used or Decimal(0)) * (day - cut.first).days / cut.days
    return (whole + share).quantize(ONE, ROUND_HALF_UP)


def differences(readings: Iterable[MeterReading]) -> tuple[Difference, ...]:
    """One difference for each reading but the first, in order; opening and closing values are summed into the reading after them.

    ``readings`` of one register code, oldest first; on the day of an exchange the closing value before the opening one. A closing
    value at the very end makes a difference of its own, so that the last days of a meter are not lost."""
    ordered = sorted(readings, key=lambda reading: reading.read_on)
    found: list[Difference] = []
    used: Decimal | None = Decimal(0)
    exchanged = False
    since = ordered[0] if ordered else None
    for place, (before, reading) in enumerate(pairwise(ordered), start=2):
        step = _step(before, reading)
        used = None if used is None or step is None else used + step
        exchanged = exchanged or before.meter != reading.meter
        if since is not None and (not reading.exchange or place == len(ordered)):
            estimated = since.estimated or reading.estimated
            found.append(Difference(since.read_on, reading.read_on, used, exchanged, estimated))
            used, exchanged, since = Decimal(0), False, reading
    return tuple(found)


def total(found: Iterable[Difference]) -> Decimal | None:
    """The use of all ``found`` together; None where one of them is unknown."""
    amounts = [difference.used for difference in found]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def passed_zero(previous: Decimal, value: Decimal, *, whole_digits: int) -> Decimal:
    """The counts from ``previous`` over the counter's end (99999 -> 00000) to ``value``."""
    return Decimal(10) ** whole_digits - previous + value


def must_have_passed_zero(previous: Decimal, value: Decimal, whole_digits: int) -> bool:
    """Whether a lower ``value`` of the same counter can be nothing else: it fell by more than half of what the counter can show.

    A corrected estimate is wrong by a month or two, never by half a counter."""
    return previous - value > Decimal(10) ** whole_digits / 2


def _step(before: MeterReading, reading: MeterReading) -> Decimal | None:
    if before.meter != reading.meter:  # nothing is counted between one meter's closing and the next one's opening value
        return Decimal(0) if before.exchange and reading.exchange else None
    if reading.rolled_over:
        if reading.whole_digits is None:
            return None
        return passed_zero(before.value, reading.value, whole_digits=reading.whole_digits) * reading.factor
    return (reading.value - before.value) * reading.factor
