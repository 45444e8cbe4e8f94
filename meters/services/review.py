"""What staff decide about entries that wait: take them, or refuse them with a word to the customer, who is told by mail."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.urls import reverse

from meters.models import Meter, Reading, Submission
from meters.services import submissions
from tenants import addresses, audit, outbox, scope

State = Reading.State


class NothingWaits(ValueError):
    """The submission waits for nobody: it was decided on, or a later entry took its place."""


@transaction.atomic
def accept_reading(*, submission: Submission, by: Any) -> Submission:
    """Accept the waiting registers of ``submission`` for a member of staff; they take the place of what stood in the window.

    Raises :class:`NothingWaits`, and ``refusals.AlreadyBilled`` where a bill rests on the earlier reading already."""
    waiting = _waiting(submission)
    submissions.make_room(submission, codes=tuple(reading.register.code for reading in waiting), waits=False)
    Reading.objects.filter(pk__in=[reading.pk for reading in waiting]).update(state=State.ACCEPTED)
    audit.record("reading.accepted", by=by, on=submission, reason=submission.reason)
    _tell("reading_accepted", submission)
    return submission


@transaction.atomic
def refuse_reading(*, submission: Submission, by: Any, note: str = "") -> Submission:
    """Refuse the waiting registers of ``submission``; what was accepted before stays. ``note`` is shown to the customer.

    Raises :class:`NothingWaits`."""
    waiting = _waiting(submission)
    Reading.objects.filter(pk__in=[reading.pk for reading in waiting]).update(state=State.REFUSED)
    submission.staff_note = note.strip()[:200]
    submission.save(update_fields=["staff_note"])
    audit.record("reading.refused", by=by, on=submission, note=submission.staff_note)
    _tell("reading_refused", submission)
    return submission


def _tell(event: str, submission: Submission) -> None:
    """Mail the decision to whoever handed it in; what staff wrote down for somebody has nobody to tell."""
    person, point = submission.user, submission.supply_point
    if person is None or not person.is_active or submission.channel != Submission.Channel.WEB:
        return
    context = {
        "submission": submission,
        "point": point,
        "utility": point.utility,
        "receipt_url": addresses.absolute(reverse("meters:receipt", args=[submission.public_id])),
    }
    language = person.language or scope.current().rules.languages[0]
    key = f"{event}:{submission.pk}"
    with suppress(outbox.BadAddress):  # the decision stands, whatever address somebody has
        outbox.queue(event, to=person.email, context=context, language=language, dedupe_key=key)


def _waiting(submission: Submission) -> list[Reading]:
    """Its waiting readings, the meter's row locked first, as when they are handed in."""
    Meter.objects.select_for_update(no_key=True).get(pk=submission.meter_id)
    waiting = list(submission.readings.select_related("register").filter(state=State.NEEDS_REVIEW))
    if not waiting:
        raise NothingWaits(submission.number)
    return waiting
