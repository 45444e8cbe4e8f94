"""The receipt of a submission."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meters.forms import words
from meters.models import Submission
from meters.services import occupancy, point_state, receipts
from meters.views import access, rows
from tenants import clock


@require_safe
def receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """Number, server time, values, and what happens next; the point's state says whether it can still be corrected."""
    today = clock.today()
    submission = submission_or_404(request, public_id)
    found = receipts.receipt(submission)
    states = point_state.states_of(access.visible_points(request.user, day=today), today=today)
    state = next(each for each in states if each.point.pk == submission.supply_point_id)
    point = state.point
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
        "track": rows.track(submission, found, received=_received(local, today), closes=state.last_day),
        "is_current": state.submission is not None and state.submission.pk == submission.pk,
        "together": receipts.together(submission),
        "next_points": [each for each in rows.point_rows(states) if each.status == point_state.PointStatus.OPEN],
    }
    return render(request, "meters/receipt.html", context)


@require_safe
def photo(request: HttpRequest, public_id: str) -> HttpResponse:
    """The photo that came with the entry, for those who see its receipt."""
    submission = submission_or_404(request, public_id)
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


def submission_or_404(request: HttpRequest, public_id: str) -> Submission:
    """What the user handed in, or may read; of points seen today, and of her own time there."""
    if not public_id.isalnum():
        raise Http404
    visible = Submission.objects.visible_to(request.user, day=clock.today()).select_related(
        "supply_point__utility", "supply_point__operator", "meter", "user"
    )
    submission = get_object_or_404(visible, public_id=public_id)
    if submission.user != request.user and submission.read_on < _since(request, submission):
        raise Http404  # whoever lived there before handed it in
    return submission


def _since(request: HttpRequest, submission: Submission) -> date:
    return occupancy.occupancy(submission.supply_point, user=request.user, day=clock.today()).since


def _received(local: object, today: object) -> str:
    day, time = local.date(), formats.time_format(local.time(), "TIME_FORMAT")  # type: ignore[attr-defined]
    if day == today:
        return _("today at %(time)s") % {"time": time}
    return _("%(day)s at %(time)s") % {"day": formats.date_format(day, "SHORT_DATE_FORMAT"), "time": time}
