"""Making an account."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.linking import numbered
from accounts.forms.registration import AGREED, REFUSED, RegistrationForm, UtilityForm, taken_message
from accounts.services import activity, registration, terms
from tenants.models import Utility

MAILED_TO = "mailed_to"
"""Session key: the address that a mail went to, for the page that says so."""

WAITING = "waiting_registration"
"""Session key: a registration that waits for the answer to the terms. Held there and not as an account, so that before the
agreement nothing is kept about anybody and no address is looked up: the answer to a known one cannot differ. What is held has
no secret in the clear (`registration.Applicant`), and the cookie holds only the session's key."""

WAITING_SECONDS = 3600


@login_not_required
@sensitive_post_parameters("password", "password_repeat")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The utility first where there are several, then its form, its terms, and a page that says the same to everybody."""
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
        answer = limited or (form.is_valid() and next_step(request, form, utility))
        if answer:
            return answer
    chooser = UtilityForm({"utility": utility.code}, utilities=utilities) if len(utilities) > 1 else None
    context = {"form": form, "utility": utility, "chooser": chooser, "steps": steps(utility)}
    return render(request, "accounts/sign_up.html", context | {"marks": form.marks, "numbered": numbered(form)})


def next_step(request: HttpRequest, form: RegistrationForm, utility: Utility) -> HttpResponse | None:
    """After a right form: the page of the terms where the tenant has one, else the account. None where the name is taken."""
    if utility.rules.terms.style == "page":
        wait_for_terms(request, form.applicant, utility)
        return redirect("accounts:sign_up_terms")
    try:
        return registered_as(request, form.applicant, utility)
    except registration.UserNameTaken:
        form.add_error("username", taken_message())
        return None


def registered_as(request: HttpRequest, applicant: registration.Applicant, utility: Utility) -> HttpResponse:
    """The account is made (or, as far as anybody can see, is). Raises `registration.UserNameTaken`."""
    registration.register(applicant=applicant, utility=utility, client=activity.client_of(request))
    request.session[MAILED_TO] = applicant.email
    return redirect("accounts:registered")


# --- Terms on a page of their own -------------------------------------------------------------------------------------------------
def wait_for_terms(request: HttpRequest, applicant: registration.Applicant, utility: Utility) -> None:
    request.session[WAITING] = {"utility": utility.code, "applicant": asdict(applicant), "until": time.time() + WAITING_SECONDS}
    request.session.set_expiry(WAITING_SECONDS)  # the row goes with it; signing in sets its own


def waiting(request: HttpRequest) -> tuple[registration.Applicant, Utility] | None:
    """The registration that waits in this browser; None where there is none, it waited too long, or another release wrote it."""
    held = request.session.get(WAITING)
    if not isinstance(held, dict) or held.get("until", 0) < time.time():
        return None
    applicant = registration.kept_applicant(held.get("applicant"))
    utility = next((one for one in open_utilities(request) if one.code == held.get("utility")), None)
    return (applicant, utility) if applicant and utility else None


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_terms(request: HttpRequest) -> HttpResponse:
    """Before any mail: agree, and the account is made; refuse, and nothing is kept."""
    found = None if request.user.is_authenticated else waiting(request)
    if found is None:
        if request.session.pop(WAITING, None) is not None and not request.user.is_authenticated:
            messages.info(request, _("Your registration was not finished in time. Nothing was kept; please fill in the form again."))
        return redirect("accounts:sign_up")
    applicant, utility = found
    asked = terms.versions([utility])
    answer = request.POST.get("answer") if request.POST.get("versions") == asked else None
    if answer in (AGREED, REFUSED):
        del request.session[WAITING]
        return agreed(request, applicant, utility) if answer == AGREED else refused(request)
    context = {"utility": utility, "asked": [utility], "versions": asked, "steps": steps(utility), "current": step_of("terms", utility)}
    return render(request, "accounts/sign_up_terms.html", context)


def agreed(request: HttpRequest, applicant: registration.Applicant, utility: Utility) -> HttpResponse:
    try:
        return registered_as(request, replace(applicant, terms_version=utility.rules.terms.version), utility)
    except registration.UserNameTaken:
        messages.error(request, taken_message())
        return redirect("accounts:sign_up")


def refused(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("You did not agree to the terms of use, so no account was made. Nothing of what you typed is kept."))
    return redirect("account_login")


# --- Utilities and steps ----------------------------------------------------------------------------------------------------------
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
    """The way to a working account, as this utility's customers walk it. Identification is part of the first form."""
    names = {"register": _("Your details"), "terms": _("Terms"), "activate": _("Confirmation"), "link": _("Supply point")}
    return [names[step] for step in utility.rules.registration.steps if step in names]


def step_of(name: str, utility: Utility) -> int:
    """The place of a step among :func:`steps`, from 1."""
    shown: list[str] = [step for step in utility.rules.registration.steps if step != "identify"]
    return shown.index(name) + 1


@login_not_required
@require_safe
def registered(request: HttpRequest) -> HttpResponse:
    """What to do now: open the mail."""
    return render(request, "accounts/registered.html", {"email": request.session.get(MAILED_TO, "")})
