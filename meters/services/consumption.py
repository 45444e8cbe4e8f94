"""What was used at a supply point month by month, with the year before, right across exchanges of the meter. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meters.rules import consumption
from meters.rules.consumption import MonthUse
from meters.services import past as past_readings
from meters.services.occupancy import Occupancy
from meters.services.past import Past

MONTHS = 12


@dataclass(frozen=True)
class MonthPair:
    """A month and the same month of the year before; ``now`` and ``before`` are None where there is no reading around it."""

    first: date
    now: MonthUse | None
    before: MonthUse | None


@dataclass(frozen=True)
class RegisterUse:
    """The last twelve months of one register code, the earliest first. ``latest``: the last complete month that is known, with the year
    before. ``year`` and ``year_before``: sums of the twelve months up to it and of those before, None where one is not known whole."""

    code: str
    unit: str
    months: tuple[MonthPair, ...]
    latest: MonthPair | None
    year: Decimal | None
    year_before: Decimal | None


def register_use(past: Past, code: str, *, stays: Sequence[Occupancy]) -> RegisterUse:
    """What the register used in the stays (the latest first): the rest belongs to somebody else. Own records never count."""
    counting = [reading for reading in past.of(code) if reading.counts]
    known: dict[date, MonthUse] = {}
    for stay in reversed(stays):
        own = [reading for reading in counting if stay.covers(reading.read_on)]
        known |= {month.first: month for month in consumption.by_month(consumption.differences(past_readings.counted(own)))}
    read = [reading for reading in counting if any(stay.covers(reading.read_on) for stay in stays)]
    firsts = _last_twelve(max(known)) if known else []
    pairs = tuple(MonthPair(first, known.get(first), known.get(_year_before(first))) for first in firsts)
    latest = next((pair for pair in reversed(pairs) if pair.now and pair.now.is_complete and pair.now.used is not None), None)
    year = _last_twelve(latest.first) if latest else []
    return RegisterUse(
        code=code,
        unit=read[-1].unit if read else "",
        months=pairs,
        latest=latest,
        year=_sum([known.get(first) for first in year]),
        year_before=_sum([known.get(_year_before(first)) for first in year]),
    )


def _last_twelve(last: date) -> list[date]:
    months = [last]
    while len(months) < MONTHS:
        first = months[0]
        months.insert(0, date(first.year - (first.month == 1), first.month - 1 or 12, 1))
    return months


def _year_before(first: date) -> date:
    return first.replace(year=first.year - 1)


def _sum(months: list[MonthUse | None]) -> Decimal | None:
    """The use of all ``months`` together; None where one of them is missing, incomplete or unknown."""
    used = [month.used for month in months if month is not None and month.is_complete and month.used is not None]
    return sum(used, Decimal(0)) if months and len(used) == len(months) else None
