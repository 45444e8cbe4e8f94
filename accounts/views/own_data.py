"""Taking one's data along, and deleting the account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.owner import CloseAccountForm, OwnerForm
from accounts.requests import SignedInRequest
from accounts.services import activity, closing, my_data


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def take_data(request: SignedInRequest) -> HttpResponse:
    """A file with everything about the account, after the password."""
    form = OwnerForm(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        everything = my_data.take(user=request.user, client=activity.client_of(request))
        response = JsonResponse(everything, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = 'attachment; filename="my-data.json"'
        response["Cache-Control"] = "no-store"
        return response
    return render(request, "accounts/take_data.html", {"form": form})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: SignedInRequest) -> HttpResponse:
    """What goes and what stays; then, with the password, the end."""
    may_close = closing.may_close(request.user)
    form = CloseAccountForm(request.POST or None, user=request.user)
    if may_close and form.is_bound and form.is_valid():
        closing.close_account(user=request.user, client=activity.client_of(request))
        request.session.flush()
        return redirect("accounts:account_closed")
    return render(request, "accounts/close_account.html", {"form": form, "may_close": may_close})


@login_not_required
@require_safe
def account_closed(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/account_closed.html")
