"""Contracts: the list and one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.services import whose
from billing.models import Contract
from billing.views import rows
from billing.views.access import found_or_refused
from tenants import clock, entries


@entries.belongs_to("contracts")
@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    own = whose.whose_page(request, day=clock.today())
    visible = own.narrowed(Contract.objects.visible_to(request.user, day=clock.today()).select_related("supply_point", "customer"))
    context = {"whose": own, "rows": rows.contract_rows(visible, clock.today(), names=own.names)}
    return render(request, "billing/contracts.html", context)


@entries.belongs_to("contracts")
@require_safe
def contract(request: HttpRequest, public_id: str) -> HttpResponse:
    row = found_or_refused(Contract.objects.select_related("supply_point__operator", "customer", "utility"), request.user, public_id)
    return render(request, "billing/contract.html", {"contract": row, "row": rows.contract_row(row, clock.today())})
