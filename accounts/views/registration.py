"""Making an account."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.registration import RegistrationForm, UtilityForm, taken_message
from accounts.services import activity, registration
from tenants.models import Utility

MAILED_TO = "mailed_to"
"""Session key: the address that a mail went to, for the page that says so."""


@login_not_required
@sensitive_post_parameters("password", "password_repeat")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The utility first where there are several, then its form, then a page that says the same to everybody."""
    if request.user.is_authenticated:
        return redirect("home")
    utilities = open_utilities(request)
    if not utilities:
        return render(request, "accounts/sign_up_closed.html", status=403)
    utility = chosen_utility(request, utilities)
    if utility is None:
        return render(request, "accounts/choose_utility.html", {"form": UtilityForm(utilities=utilities)})
    form = RegistrationForm(request.POST or None, utility=utility)
    if request.method == "POST":
        limited = ratelimit.consume_or_429(request, action="signup")
        if limited or (form.is_valid() and register(request, form, utility)):
            return limited or redirect("accounts:registered")
    context = {"form": form, "utility": utility, "several": len(utilities) > 1, "steps": steps(utility)}
    return render(request, "accounts/sign_up.html", context)


def register(request: HttpRequest, form: RegistrationForm, utility: Utility) -> bool:
    """Whether the account was made (or, as far as anybody can see, was)."""
    applicant = form.applicant
    try:
        registration.register(applicant=applicant, utility=utility, client=activity.client_of(request))
    except registration.UserNameTaken:
        form.add_error("username", taken_message())
        return False
    request.session[MAILED_TO] = applicant.email
    return True


def open_utilities(request: HttpRequest) -> list[Utility]:
    """Utilities of this tenant where one may register, by name."""
    if not get_adapter(request).is_open_for_signup(request):
        return []
    active = Utility.objects.filter(is_active=True).order_by("name", "pk")
    return [utility for utility in active if utility.rules.registration.open]


def chosen_utility(request: HttpRequest, utilities: list[Utility]) -> Utility | None:
    """The only one, or that of ``?utility=``; None where it is still to be chosen."""
    if len(utilities) == 1:
        return utilities[0]
    code = request.GET.get("utility", "")
    found = next((utility for utility in utilities if utility.code == code), None)
    if code and found is None:
        raise Http404("There is no such utility.")
    return found


def steps(utility: Utility) -> list[Any]:
    """The way to a working account, as this utility's customers walk it."""
    from django.utils.translation import gettext as _

    names = {"register": _("Your details"), "activate": _("Confirmation"), "link": _("Supply point")}
    return [names[step] for step in utility.rules.registration.steps if step in names]


@login_not_required
@require_safe
def registered(request: HttpRequest) -> HttpResponse:
    """What to do now: open the mail."""
    return render(request, "accounts/registered.html", {"email": request.session.get(MAILED_TO, "")})
