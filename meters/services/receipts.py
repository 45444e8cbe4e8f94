"""What a receipt says about a submission beside its own row: the registers, and what was used since the reading before. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from meters.models import Reading, Submission, SubmissionPhoto
from meters.services import past as past_readings

SHOWN = ("supply_point__utility", "supply_point__operator", "meter", "user")
"""What pages about a submission show beside its own row."""


@dataclass(frozen=True)
class ReceiptLine:
    """One register of a submission. ``used`` since ``since`` in counts; None where nothing was read before, it is lower, or the reader
    may not know."""

    reading: Reading
    used: Decimal | None
    since: date | None


@dataclass(frozen=True)
class Receipt:
    """``state``: of the submission as a whole; its registers go together, so the first speaks for all."""

    lines: tuple[ReceiptLine, ...]
    state: str
    kind: str


def receipt(submission: Submission, *, since: date | None = date.min) -> Receipt:
    """The receipt of ``submission``. ``since``: readings before that day are not told of; None: none at all. Two queries."""
    readings = list(submission.readings.select_related("register").order_by("register__position", "register__code"))
    past = past_readings.load_past(submission.supply_point)
    own = readings and readings[0].kind == Reading.Kind.OWN
    lines = []
    for reading in readings:
        first = None if own else submission.window_first
        before = past.previous(reading.register, read_on=submission.read_on, window_first=first)
        if before is not None and (since is None or before.read_on < since):
            before = None
        used = reading.value - before.value if before is not None and reading.value >= before.value else None
        lines.append(ReceiptLine(reading, used, before.read_on if before is not None and used is not None else None))
    first_reading = readings[0] if readings else None
    return Receipt(tuple(lines), first_reading.state if first_reading else "", first_reading.kind if first_reading else "")


def of_former_point(user: Any, public_id: str, *, day: date) -> Submission | None:
    """What was handed in at a point that ``user`` has left by ``day``, of whatever time: the own one is the caller's to ask
    (`meters.services.occupancy`). One query."""
    return Submission.objects.formerly_of(user, day=day).filter(public_id=public_id).select_related(*SHOWN).first()


def together(submission: Submission) -> list[Submission]:
    """What the same person handed in with it at the same moment, for the other meters of the point. One query."""
    same = Submission.objects.filter(supply_point=submission.supply_point_id, user=submission.user_id, received_at=submission.received_at)
    return list(same.exclude(pk=submission.pk).select_related("meter").order_by("pk"))


def photo_of(submission: Submission) -> bytes | None:
    """The JPEG that came with the entry; None where none did."""
    found = SubmissionPhoto.objects.filter(submission=submission).values_list("content", flat=True).first()
    return None if found is None else bytes(found)
