"""Handing in a reading: the one way in for values from customers, and for staff who write them down for one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import get_language

from meters.models import Meter, Reading, Submission, SubmissionPhoto, SupplyPoint
from meters.rules import receipt_number, required_registers, settled_month
from meters.rules.entry_check import CONFIRMING, Doubt
from meters.rules.plausibility import Reaction
from meters.rules.reading_date import DateVerdict
from meters.services import occupancy
from meters.services.entry import Entry, load_entry
from meters.services.refusals import (
    AlreadyBilled,
    FormKeyTaken,
    KindRefused,
    NothingToSubmit,
    ReadingDateRefused,
    ReadingWindowClosed,
    ReasonNeeded,
    RegistersMissing,
    UnknownRegister,
    ValueRefused,
    WrongDigits,
)
from tenants import addresses, audit, clock, outbox, scope

Kind, State, Source = Reading.Kind, Reading.State, Reading.Source

DRAWS = 5
"""How often a receipt number is drawn anew when it is taken already."""


@dataclass(frozen=True)
class Handed:
    """What is handed in for one meter: the arguments of :func:`submit_reading` that differ between the meters of a point."""

    meter: Meter
    values: Mapping[str, Decimal]
    read_on: date
    kind: str
    reason: str
    form_key: str
    photo: bytes = b""


@transaction.atomic
def submit_readings(*, supply_point: SupplyPoint, handed: Iterable[Handed], by: Any, now: datetime) -> list[Submission]:
    """Take the readings of several meters of one point together, each with a receipt of its own: all of them or none.

    Raises what :func:`submit_reading` raises. The meters are locked in the order of their keys, so that two posts never wait for each
    other."""
    in_order = sorted(handed, key=lambda each: each.meter.pk)
    return [
        submit_reading(
            supply_point=supply_point,
            meter=each.meter,
            values=each.values,
            read_on=each.read_on,
            kind=each.kind,
            reason=each.reason,
            form_key=each.form_key,
            photo=each.photo,
            by=by,
            now=now,
        )
        for each in in_order
    ]


@transaction.atomic
def submit_reading(
    *,
    supply_point: SupplyPoint,
    meter: Meter,
    values: Mapping[str, Decimal],
    read_on: date,
    kind: str = Kind.BILLING,
    reason: str = "",
    form_key: str,
    photo: bytes = b"",
    by: Any,
    now: datetime,
    channel: str = Submission.Channel.WEB,
) -> Submission:
    """Take the registers of one meter together, as a billing reading or an own record, and give the receipt back.

    ``values``: register code to counts. ``now``: the moment of receipt by the server's clock; it alone decides about the window.
    ``reason``: a `Reason` that confirms a doubtful entry, which then waits for staff and leaves the accepted one before it in
    place; an entry without doubts is accepted and the earlier ones of its window are replaced: the last one counts, by the
    order of the database (the meter's row is locked first). Safe to repeat: ``form_key`` finds what was taken already.
    ``photo``: a JPEG of ours that staff see beside an entry that waits; kept with no other.

    Load ``supply_point`` with its utility and operator; the caller has checked that ``by`` may submit for it. Raises one of the
    `ReadingRefused` and then leaves nothing behind. Writes the audit row and, for billing readings, the receipt mail."""
    Meter.objects.select_for_update(no_key=True).get(pk=meter.pk)
    earlier = Submission.objects.filter(form_key=form_key).first()
    if earlier is not None:
        if earlier.meter_id != meter.pk or earlier.user_id != by.pk:
            raise FormKeyTaken(form_key)
        return earlier
    today = clock.day_of(now)
    since = None if channel == Submission.Channel.STAFF else occupancy.occupancy(supply_point, user=by, day=today).since
    entry = load_entry(point=supply_point, meter=meter, day=today, since=since)
    _check(entry, values, read_on, kind)
    doubts = entry.doubts(values, read_on) if kind == Kind.BILLING else ()
    waits = _must_wait(doubts, reason)
    submission = _create(entry, read_on, kind, reason if waits else "", form_key, by, now, channel)
    _write_readings(entry, submission, values, kind, waits)
    if waits and photo:
        SubmissionPhoto.objects.create(submission=submission, content=photo)
    audit.record(
        "reading.submitted",
        by=by,
        on=submission,
        kind=str(kind),
        read_on=read_on.isoformat(),
        values={code: str(value) for code, value in values.items()},
        reason=submission.reason,
        waits=waits,
        photo=bool(waits and photo),
    )
    if kind == Kind.BILLING and channel == Submission.Channel.WEB:
        _queue_receipt(entry, submission, values, by)
    return submission


def _check(entry: Entry, values: Mapping[str, Decimal], read_on: date, kind: str) -> None:
    """Everything that cannot be true, whatever anybody says about it."""
    if entry.meter.supply_point_id != entry.point.pk or (entry.meter.removed_on is not None and entry.meter.removed_on < read_on):
        raise UnknownRegister(entry.meter.serial)
    if kind not in entry.kinds:
        if kind == Kind.BILLING and entry.opening.rule is not None and entry.opening.rule.kind != "never":
            raise ReadingWindowClosed(entry.opening.coming)
        raise KindRefused(kind)
    codes = [register.code for register in entry.registers]
    for code in values:
        if code not in codes:
            raise UnknownRegister(code)
    if not values:
        raise NothingToSubmit
    if kind == Kind.BILLING and (missing := required_registers.missing(entry.rule, codes, values)):
        raise RegistersMissing(missing)
    for code, value in values.items():
        _check_digits(entry, code, value)
    assessment = entry.judge_date(read_on, kind)
    if assessment.verdict is not DateVerdict.OK or (kind == Kind.BILLING and entry.window_first(read_on) is None):
        raise ReadingDateRefused(assessment)


def _check_digits(entry: Entry, code: str, value: Decimal) -> None:
    whole_digits, decimals = entry.places(entry.register(code))
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value < 0 or value >= Decimal(10) ** whole_digits or -exponent > decimals:
        raise WrongDigits(code)


def _must_wait(doubts: tuple[Doubt, ...], reason: str) -> bool:
    """Whether staff must look at the entry; raises where it may not go in like this."""
    refused = tuple(doubt for doubt in doubts if doubt.reaction is Reaction.REFUSE)
    if refused:
        raise ValueRefused(refused)
    if doubts and reason not in {confirming.value for confirming in CONFIRMING}:
        raise ReasonNeeded(doubts)
    return bool(doubts)


def _create(entry: Entry, read_on: date, kind: str, reason: str, form_key: str, by: Any, now: datetime, channel: str) -> Submission:
    window = entry.opening.window_for(read_on) if kind == Kind.BILLING else None
    for draw in range(DRAWS):
        number = receipt_number.receipt_number(year=entry.today.year, serial=secrets.randbelow(receipt_number.SERIALS))
        try:
            with transaction.atomic():
                return Submission.objects.create(
                    number=number,
                    supply_point=entry.point,
                    meter=entry.meter,
                    user=by,
                    read_on=read_on,
                    received_at=now,
                    window_first=window.first if window else read_on.replace(day=1),
                    window_last=window.final_day if window else None,
                    form_key=form_key,
                    channel=channel,
                    reason=reason,
                )
        except IntegrityError:
            if draw == DRAWS - 1 or not Submission.objects.filter(number=number).exists():
                raise
    raise AssertionError("unreachable")


def _write_readings(entry: Entry, submission: Submission, values: Mapping[str, Decimal], kind: str, waits: bool) -> None:
    """The rows of the registers. An accepted one pushes out what stood in its window, a waiting one only what waited there."""
    window = entry.opening.window_for(submission.read_on) if kind == Kind.BILLING else None
    if window is not None:
        make_room(submission, codes=(*values, *entry.rule.optional), waits=waits)
    state = State.RECEIVED if kind == Kind.OWN else State.NEEDS_REVIEW if waits else State.ACCEPTED
    Reading.objects.bulk_create(
        Reading(
            register=entry.register(code),
            submission=submission,
            read_on=submission.read_on,
            value=value,
            source=Source.CUSTOMER,
            kind=kind,
            state=state,
            window_first=submission.window_first,
            window_last=submission.window_last,
            settles=settled_month.settled_month(entry.rule, window) if window is not None else None,
            received_at=submission.received_at,
        )
        for code, value in values.items()
    )


def make_room(submission: Submission, *, codes: tuple[str, ...], waits: bool) -> None:
    """Mark as replaced what earlier entries put into the window of ``submission`` for the registers ``codes`` of its meter.

    What is accepted stays while the new entry waits (``waits``). :class:`AlreadyBilled` where a bill rests on it already.
    The caller holds the lock on the meter's row."""
    states = [State.NEEDS_REVIEW] if waits else [State.NEEDS_REVIEW, *Reading.EFFECTIVE]
    earlier = Reading.objects.filter(
        register__meter=submission.meter_id,
        register__code__in=codes,
        source=Source.CUSTOMER,
        kind=Kind.BILLING,
        window_first=submission.window_first,
    ).exclude(submission=submission)
    found = dict(earlier.values_list("pk", "state"))
    if not waits and State.USED in found.values():
        raise AlreadyBilled
    if any(state in states for state in found.values()):
        earlier.filter(pk__in=found, state__in=states).update(state=State.REPLACED)


def _lines(entry: Entry, values: Mapping[str, Decimal]) -> list[dict[str, str]]:
    """The values as the mail lists them, in the meter's order."""
    return [
        {"label": register.code, "value": f"{values[register.code]:f}", "unit": register.unit}
        for register in entry.registers
        if register.code in values
    ]


def _queue_receipt(entry: Entry, submission: Submission, values: Mapping[str, Decimal], by: Any) -> None:
    if not by.email:
        return
    outbox.queue(
        "reading_receipt",
        to=by.email,
        language=by.language or get_language() or scope.current().rules.languages[0],
        dedupe_key=f"reading_receipt:{submission.pk}",
        context={
            "submission": submission,
            "point": entry.point,
            "utility": entry.point.utility,
            "serial": entry.meter.serial,
            "received_at": submission.received_at.astimezone(clock.zone()),
            "rows": _lines(entry, values),
            "waits": bool(submission.reason),
            "last_day": entry.opening.last_day,
            "receipt_url": addresses.absolute(reverse("meters:receipt", args=[submission.public_id])),
        },
    )
