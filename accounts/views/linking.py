"""Linking an account with a customer or supply point, and ending a link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.linking import LinkingForm, evidence_label, numbered, refusal
from accounts.models import Link, LinkRequest
from accounts.requests import SignedInRequest
from accounts.services import activity, linking
from accounts.views.registration import steps
from tenants import clock
from tenants.models import Utility
from tenants.rules.linking import LinkingRule
from tenants.words import speaker, word


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: SignedInRequest) -> HttpResponse:
    """Ask for the values of one rule; right ones link at once or wait for staff, everything else gets one answer."""
    utilities = [utility for utility in linking.open_utilities() if linking.rules_in_use(utility)]
    utility, rule = _chosen(request, utilities)
    form = None
    if utility is not None and rule is not None:
        form = LinkingForm(request.POST or None, utility=utility, rule=rule)
        made = _proved(request, form) if form.is_bound and form.is_valid() else None
        if made is not None:
            return _after(request, form, made)
    return render(request, "accounts/link.html", _context(request, utilities, form))


def _proved(request: SignedInRequest, form: LinkingForm) -> Link | LinkRequest | None:
    try:
        return linking.prove(
            user=request.user,
            utility=form.utility,
            rule=form.rule,
            values=form.values,
            client=activity.client_of(request),
            checkpoint=request.transaction.checkpoint,
        )
    except linking.LinkRefused:
        form.refuse()
        return None


def _after(request: HttpRequest, form: LinkingForm, made: Link | LinkRequest) -> HttpResponse:
    """One supply point: a confirmation that offers the next one. A whole customer: the overview. A request: the page that says so."""
    if isinstance(made, LinkRequest):
        return redirect("accounts:link")
    messages.success(request, word("linking.done", _("Your account is linked."), utility=form.utility))
    return redirect("home") if made.supply_point_id is None else redirect("accounts:linked", made.public_id)


@require_safe
def linked(request: HttpRequest, public_id: str) -> HttpResponse:
    """What one link of the person gives access to, right after it was made."""
    own = Link.objects.visible_to(request.user, day=clock.today()).select_related("customer__utility", "supply_point")
    return render(request, "accounts/linked.html", {"link": get_object_or_404(own, public_id=public_id)})


def _context(request: SignedInRequest, utilities: list[Utility], form: LinkingForm | None) -> dict[str, Any]:
    shown = ("customer__utility", "supply_point")
    links = list(Link.objects.visible_to(request.user, day=clock.today()).select_related(*shown))
    waiting = list(LinkRequest.objects.visible_to(request.user).select_related("customer__utility"))
    context: dict[str, Any] = {"utilities": utilities, "links": links, "waiting": waiting}
    if form is None:
        return context
    utility, rule = form.utility, form.rule
    way = steps(utility)
    refused = not form.is_bound and not links and linking.claim_was_refused(request.user)
    return context | {
        "form": form,
        "utility": utility,
        "way": way if not links and "link" in utility.rules.registration.steps else [],
        "refused": refusal(utility) if refused else "",
        "marks": form.marks,
        "numbered": numbered(form),
        "others": [other for other in _ways(utility) if other["key"] != rule.key],
    }


def _ways(utility: Utility) -> list[dict[str, str]]:
    """Any one rule of a utility suffices: each as a link, named after what it asks."""
    return [
        {
            "key": rule.key,
            "query": f"?utility={utility.code}&rule={rule.key}",
            "label": ", ".join(evidence_label(utility, name) for name in rule.evidence),
        }
        for rule in linking.rules_in_use(utility)
    ]


def _chosen(request: HttpRequest, utilities: list[Utility]) -> tuple[Utility | None, LinkingRule | None]:
    """Utility and rule as the address names them, else the utility that is meant and its first rule. 404 for a name that is not
    offered. Before the first link that is the one chosen at registration; an empty ``utility`` asks for the list."""
    code = request.GET.get("utility")
    if code is None:
        meant = speaker()
        code = meant.code if meant is not None and any(one.code == meant.code for one in utilities) else ""
    if len(utilities) == 1:
        code = code or utilities[0].code
    if not code:
        return None, None
    utility = next((one for one in utilities if one.code == code), None)
    rules = linking.rules_in_use(utility) if utility else ()
    key = request.GET.get("rule") or (rules[0].key if rules else "")
    rule = next((one for one in rules if one.key == key), None)
    if rule is None:
        raise Http404("There is no such way to link.")
    return utility, rule


@require_POST
def unlink(request: HttpRequest, public_id: str) -> HttpResponse:
    """End one of the person's own links."""
    own = Link.objects.visible_to(request.user, day=clock.today())
    linking.unlink(link=get_object_or_404(own, public_id=public_id), by=request.user, client=activity.client_of(request))
    messages.success(request, _("The link has ended. With the values from your last bill you can link again at any time."))
    return redirect("accounts:link")
