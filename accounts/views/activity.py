"""What happened to my account, and where I am signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.services import activity as activity_service
from accounts.services import sessions


@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "events": activity_service.latest(user),
        "devices": activity_service.devices(user, current_key=request.session.session_key),
    }
    return render(request, "accounts/activity.html", context)


@require_POST
def sign_out_others(request: SignedInRequest) -> HttpResponse:
    """End every other session of this account; this browser stays signed in."""
    sessions.end_others(request, request.user, client=activity_service.client_of(request))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:activity")


@require_POST
def sign_out_device(request: SignedInRequest) -> HttpResponse:
    """End one session of this account; a device that is signed out already needs no further word."""
    user, device = request.user, request.POST.get("device", "")
    sessions.end_device(user=user, device=device, client=activity_service.client_of(request))
    messages.success(request, _("The device is signed out."))
    return redirect("accounts:activity")
