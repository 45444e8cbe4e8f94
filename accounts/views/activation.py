"""The link in the activation mail, and asking for it again."""

from __future__ import annotations

from enum import Enum

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.logout import logout
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import tokens
from accounts.forms.recovery import AddressForm
from accounts.forms.sign_in import SignInForm
from accounts.services import registration
from accounts.views.registration import MAILED_TO


class Standing(Enum):
    """What a link in a mail finds."""

    WAITING = "waiting"
    DONE = "done"
    ALREADY = "already"
    EXPIRED = "expired"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest, key: str) -> HttpResponse:
    """A page with one button: programs that open the links of a mail press none. Then the sign-in form below the good news."""
    limited = ratelimit.consume_or_429(request, action="activate")
    if limited:
        return limited
    address, standing = found(key)
    if request.method == "POST" and address is not None and standing is Standing.WAITING:
        if request.user.is_authenticated and request.user.pk != address.user_id:
            logout(request, show_message=False)  # on the button's press only: a program that opens links signs nobody out
        standing = Standing.DONE if get_adapter(request).confirm_email(request, address) else Standing.REFUSED
    context = {
        "standing": standing.value,
        "address": address,
        "form": SignInForm(request=request) if standing in (Standing.DONE, Standing.ALREADY) else None,
    }
    return render(request, "accounts/activate.html", context, status=404 if standing is Standing.UNKNOWN else 200)


def found(key: str) -> tuple[EmailAddress | None, Standing]:
    """The address that ``key`` was signed for at this tenant, and how it stands."""
    proof = tokens.read_address_key(key)
    address = registration.address_of(user_id=proof.user_id, email=proof.email) if proof else None
    if proof is None or address is None:
        return None, Standing.UNKNOWN
    if address.verified:
        return address, Standing.ALREADY
    return address, Standing.EXPIRED if proof.expired else Standing.WAITING


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def resend_activation(request: HttpRequest) -> HttpResponse:
    """Every dead end leads here. Whoever just proved the password of a waiting account has one button; others type the address."""
    form = AddressForm(request.POST or None)
    if request.method == "POST":
        limited = ratelimit.consume_or_429(request, action="resend_activation")
        if limited:
            return limited
        if form.is_valid():
            registration.resend_activation(email=form.cleaned_data["email"])
            request.session.pop("unconfirmed_email", None)
            request.session[MAILED_TO] = form.cleaned_data["email"]
            return redirect("accounts:activation_sent")
    context = {"form": form, "unconfirmed": request.session.get("unconfirmed_email", "")}
    return render(request, "accounts/resend_activation.html", context)


@login_not_required
@require_safe
def activation_sent(request: HttpRequest) -> HttpResponse:
    """The same words for an address that waits, one that is active and one that nobody has."""
    return render(request, "accounts/activation_sent.html", {"email": request.session.get(MAILED_TO, "")})
