"""The receipt of a submission; of a point that was left it shows nothing of how things stand there today."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meters.forms import words
from meters.models import Submission
from meters.services import occupancy, point_state, receipts
from meters.services.occupancy import Occupancy
from meters.services.point_state import PointState
from meters.views import access, rows
from tenants import clock


@require_safe
def receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """Number, server time, values, and what happens next; the point's state says whether it can still be corrected."""
    today = clock.today()
    submission = submission_or_404(request, public_id, former=True)
    states = point_state.states_of(access.visible_points(request.user, day=today), today=today)
    state = next((each for each in states if each.point.pk == submission.supply_point_id), None)
    point: Any = state.point if state else submission.supply_point
    found = receipts.receipt(submission, since=_told_since(request, submission, state))
    local = submission.received_at.astimezone(clock.zone())
    context = {
        "submission": submission,
        "receipt": found,
        "point": point,
        "state": state,
        "labels": rows.point_labels(point),
        "own_done": words.own_word(point.utility, "reading.done"),
        "received_at": local,
        "lines": [
            {
                "label": words.register_label(point, line.reading.register.code),
                "screen": words.register_screen(point, line.reading.register.code),
                "value": words.plain(line.reading.value),
                "register": line.reading.register,
                "used": line.used,
                "since": line.since,
            }
            for line in found.lines
        ],
        "track": rows.track(submission, found, received=_received(local, today), closes=state.last_day if state else None),
        "is_current": state is not None and state.submission is not None and state.submission.pk == submission.pk,
        "has_photo": submission.photos.exists(),
        "together": receipts.together(submission),
        "next_points": [each for each in rows.point_rows(states) if each.status == point_state.PointStatus.OPEN],
    }
    return render(request, "meters/receipt.html", context)


@require_safe
def photo(request: HttpRequest, public_id: str) -> HttpResponse:
    """The photo that came with the entry, for those who see its receipt."""
    submission = submission_or_404(request, public_id, former=True)
    content = receipts.photo_of(submission)
    if content is None:
        raise Http404
    return picture(content, f"{submission.number}.jpg")


def picture(content: bytes, name: str) -> HttpResponse:
    """A JPEG of ours, shown by itself: nothing in it can run, and it is kept by nobody on the way."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def submission_or_404(request: HttpRequest, public_id: str, *, former: bool = False) -> Submission:
    """What the user handed in, or may read: of points seen today, and of her own times there. ``former``: also of points that she has
    left, as far as their utility leaves her the own period, and then of that alone."""
    if not public_id.isalnum():
        raise Http404
    today = clock.today()
    visible = Submission.objects.visible_to(request.user, day=today)
    submission = visible.filter(public_id=public_id).select_related(*receipts.SHOWN).first()
    if submission is not None and submission.user == request.user:
        return submission
    if submission is not None:
        stays = occupancy.stays(submission.supply_point, user=request.user, day=today)
    else:
        submission = receipts.of_former_point(request.user, public_id, day=today) if former else None
        stays = _former_stays(request, submission, today) if submission else ()
    if submission is None or not any(stay.covers(submission.read_on) for stay in stays):
        raise Http404  # whoever lived there before or after handed it in
    return submission


def _former_stays(request: HttpRequest, submission: Submission, today: date) -> tuple[Occupancy, ...]:
    found = occupancy.former_point(request.user, submission.supply_point.public_id, day=today)
    return found[1] if found else ()


def _told_since(request: HttpRequest, submission: Submission, state: PointState | None) -> date | None:
    """From which day on the reading before may be told of, by the difference to it; None: not at all."""
    if state is None:  # who lived there before moving in is nobody's business any more
        return next(stay.since for stay in _former_stays(request, submission, clock.today()) if stay.covers(submission.read_on))
    may_read: bool = state.point.may_read  # type: ignore[attr-defined]  # loaded with rights
    return date.min if may_read else None


def _received(local: object, today: object) -> str:
    day, time = local.date(), formats.time_format(local.time(), "TIME_FORMAT")  # type: ignore[attr-defined]  # formats gives text
    if day == today:
        return _("today at %(time)s") % {"time": time}
    return _("%(day)s at %(time)s") % {"day": formats.date_format(day, "SHORT_DATE_FORMAT"), "time": time}
