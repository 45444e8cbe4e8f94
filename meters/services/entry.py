"""Everything that is known before a reading of one meter is handed in: for its form, and for the service that takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Customer
from meters.models import Meter, Register, SupplyPoint
from meters.rules import entry_check, reading_date, reading_number, required_registers
from meters.rules.entry_check import Doubt, Known
from meters.rules.reading_date import DateAssessment, DateVerdict
from meters.services import occupancy, openings, past
from meters.services.openings import PointOpening
from meters.services.past import Past, PastReading
from tenants.rules.reading import ReadingRule


@dataclass(frozen=True)
class Entry:
    """One meter on one day. ``since``: first day whose readings the person may see, None for staff. ``payer``: who is billed.

    ``tells``: whether the person may see readings. Somebody who may only hand them in stands at the meter and sees its value: with the
    one before it, or with what is usual, she would know what was used."""

    point: SupplyPoint
    meter: Meter
    registers: tuple[Register, ...]
    opening: PointOpening
    past: Past
    since: date | None
    payer: Customer | None = None
    tells: bool = True

    @property
    def rule(self) -> ReadingRule:
        if self.opening.rule is None:
            raise LookupError(f"No reading rule fits supply point {self.point}.")
        return self.opening.rule

    @property
    def today(self) -> date:
        return self.opening.day

    @property
    def kinds(self) -> tuple[str, ...]:
        """What may be handed in now: ``billing`` while a window is open, ``own`` wherever the rule knows it."""
        if self.opening.rule is None:
            return ()
        return tuple(kind for kind in self.opening.rule.kinds if kind == "own" or self.opening.window is not None)

    @property
    def required(self) -> tuple[str, ...]:
        """Codes of the registers that a billing reading must give."""
        return required_registers.required(self.rule, [register.code for register in self.registers])

    def register(self, code: str) -> Register:
        """KeyError where the meter has none of that code."""
        for register in self.registers:
            if register.code == code:
                return register
        raise KeyError(code)

    def places(self, register: Register) -> tuple[int, int]:
        """Digits before and after the decimal mark that may be typed."""
        rule = self.rule
        return reading_number.places(register.whole_digits, register.decimals, rule_digits=rule.whole_digits, rule_decimals=rule.decimals)

    def preset_date(self, kind: str = "billing") -> date:
        """The date that the form offers, and that a reading bears where the rule asks none."""
        if kind == "own" or self.opening.window is None:
            return self.today
        return reading_date.preset_date(self.rule, self.opening.window, self.today)

    def dates(self, kind: str = "billing") -> tuple[date | None, date]:
        """The first (None: no limit) and last date that may be given. No reading is older than its meter, but for a fixed day."""
        if kind == "own" or self.opening.window is None:
            return self.meter.installed_on, self.today
        earliest, latest = reading_date.allowed_dates(self.rule, self.opening.window, self.today)
        if self.rule.dates == "fixed_day":
            return earliest, latest
        return max(filter(None, [earliest, self.meter.installed_on])), latest

    def judge_date(self, read_on: date, kind: str = "billing") -> DateAssessment:
        """Whether the reading may bear that date; the assessment names the dates that would do."""
        earliest, latest = self.dates(kind)
        if kind == "own" or self.opening.window is None:
            verdict = reading_date.assess_own_record(read_on, today=self.today).verdict
        else:
            verdict = reading_date.assess(self.rule, read_on, window=self.opening.window, today=self.today).verdict
        if verdict is DateVerdict.OK and earliest is not None and read_on < earliest:
            verdict = DateVerdict.OUTSIDE_WINDOW
        return DateAssessment(verdict, earliest, latest)

    def is_before_meter(self, read_on: date) -> bool:
        """Whether ``read_on`` lies before this meter was installed (another one hung there)."""
        return read_on < self.meter.installed_on

    def window_first(self, read_on: date) -> date | None:
        window = self.opening.window_for(read_on)
        return window.first if window else None

    def known(self, read_on: date) -> dict[str, Known]:
        """What is known of each register before a reading of that day, by register code."""
        first = self.window_first(read_on)
        return {
            register.code: self.past.known(register, read_on=read_on, window_first=first, since=self.since) for register in self.registers
        }

    def told(self, read_on: date) -> dict[str, Known]:
        """Of what is :meth:`known`, what the person may be told: all of it, or nothing."""
        return self.known(read_on) if self.tells else {register.code: Known() for register in self.registers}

    def doubts(self, values: Mapping[str, Decimal], read_on: date) -> tuple[Doubt, ...]:
        """What must be asked before ``values`` (by register code) are taken as a billing reading of that day."""
        return entry_check.doubts(self.rule, self.known(read_on), values)

    def handed_in(self, read_on: date) -> tuple[PastReading, ...]:
        """What already stands in the window: the last entry counts, so a new one takes its place."""
        first = self.window_first(read_on)
        return self.past.in_window(self.meter.pk, first) if first else ()


def load_entry(*, point: SupplyPoint, meter: Meter, day: date, since: date | None) -> Entry:
    """The entry for ``meter`` at ``point`` on ``day``. Three queries, one more where a rule names a billing mode."""
    return Entry(
        point=point,
        meter=meter,
        registers=tuple(Register.objects.filter(meter=meter).order_by("position", "code")),
        opening=openings.opening(point, day=day),
        past=past.load_past(point),
        since=since,
    )


def entries_of(*, point: Any, user: Any, day: date) -> tuple[Entry, ...]:
    """The entries of a customer, one for each meter that hangs at ``point`` on ``day`` and has a counter, in the meters' order.
    Load ``point`` with the rights of ``user``.

    Several meters (cold and hot water) cost the same queries as one: four, and one more where a rule names a billing mode."""
    registers: dict[Meter, list[Register]] = {}
    hangs = Meter.objects.filter(supply_point=point).installed_on_day(day).order_by()
    rows = Register.objects.filter(meter__in=hangs).select_related("meter").order_by("meter__serial", "meter", "position", "code")
    for register in rows:
        registers.setdefault(register.meter, []).append(register)
    if not registers:
        return ()
    stay = occupancy.occupancy(point, user=user, day=day)
    opening, read = openings.opening(point, day=day), past.load_past(point)
    ordered = sorted(registers.items(), key=lambda item: (min(register.position for register in item[1]), item[0].serial))
    return tuple(Entry(point, meter, tuple(own), opening, read, stay.since, stay.payer, point.may_read) for meter, own in ordered)
