"""Reminders: asking for them, and ending them with one click from a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from meters.forms.reminders import ReminderForm, days_text
from meters.services import reminders as service
from meters.views import access
from tenants import clock


@dataclass(frozen=True)
class Switch:
    """The ticks of one point; ``point`` None: of the whole account."""

    point: Any
    form: ReminderForm


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: SignedInRequest) -> HttpResponse:
    """All switches of the person: one set for each point where a reading can be handed in, or one for the account."""
    wishes = _wishes(request)
    points: list[Any] = [None] if wishes.rules.channels else []
    if points and wishes.rules.per_point:
        points = [point for point in access.visible_points(request.user, day=clock.today()) if point.may_submit]
    forms = [ReminderForm(request.POST or None, user=request.user, wishes=wishes, point=point) for point in points]
    if request.method == "POST" and forms and all(form.is_valid() for form in forms):
        for point, form in zip(points, forms, strict=True):
            service.choose_reminders(user=request.user, wanted=form.wanted, supply_point=point, by=request.user)
        messages.success(request, _("Your reminders are saved."))
        return redirect("meters:reminders")
    switches = [Switch(point, form) for point, form in zip(points, forms, strict=True)]
    context = {"switches": switches, "when": days_text(wishes), "reminds": bool(wishes.rules.channels)}
    return render(request, "meters/reminders.html", context)


@require_POST
def point_reminders(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The ticks on the page of one supply point; for the account where the file has no switch for each."""
    point = access.point_or_refused(request.user, public_id, day=clock.today(), right="may_submit")
    wishes = _wishes(request)
    if not wishes.rules.channels:
        raise Http404
    chosen = point if wishes.rules.per_point else None
    form = ReminderForm(request.POST, user=request.user, wishes=wishes, point=chosen)
    if form.is_valid():
        service.choose_reminders(user=request.user, wanted=form.wanted, supply_point=chosen, by=request.user)
        messages.success(request, _("Your reminders are saved."))
    return redirect("meters:point", public_id=public_id)


@login_not_required
@csrf_exempt  # a mail program posts here by itself (RFC 8058), from no page of ours; all it can do is end reminders
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminders(request: HttpRequest, public_id: str) -> HttpResponse:
    """The link in every reminder: a page with one button, which works without signing in. The answer to the button is no redirect,
    because programs of mail follow none."""
    reminder = service.reminder_named(public_id)
    if reminder is None:
        return render(request, "meters/stop_reminders.html", {"reminder": None}, status=404)
    if request.method == "POST":
        service.stop_reminders(reminder=reminder)
    context = {"reminder": reminder, "stopped": service.is_stopped(reminder), "per_point": service.rules().per_point}
    return render(request, "meters/stop_reminders.html", context)


def switch_for(request: SignedInRequest, point: Any) -> Switch | None:
    """The ticks that stand beside the days of ``point``; None where the file knows no reminders, or the person may not hand in."""
    if not service.rules().channels or not point.may_submit:
        return None
    wishes = _wishes(request)
    chosen = point if wishes.rules.per_point else None
    return Switch(point, ReminderForm(user=request.user, wishes=wishes, point=chosen))


def _wishes(request: SignedInRequest) -> service.Wishes:
    return service.wishes([request.user])[request.user.pk]
