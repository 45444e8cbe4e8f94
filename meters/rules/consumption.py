"""How much was used between readings, over exchanges of the meter.

A supply point outlives its meters: each installation begins with an opening value and ends with a closing one, and what was used
is the sum over the installations. So a new meter that starts at 0 never makes a negative difference (asks 1). Values are the
counts of one register code (VT, MT, ...); a factor (transformer) turns counts into the unit of the bill.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

ONE = Decimal(1)


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


@dataclass(frozen=True)
class Difference:
    """What was used from the day ``first`` to the day ``last``; ``used`` is None where an exchange lacks one of its values.

    Negative where a later reading corrected an estimate that was too high. ``exchanged``: a meter was exchanged in between."""

    first: date
    last: date
    used: Decimal | None
    exchanged: bool = False

    @property
    def days(self) -> int:
        return (self.last - self.first).days

    @property
    def per_day(self) -> Decimal | None:
        """Use per day; None where it is unknown or both readings are of one day."""
        return self.used / self.days if self.used is not None and self.days else None


def differences(readings: Iterable[MeterReading]) -> tuple[Difference, ...]:
    """One difference for each reading but the first, in order; opening and closing values are summed into the reading after them.

    ``readings`` of one register code, oldest first; on the day of an exchange the closing value before the opening one. A closing
    value at the very end makes a difference of its own, so that the last days of a meter are not lost."""
    ordered = sorted(readings, key=lambda reading: reading.read_on)
    found: list[Difference] = []
    used: Decimal | None = Decimal(0)
    exchanged = False
    since = ordered[0].read_on if ordered else None
    for place, (before, reading) in enumerate(pairwise(ordered), start=2):
        step = _step(before, reading)
        used = None if used is None or step is None else used + step
        exchanged = exchanged or before.meter != reading.meter
        if since is not None and (not reading.exchange or place == len(ordered)):
            found.append(Difference(since, reading.read_on, used, exchanged))
            used, exchanged, since = Decimal(0), False, reading.read_on
    return tuple(found)


def total(found: Iterable[Difference]) -> Decimal | None:
    """The use of all ``found`` together; None where one of them is unknown."""
    amounts = [difference.used for difference in found]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def passed_zero(previous: Decimal, value: Decimal, *, whole_digits: int) -> Decimal:
    """The counts from ``previous`` over the counter's end (99999 -> 00000) to ``value``."""
    return Decimal(10) ** whole_digits - previous + value


def _step(before: MeterReading, reading: MeterReading) -> Decimal | None:
    if before.meter != reading.meter:  # nothing is counted between one meter's closing and the next one's opening value
        return Decimal(0) if before.exchange and reading.exchange else None
    if reading.rolled_over:
        if reading.whole_digits is None:
            return None
        return passed_zero(before.value, reading.value, whole_digits=reading.whole_digits) * reading.factor
    return (reading.value - before.value) * reading.factor
