"""Another e-mail address: asked for, mailed, confirmed by the owner, signed in."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.owner import ChangeEmailForm
from accounts.requests import SignedInRequest
from accounts.services import activity, email_change
from tenants import scope

WANTED = "wanted_email"
"""Session key: the address typed in the profile, until the password is given beside it."""


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: SignedInRequest) -> HttpResponse:
    limited = ratelimit.consume_or_429(request, action="manage_email")
    if limited:
        return limited
    user = request.user
    form = ChangeEmailForm(request.POST or None, user=user, initial={"email": request.session.get(WANTED, "")})
    if form.is_bound and form.is_valid():
        request.session.pop(WANTED, None)
        email_change.request_change(user=user, email=form.cleaned_data["email"], client=activity.client_of(request))
        messages.info(request, _("Open the link in the message to the new address. Until then the present address stays."))
        return redirect("account_email")
    tenant = scope.current()
    context = {
        "form": form,
        "waiting": email_change.pending_change(user),
        "by_email": not tenant.is_platform and tenant.rules.sign_in.identifier == "email",
    }
    return render(request, "account/email_change.html", context)


@require_POST
def cancel_email(request: SignedInRequest) -> HttpResponse:
    """The present address stays."""
    email_change.cancel_change(user=request.user)
    messages.success(request, _("The change is cancelled. Your address stays."))
    return redirect("account_email")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_new_email(request: SignedInRequest, key: str) -> HttpResponse:
    """The link of the mail: one button. Whoever is not signed in signs in first, with the present address, and comes back."""
    limited = ratelimit.consume_or_429(request, action="activate")
    if limited:
        return limited
    email = email_change.address_of_link(key, user=request.user)
    standing = "waiting" if email else "dead"
    if email and request.method == "POST":
        standing = _confirm(request, key)
    status = 404 if standing == "dead" else 200
    return render(request, "accounts/confirm_email.html", {"standing": standing, "email": email}, status=status)


def _confirm(request: SignedInRequest, key: str) -> str:
    try:
        email_change.confirm_change(user=request.user, word=key, client=activity.client_of(request))
    except email_change.LinkDead:
        return "dead"
    except email_change.AddressTaken:
        return "taken"
    return "done"
