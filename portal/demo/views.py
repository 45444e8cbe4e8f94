"""The demo's index: every portal, ready accounts, bills to register with, all mail, a clock to try any day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from portal.demo import mailbox, one_time_code, state
from tenants import clock
from tenants.models import Host, Tenant


class DayForm(forms.Form):
    """The day on which the portals shall stand; empty is today."""

    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}))

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not date(2000, 1, 1) <= day <= date(2099, 12, 31):
            raise forms.ValidationError(_("Choose a day between 2000 and 2099."))
        return day


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404


def next_first(day: date) -> date:
    """The 1st of the next month: all four portals take readings on a 1st."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def other_portals(seeded: set[str]) -> list[tuple[str, str]]:
    """(name, host) of portals that somebody applied beside those of the demo."""
    hosts = Host.objects.filter(is_primary=True, tenant__in=Tenant.objects.portals()).exclude(tenant__slug__in=seeded)
    return list(hosts.order_by("tenant__slug").values_list("tenant__name", "name"))


def _context(form: DayForm) -> dict[str, Any]:
    today = clock.today()
    return {
        "cards": state.cards(),
        "others": other_portals({card.slug for card in state.cards()}),
        "staff_codes": one_time_code.codes(state.cards()),
        "operators": [(account, one_time_code.now(account.secret)) for account in state.operators()],
        "mails": mailbox.latest(),
        "short_messages": mailbox.latest_sms(),
        "today": today,
        "next_first": next_first(today),
        "form": form,
        "port": settings.PORTAL_PORT,
    }


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    _demo_only()
    return render(request, "demo/index.html", _context(DayForm(initial={"day": clock.today()})))


@login_not_required
@require_POST
def set_day(request: HttpRequest) -> HttpResponse:
    _demo_only()
    form = DayForm(request.POST)
    if not form.is_valid():
        return render(request, "demo/index.html", _context(form), status=422)
    state.set_day(form.cleaned_data["day"])
    return HttpResponseRedirect("/")


@login_not_required
@require_safe
def mail(request: HttpRequest, key: str) -> HttpResponse:
    _demo_only()
    found = next((item for item in mailbox.latest(500) if item.key == key), None)
    if found is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": found})
