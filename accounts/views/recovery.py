"""Forgotten user name. The forgotten password is allauth's page with our form and words."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.recovery import AddressForm
from accounts.services import recovery
from accounts.views.registration import MAILED_TO
from tenants import scope


def only_where_offered() -> None:
    """Where the e-mail address is the user name, there is no such page."""
    if not scope.current().rules.sign_in.forgotten_username:
        raise Http404("People sign in by e-mail address here.")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_username(request: HttpRequest) -> HttpResponse:
    only_where_offered()
    form = AddressForm(request.POST or None)
    if request.method == "POST":
        limited = ratelimit.consume_or_429(request, action="forgotten_username")
        if limited:
            return limited
        if form.is_valid():
            recovery.mail_usernames(email=form.cleaned_data["email"])
            request.session[MAILED_TO] = form.cleaned_data["email"]
            return redirect("accounts:username_sent")
    return render(request, "accounts/forgotten_username.html", {"form": form})


@login_not_required
@require_safe
def username_sent(request: HttpRequest) -> HttpResponse:
    """The same words for a known and an unknown address."""
    only_where_offered()
    return render(request, "accounts/username_sent.html", {"email": request.session.get(MAILED_TO, "")})
