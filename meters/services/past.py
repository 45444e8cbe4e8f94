"""The readings of a supply point as the rules need them: over all its meters, from one query. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from meters.models import Reading, Register, SupplyPoint
from meters.rules import consumption, plausibility
from meters.rules.consumption import MeterReading
from meters.rules.entry_check import Known, Reason
from meters.rules.plausibility import Range

Source, State, Kind = Reading.Source, Reading.State, Reading.Kind

EXCHANGE = (Source.EXCHANGE_OUT, Source.EXCHANGE_IN)
ON_ONE_DAY = {Source.EXCHANGE_OUT: 2, Source.EXCHANGE_IN: 0}
"""Order within one meter and day: what opens an installation first, what closes it last."""


@dataclass(frozen=True)
class PastReading:
    """One reading with what its register says. ``value`` in counts, ``factor`` turns counts into the unit of the bill."""

    pk: int
    register_id: int
    code: str
    unit: str
    whole_digits: int
    factor: Decimal
    meter_id: int
    serial: str
    installed_on: date
    read_on: date
    value: Decimal
    source: str
    kind: str
    state: str
    window_first: date | None
    submission_id: int | None
    position: int
    batch_id: int | None
    user_id: Any
    receipt: str
    receipt_id: str
    received_at: datetime | None
    reason: str

    @property
    def counts(self) -> bool:
        """Whether it is effective: a billing reading that was accepted, sent or used."""
        return self.kind == Kind.BILLING and self.state in Reading.EFFECTIVE

    @property
    def is_handed_over(self) -> bool:
        """Whether it went to billing in a batch."""
        return self.batch_id is not None


FIELDS = (
    "pk", "register_id", "register__code", "register__unit", "register__whole_digits", "register__factor",
    "register__meter_id", "register__meter__serial", "register__meter__installed_on", "read_on", "value", "source", "kind",
    "state", "window_first", "submission_id", "register__position", "batch_id", "submission__user_id", "submission__number",
    "submission__public_id", "received_at", "submission__reason",
)  # fmt: skip


@dataclass(frozen=True)
class Past:
    """All readings of one supply point, oldest first; on the day of an exchange the closing value before the opening one."""

    readings: tuple[PastReading, ...]

    def of(self, code: str) -> tuple[PastReading, ...]:
        return tuple(reading for reading in self.readings if reading.code == code)

    def in_window(self, meter_id: int, window_first: date) -> tuple[PastReading, ...]:
        """What stands in one window for one meter: effective, or waiting for staff."""
        return tuple(
            reading
            for reading in self.readings
            if reading.meter_id == meter_id
            and reading.source == Source.CUSTOMER
            and reading.kind == Kind.BILLING
            and reading.window_first == window_first
            and (reading.counts or reading.state == State.NEEDS_REVIEW)
        )

    def previous(self, register: Register, *, read_on: date, window_first: date | None) -> PastReading | None:
        """The last reading of ``register`` up to ``read_on`` that the new one is compared with.

        No own record (G-17), nothing of the window that the new one goes into (it takes that one's place), and an estimate only
        where nothing was ever read: a true reading below an estimate is no mistake."""
        found = [
            reading
            for reading in self.readings
            if reading.register_id == register.pk
            and reading.counts
            and reading.read_on <= read_on
            and not (window_first is not None and reading.source == Source.CUSTOMER and reading.window_first == window_first)
        ]
        read = [reading for reading in found if reading.source != Source.ESTIMATE]
        return next(reversed(read or found), None)

    def known(self, register: Register, *, read_on: date, window_first: date | None, since: date | None) -> Known:
        """What is known of ``register`` before a reading of ``read_on``.

        ``since``: the usual range is taken from readings of that day and later (what a predecessor used is not shown)."""
        previous = self.previous(register, read_on=read_on, window_first=window_first)
        if previous is None:
            return Known(whole_digits=register.whole_digits)
        usual = self._usual(register, previous, read_on=read_on, window_first=window_first, since=since)
        return Known(previous.value, previous.read_on, usual, register.whole_digits)

    def _usual(
        self, register: Register, previous: PastReading, *, read_on: date, window_first: date | None, since: date | None
    ) -> Range | None:
        history = [
            reading
            for reading in self.of(register.code)
            if reading.counts
            and reading.read_on <= read_on
            and (since is None or reading.read_on >= since)
            and not (reading.source == Source.CUSTOMER and reading.window_first == window_first and window_first is not None)
        ]
        found = consumption.differences(counted(history))
        return plausibility.usual_range(found, since=previous.read_on, until=read_on, factor=register.factor)


def load_past(point: SupplyPoint, *, superseded: bool = False) -> Past:
    """Everything ever read at ``point`` but what was taken back; what was replaced only with ``superseded``. One query."""
    hidden = [State.WITHDRAWN] if superseded else [State.WITHDRAWN, State.REPLACED]
    rows: Any = Reading.objects.filter(register__meter__supply_point=point).exclude(state__in=hidden).in_order().values_list(*FIELDS)
    readings = [PastReading(*(*row[:-1], row[-1] or "")) for row in rows]
    return Past(tuple(sorted(readings, key=lambda each: (each.read_on, each.installed_on, ON_ONE_DAY.get(Source(each.source), 1)))))


def counted(readings: Iterable[PastReading]) -> list[MeterReading]:
    """Readings of one register code, in order, as the sum over installations needs them."""
    found: list[MeterReading] = []
    before: PastReading | None = None
    for reading in readings:
        lower = before is not None and before.meter_id == reading.meter_id and reading.value < before.value
        said = reading.reason == Reason.PASSED_ZERO.value
        over = (
            lower and before is not None and (said or consumption.must_have_passed_zero(before.value, reading.value, reading.whole_digits))
        )
        found.append(
            MeterReading(
                reading.read_on,
                reading.value,
                meter=reading.meter_id,
                exchange=reading.source in EXCHANGE,
                rolled_over=over,
                whole_digits=reading.whole_digits,
                factor=reading.factor,
                estimated=reading.source == Source.ESTIMATE,
            )
        )
        before = reading
    return found
