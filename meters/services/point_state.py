"""How things stand with a user's supply points today: what can be handed in, what was, what was read last. Reads only.

For the overview and the list of readings. `point_states` costs five queries however many points there are (the user's links, points,
registers of the meters that hang there, staff's changes of windows, readings), and a sixth where a utility's rules depend on the
billing mode. For 200 points it is the same five."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from accounts.models import Link
from meters.models import Meter, Reading, Register, Submission, SupplyPoint
from meters.rules.reading_window import Window
from meters.rules.rule_choice import Opening
from meters.services import openings
from meters.services.openings import PointOpening
from tenants import clock
from tenants.rules.reading import ReadingRule


class PointStatus(Enum):
    """What a customer can do at a supply point now.

    ``OPEN``: hand in a reading. ``HANDED_IN``: done, may be corrected while open. ``IN_REVIEW``: done, staff look at it.
    ``CLOSED``: no window is open. ``NEVER``: no self-reading, the rule says why. ``NO_METER``: nothing to read.
    ``READ_ONLY``: something could be handed in, but not by this user."""

    OPEN = "open"
    HANDED_IN = "handed_in"
    IN_REVIEW = "in_review"
    CLOSED = "closed"
    NEVER = "never"
    NO_METER = "no_meter"
    READ_ONLY = "read_only"


@dataclass(frozen=True)
class RegisterState:
    """One register of an installed meter. ``last``: its last effective reading; ``entry``: the customer's last billing entry.

    Both with their submission loaded; None where there is none. ``last`` is None as well where the user may not read."""

    register: Register
    last: Reading | None
    entry: Reading | None


@dataclass(frozen=True)
class MeterState:
    """A meter that hangs there today, with its registers in order."""

    meter: Meter
    registers: tuple[RegisterState, ...]


@dataclass(frozen=True)
class PointState:
    """One supply point today. ``submission``: what was handed in for the open window (the last entry), None if nothing was.

    With several meters (cold and hot water) it is ``HANDED_IN`` only when each of them was."""

    point: SupplyPoint
    meters: tuple[MeterState, ...]
    opening: PointOpening
    status: PointStatus
    submission: Submission | None

    @property
    def can_submit(self) -> bool:
        """Whether the button to the form belongs here: a billing reading is possible now."""
        return self.status in (PointStatus.OPEN, PointStatus.HANDED_IN, PointStatus.IN_REVIEW)

    @property
    def window(self) -> Window | None:
        return self.opening.window

    @property
    def rule(self) -> ReadingRule | None:
        return self.opening.rule

    @property
    def coming(self) -> Opening | None:
        """The next window, known while none is open."""
        return self.opening.coming

    @property
    def days_left(self) -> int | None:
        """Days still open, today included; None where none is open or the rule has no window."""
        return self.opening.days_left

    @property
    def last_day(self) -> date | None:
        return self.opening.last_day

    @property
    def registers(self) -> tuple[RegisterState, ...]:
        """The registers of all its meters, in order."""
        return tuple(state for meter in self.meters for state in meter.registers)


def point_states(user: Any, *, today: date, links: Iterable[Link] | None = None) -> list[PointState]:
    """Every supply point that ``user`` sees, in the order of the list. ``links``: the user's, where the page has loaded them."""
    own = Link.objects.visible_to(user, day=today) if links is None else [link for link in links if link.is_open_on(today)]
    points = SupplyPoint.objects.all().reached_by(own, day=today)
    return states_of(points, today=today)


def states_of(points: Iterable[SupplyPoint], *, today: date) -> list[PointState]:
    """The same for ``points`` that were loaded by ``reached_by``."""
    known = list(points)
    meters = _meters(known, today)
    rules = openings.openings(known, day=today)
    return [_state(point, meters.get(point.pk, ()), rules[point.pk]) for point in known]


def _state(point: Any, meters: tuple[MeterState, ...], opening: PointOpening) -> PointState:
    entries = [_entry_of(meter, opening) for meter in meters]
    given = [entry for entry in entries if entry is not None]
    latest = max(given, key=lambda entry: entry.pk, default=None)
    if not meters:
        status = PointStatus.NO_METER
    elif opening.rule is None or opening.rule.kind == "never":
        status = PointStatus.NEVER
    elif opening.window is None:
        status = PointStatus.CLOSED
    elif not point.may_submit:
        status = PointStatus.READ_ONLY
    elif any(entry.state == Reading.State.NEEDS_REVIEW for entry in given):
        status = PointStatus.IN_REVIEW
    else:
        status = PointStatus.HANDED_IN if given and len(given) == len(meters) else PointStatus.OPEN
    if not point.may_read:
        meters = tuple(_without_values(meter) for meter in meters)
    return PointState(point, meters, opening, status, latest.submission if latest else None)


def _entry_of(meter: MeterState, opening: PointOpening) -> Reading | None:
    """The last entry of a meter, if it stands in the window that is open.

    Where the rule has no window, the one that was handed in this month."""
    entries = [state.entry for state in meter.registers if state.entry is not None]
    entry = max(entries, key=lambda each: each.pk, default=None)
    if entry is None or opening.window is None:
        return None
    if opening.rule is not None and opening.rule.kind == "always":
        received_on = clock.day_of(entry.received_at) if entry.received_at else entry.read_on
        return entry if received_on >= opening.window.first else None
    return entry if entry.window_first == opening.window.first else None


def _without_values(meter: MeterState) -> MeterState:
    return MeterState(meter.meter, tuple(RegisterState(state.register, None, state.entry) for state in meter.registers))


def _meters(points: list[SupplyPoint], today: date) -> dict[int, tuple[MeterState, ...]]:
    """The installed meters of all points with their registers and readings: two queries."""
    registers = list(_registers(points, today))
    wanted = {pk for register in registers for pk in (register.last_id, register.entry_id) if pk is not None}
    readings = {reading.pk: reading for reading in Reading.objects.filter(pk__in=wanted).select_related("submission")}
    by_meter: dict[Meter, list[RegisterState]] = defaultdict(list)
    for register in registers:
        state = RegisterState(register, readings.get(register.last_id), readings.get(register.entry_id))
        by_meter[register.meter].append(state)
    found: dict[int, list[MeterState]] = defaultdict(list)
    for meter, states in by_meter.items():
        found[meter.supply_point_id].append(MeterState(meter, tuple(states)))
    return {point: tuple(sorted(meters, key=_place)) for point, meters in found.items()}


def _place(state: MeterState) -> tuple[int, date, str]:
    """Cold water before hot, as in the form: by the first register's place; a meter that comes today after the one that goes."""
    return min(each.register.position for each in state.registers), state.meter.installed_on, state.meter.serial


def _registers(points: list[SupplyPoint], today: date) -> Any:
    own = Reading.objects.filter(register=OuterRef("pk"))
    last = own.effective().order_by("-read_on", "-pk")
    waiting = Q(state__in=[*Reading.EFFECTIVE, Reading.State.NEEDS_REVIEW])
    entry = own.filter(waiting, kind=Reading.Kind.BILLING, source=Reading.Source.CUSTOMER).order_by("-received_at", "-pk")
    hangs = Q(meter__removed_on=None) | Q(meter__removed_on__gte=today)
    return (
        Register.objects.filter(hangs, meter__supply_point__in=[point.pk for point in points], meter__installed_on__lte=today)
        .select_related("meter")
        .annotate(last_id=Subquery(last.values("pk")[:1]), entry_id=Subquery(entry.values("pk")[:1]))
        .order_by("meter__installed_on", "meter__serial", "position", "code")
    )
