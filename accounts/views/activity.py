"""What happened to my account, and where I am signed in."""

from __future__ import annotations

from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.services import activity as activity_service


@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "events": activity_service.latest(user),
        "devices": activity_service.devices(user, current_key=request.session.session_key),
    }
    return render(request, "accounts/activity.html", context)


@require_POST
def sign_out_others(request: HttpRequest) -> HttpResponse:
    """End every other session of this account; this browser stays signed in."""
    end_other_sessions(request, request.user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:activity")
