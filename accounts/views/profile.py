"""`Uporabnik`: what the utility knows me by, and the ways to everything about the account's safety."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.profile import ProfileForm
from accounts.requests import SignedInRequest
from accounts.services import closing, email_change, passwords
from accounts.services.profile import update_profile
from accounts.views.email_change import WANTED


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Two blocks: my profile, and safety with signing in and activity."""
    return render(request, "accounts/settings.html", {"may_close": closing.may_close(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        update_profile(user=request.user, values=form.values, by=request.user)
        with translation.override(form.values.get("language") or translation.get_language()):
            messages.success(request, _("Your profile is saved."))
        if form.wanted_email:
            request.session[WANTED] = form.wanted_email
            return redirect("account_email")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "waiting": email_change.pending_change(request.user)})


@require_safe
def security(request: SignedInRequest) -> HttpResponse:
    """Everything that signs me in: user name, address, password, second factor."""
    context = {
        "waiting_email": email_change.pending_change(request.user),
        "waiting_password": passwords.pending_change(request.user),
        "second_factor": is_mfa_enabled(request.user),
    }
    return render(request, "accounts/security.html", context)
