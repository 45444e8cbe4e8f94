"""Payments: what arrived, and for which bill."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.services import whose
from billing.models import Payment
from tenants import clock, entries

PER_PAGE = 24


@entries.belongs_to("invoices")
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    own = whose.whose_page(request, day=clock.today())
    visible = own.narrowed(Payment.objects.visible_to(request.user, day=clock.today()).select_related("invoice"))
    page = Paginator(visible, PER_PAGE).get_page(request.GET.get("page"))
    shown = [(payment, own.names.get(payment.customer_id, "")) for payment in page.object_list]
    return render(request, "billing/payments.html", {"whose": own, "page": page, "payments": shown})
