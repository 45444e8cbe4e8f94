"""Changing the password: at once, or when the mailed link is confirmed, as the tenant's file says."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.password import ChangePasswordForm
from accounts.forms.sign_in import SignInForm
from accounts.requests import SignedInRequest
from accounts.services import activity, passwords, sessions
from accounts.validators import policy
from tenants import scope


@sensitive_post_parameters("oldpassword", "password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: SignedInRequest) -> HttpResponse:
    """The present password and the new one; then it holds, or waits for the link in the mail."""
    user = request.user
    if not user.has_usable_password():
        return redirect("account_set_password")
    limited = ratelimit.consume_or_429(request, action="change_password")
    if limited:
        return limited
    form = ChangePasswordForm(request.POST or None, user=user)
    by_mail = policy().confirmed_by_mail
    if form.is_bound and form.is_valid():
        _ask(request, form) if by_mail else _change(request, form)
        return redirect(_home_of_account())
    waiting = passwords.pending_change(user) if by_mail else None
    return render(request, "account/password_change.html", {"form": form, "by_mail": by_mail, "waiting": waiting})


def _ask(request: HttpRequest, form: ChangePasswordForm) -> None:
    passwords.request_change(**_deed(request, form))
    messages.info(request, _("Open the link in the message that we have just sent you. Until then the present password holds."))


def _change(request: HttpRequest, form: ChangePasswordForm) -> None:
    passwords.change_password(**_deed(request, form))
    sessions.stay_signed_in(request, form.user)
    messages.success(request, _("The new password holds from now on."))


def _deed(request: HttpRequest, form: ChangePasswordForm) -> dict[str, Any]:
    return {
        "user": form.user,
        "password": form.cleaned_data["password1"],
        "sign_out_others": form.cleaned_data["sign_out_others"],
        "session_key": request.session.session_key or "",
        "client": activity.client_of(request),
    }


def _home_of_account() -> str:
    return reverse("admin:index" if scope.current().is_platform else "accounts:security")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_password(request: HttpRequest, key: str) -> HttpResponse:
    """The link of the mail: a page with one button, because programs that open the links of a mail press none."""
    limited = ratelimit.consume_or_429(request, action="activate")
    if limited:
        return limited
    owner = passwords.owner_of_link(key)
    if owner is None:
        return render(request, "accounts/confirm_password.html", {"standing": "dead"}, status=404)
    if request.method != "POST":
        return render(request, "accounts/confirm_password.html", {"standing": "waiting"})
    return _confirm(request, key, is_owner=request.user.pk == owner.pk)


def _confirm(request: HttpRequest, key: str, *, is_owner: bool) -> HttpResponse:
    here = (request.session.session_key or "") if is_owner else ""
    try:
        user = passwords.confirm_change(word=key, client=activity.client_of(request), session_key=here)
    except passwords.LinkDead:
        return render(request, "accounts/confirm_password.html", {"standing": "dead"}, status=404)
    if is_owner:
        sessions.stay_signed_in(request, user)
    form = None if request.user.is_authenticated else SignInForm(request=request)
    return render(request, "accounts/confirm_password.html", {"standing": "done", "form": form})
