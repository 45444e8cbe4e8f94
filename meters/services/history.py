"""What was read at a supply point and what was used in between, right across exchanges of the meter. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meters.rules import consumption
from meters.rules.consumption import Difference
from meters.services import past as past_readings
from meters.services.past import Past, PastReading

LATEST = 24
"""So many readings a page of the history shows: two years of months."""


@dataclass(frozen=True)
class HistoryRow:
    """One reading. ``difference`` since the one before it that counts, over exchanges; None for the first and for own records."""

    reading: PastReading
    difference: Difference | None


@dataclass(frozen=True)
class RegisterHistory:
    """The readings of one register code, the latest first. ``more``: there are older ones."""

    code: str
    unit: str
    rows: tuple[HistoryRow, ...]
    more: bool


def register_codes(past: Past, *, since: date | None) -> tuple[str, ...]:
    """Which counters were ever read there since that day, in the order of their first reading."""
    return tuple(dict.fromkeys(reading.code for reading in past.readings if since is None or reading.read_on >= since))


def register_history(past: Past, code: str, *, since: date | None, latest: int = LATEST) -> RegisterHistory:
    """The last ``latest`` readings of one code since the day ``since`` (what is older belongs to somebody else)."""
    shown = [reading for reading in past.of(code) if since is None or reading.read_on >= since]
    differences = _by_reading(reading for reading in shown if reading.counts)
    rows = [HistoryRow(reading, differences.get(reading.pk)) for reading in reversed(shown)]
    unit = shown[-1].unit if shown else ""
    return RegisterHistory(code, unit, tuple(rows[:latest]), len(rows) > latest)


def _by_reading(readings: Iterable[PastReading]) -> dict[int, Difference]:
    """Reading → what was used since the one before it. Values of an exchange are summed into the reading that follows."""
    ordered = list(readings)
    ends = [
        reading
        for place, reading in enumerate(ordered, start=1)
        if place > 1 and (reading.source not in past_readings.EXCHANGE or place == len(ordered))
    ]
    found = consumption.differences(past_readings.counted(ordered))
    return {reading.pk: difference for reading, difference in zip(ends, found, strict=True)}
