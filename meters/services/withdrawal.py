"""A customer takes an own entry back: own records at any time, billing entries while they are open (G-19)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from meters.models import Meter, Reading, Submission, SupplyPoint
from meters.rules import standing
from meters.rules.standing import Given
from meters.services import openings, past
from meters.services.openings import PointOpening
from meters.services.past import Past, PastReading
from tenants import audit, clock

Kind, State = Reading.Kind, Reading.State
OPEN_STATES = (State.RECEIVED, State.NEEDS_REVIEW, State.ACCEPTED, State.REPLACED)


class NotOpen(ValueError):
    """The entry is somebody else's, went to billing, was decided on, or its window is closed."""


def withdrawable(point: SupplyPoint, read: Past, opening: PointOpening, *, by: Any) -> frozenset[int]:
    """Keys of the submissions at ``point`` that ``by`` may take back now. ``read`` comes with what was replaced.

    None where the utility's file does not say ``reading.delete``. Entries of others, of staff and of the utility never."""
    if not point.utility.rules.reading.delete:
        return frozenset()
    found: dict[int, list[PastReading]] = defaultdict(list)
    for reading in read.readings:
        if reading.submission_id is not None and reading.user_id == by.pk:
            found[reading.submission_id].append(reading)
    return frozenset(key for key, readings in found.items() if all(_is_open(reading, opening) for reading in readings))


def _is_open(reading: PastReading, opening: PointOpening) -> bool:
    if reading.state not in OPEN_STATES or reading.is_handed_over:
        return False
    if reading.kind == Kind.OWN:
        return True
    window = opening.window_for(reading.read_on)
    return window is not None and window.first == reading.window_first


@transaction.atomic
def withdraw_submission(*, submission: Submission, by: Any, now: datetime) -> Submission:
    """Take back all registers of ``submission`` for the customer who handed them in.

    What the entry had pushed out stands again, as if it had never come: the customer corrected a right value by mistake far more
    often than she wants to have handed in nothing, and who does want that takes back the earlier one, too. The rows stay as
    withdrawn. Load ``submission`` with point, utility and operator. Raises :class:`NotOpen`; writes the audit row."""
    Meter.objects.select_for_update(no_key=True).get(pk=submission.meter_id)
    point = submission.supply_point
    opening = openings.opening(point, day=clock.day_of(now))
    read = past.load_past(point, superseded=True)
    if submission.pk not in withdrawable(point, read, opening, by=by):
        raise NotOpen(submission.number)
    values = {reading.code: str(reading.value) for reading in read.readings if reading.submission_id == submission.pk}
    Reading.objects.filter(submission=submission).update(state=State.WITHDRAWN)
    again = _settle(submission, optional=_optional(opening))
    audit.record("reading.withdrawn", by=by, on=submission, values=values, stands_again=again)
    return submission


def stands_again(submission: Submission, read: Past, opening: PointOpening) -> tuple[PastReading, ...]:
    """What would count again if ``submission`` were taken back: for the page that asks. ``read`` comes with what was replaced."""
    entries = [reading for reading in read.readings if _same_window(reading, submission)]
    given = _given([(each.submission_id, each.code, each.state, each.reason) for each in entries], without=submission.pk)
    kept = standing.standing(given, optional=_optional(opening))
    return tuple(each for each in entries if not each.counts and kept.get((each.submission_id or 0, each.code)) is False)


def _optional(opening: PointOpening) -> tuple[str, ...]:
    return opening.rule.optional if opening.rule else ()


def _same_window(reading: PastReading, submission: Submission) -> bool:
    return (
        reading.meter_id == submission.meter_id
        and reading.submission_id is not None
        and reading.kind == Kind.BILLING
        and reading.window_first == submission.window_first
        and reading.state != State.REFUSED
    )


def _given(rows: list[tuple[int | None, str, str, str]], *, without: int) -> list[Given]:
    """Entries in the database's order, from (submission, code, state, reason). One that staff accepted waits no more."""
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for key, code, state, reason in rows:
        if key is not None and key != without:
            found[key].append((code, state, reason))
    return [
        Given(
            key, tuple(code for code, _, _ in each), waits=bool(each[0][2]) and not any(state in Reading.EFFECTIVE for _, state, _ in each)
        )
        for key, each in sorted(found.items())
    ]


def _settle(submission: Submission, *, optional: tuple[str, ...]) -> list[str]:
    """Give the other entries of the window the states they would have without ``submission``; the receipts that changed."""
    rows = list(
        Reading.objects.filter(
            register__meter=submission.meter_id, source=Reading.Source.CUSTOMER, kind=Kind.BILLING, window_first=submission.window_first
        )
        .exclude(state__in=[State.WITHDRAWN, State.REFUSED])
        .annotate(code=F("register__code"), receipt=F("submission__number"), reason=F("submission__reason"))
        .order_by("submission_id")
    )
    given = _given([(row.submission_id, row.code, row.state, row.reason) for row in rows], without=submission.pk)
    kept = standing.standing(given, optional=optional)
    wanted = {row: _state(row, kept.get((row.submission_id or 0, row.code))) for row in rows}
    changed = {row: state for row, state in wanted.items() if state != row.state}
    for state in (State.REPLACED, State.NEEDS_REVIEW, State.ACCEPTED, State.SENT):  # first make room, then fill it
        keys = [row.pk for row, new in changed.items() if new == state]
        if keys:
            Reading.objects.filter(pk__in=keys).update(state=state)
    return sorted({row.receipt for row in changed})


def _state(row: Reading, waits: bool | None) -> str:
    """``waits``: what the rule says of it, None where something later took its place. What went to billing stays there."""
    if waits is None:
        return State.REPLACED
    if waits:
        return State.NEEDS_REVIEW
    if row.state == State.USED:
        return State.USED
    return State.SENT if row.batch_id else State.ACCEPTED
