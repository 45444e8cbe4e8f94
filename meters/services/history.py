"""What was read at a supply point and what was used in between, right across exchanges of the meter. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meters.rules import consumption
from meters.rules.consumption import Difference
from meters.services import past as past_readings
from meters.services.occupancy import Occupancy
from meters.services.past import Past, PastReading


@dataclass(frozen=True)
class HistoryRow:
    """One reading. ``difference`` since the one before it of the same counter that counts, over exchanges; None for the first, for own
    records, and for what waits, was refused or replaced."""

    reading: PastReading
    difference: Difference | None


def codes_of_stays(past: Past, stays: Iterable[Occupancy]) -> tuple[str, ...]:
    """Which counters were ever read there in the stays, in the meter's order."""
    shown = [reading for stay in stays for reading in _shown(past, stay.since, stay.until)]
    return tuple(dict.fromkeys(reading.code for reading in sorted(shown, key=lambda reading: reading.position)))


def list_of_stays(past: Past, stays: Iterable[Occupancy], *, code: str = "") -> tuple[HistoryRow, ...]:
    """The :func:`reading_list` of each stay, in their order. No difference is taken from one stay to the next: somebody else lived
    there in between."""
    return tuple(row for stay in stays for row in reading_list(past, since=stay.since, until=stay.until, code=code))


def reading_list(past: Past, *, since: date | None, until: date | None = None, code: str = "") -> tuple[HistoryRow, ...]:
    """All readings from the day ``since`` to ``until`` (the others belong to somebody else), of one counter or of all; the latest first.

    ``past`` may come with what was replaced: it stands beside what took its place, and makes no difference."""
    shown = _shown(past, since, until)
    differences: dict[int, Difference] = {}
    for counter in {reading.code for reading in shown}:
        differences |= _by_reading(reading for reading in shown if reading.code == counter and reading.counts)
    rows = [HistoryRow(reading, differences.get(reading.pk)) for reading in shown if code in ("", reading.code)]
    return tuple(sorted(rows, key=_latest_first))


def _shown(past: Past, since: date | None, until: date | None) -> list[PastReading]:
    return [
        reading for reading in past.readings if (since is None or reading.read_on >= since) and (until is None or reading.read_on <= until)
    ]


def _latest_first(row: HistoryRow) -> tuple[int, int, int, int, int]:
    """On one day: the new meter before the old one, the later entry before the earlier one; its registers as on the meter."""
    reading = row.reading
    within_day = past_readings.ON_ONE_DAY.get(past_readings.Source(reading.source), 1)
    return -reading.read_on.toordinal(), -reading.installed_on.toordinal(), -within_day, -(reading.submission_id or 0), reading.position


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
