"""New terms of use, asked once at the next sign-in."""

from __future__ import annotations

from allauth.account.internal.decorators import login_stage_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.registration import AGREED, REFUSED
from accounts.services import terms
from accounts.stages import TermsStage


@login_stage_required(stage=TermsStage.key, redirect_urlname="account_login")
@require_http_methods(["GET", "HEAD", "POST"])
def new_terms(request: HttpRequest) -> HttpResponse:
    """Between the password and the session: agree and be signed in, or refuse and stay outside."""
    stage = request._login_stage  # type: ignore[attr-defined]  # set by the decorator
    user = stage.login.user
    utilities = terms.outstanding(user)
    asked = terms.versions(utilities)
    answer = request.POST.get("answer") if request.POST.get("versions") == asked else None
    if answer == AGREED:
        terms.agree(user=user, utilities=utilities, by=user)
        return stage.exit()
    if answer == REFUSED:
        terms.refuse(user=user, utilities=utilities, by=user)
        stage.abort()
        messages.info(request, _("You did not agree to the terms of use, so you are not signed in."))
        return redirect("account_login")
    return render(request, "accounts/new_terms.html", {"asked": utilities, "versions": asked})
