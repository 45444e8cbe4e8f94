"""Taking an own entry back: the page that asks, and the deed."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meters import services
from meters.forms import words
from meters.models import Submission, SupplyPoint
from meters.services import openings, past, withdrawal
from meters.views import access, receipts, rows
from tenants import clock
from tenants.requests import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: TenantRequest, public_id: str) -> HttpResponse:
    """Asks first, saying what counts afterwards. 404 where the utility offers it not, 403 for what somebody else handed in."""
    submission = receipts.submission_or_404(request, public_id)
    if not submission.supply_point.utility.rules.reading.delete:
        raise Http404
    if submission.user != request.user:
        raise PermissionDenied
    if request.method == "POST":
        try:
            services.withdraw_submission(submission=submission, by=request.user, now=request.received_at)
        except services.NotOpen:
            return _ask(request, submission, status=HTTPStatus.CONFLICT)
        messages.success(request, _("The entry was taken back."))
        return redirect("meters:point", submission.supply_point.public_id)
    return _ask(request, submission)


def _ask(request: TenantRequest, submission: Submission, *, status: int = HTTPStatus.OK) -> HttpResponse:
    point = submission.supply_point
    opening = openings.opening(point, day=clock.day_of(request.received_at))
    read = past.load_past(point, superseded=True)
    mine = [reading for reading in read.readings if reading.submission_id == submission.pk]
    again = withdrawal.stands_again(submission, read, opening)
    told = [each for each in again if each.user_id == request.user.pk or _may_read(request, point)]
    context = {
        "point": point,
        "submission": submission,
        "labels": rows.point_labels(point),
        "delete_label": rows.history_labels(point)["delete"],
        "lines": [{"label": words.register_label(point, each.code), "value": words.plain(each.value), "unit": each.unit} for each in mine],
        "is_own": all(each.kind == "own" for each in mine),
        "counts": any(each.counts for each in mine),
        "stands_again": bool(again),
        "again": [f"{words.register_short(point, each.code)} {words.plain(each.value)}" for each in told],
        "again_on": told[0].read_on if told else None,
        "is_open": submission.pk in withdrawal.withdrawable(point, read, opening, by=request.user),
    }
    return render(request, "meters/withdraw.html", context, status=status)


def _may_read(request: TenantRequest, point: SupplyPoint) -> bool:
    seen = access.visible_point(request.user, point.public_id, day=clock.day_of(request.received_at))
    return seen is not None and seen.may_read
