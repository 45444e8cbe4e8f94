"""The payment code of a bill as a picture to save: nobody can scan the own screen with the telephone that shows it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from billing.models import Invoice
from billing.views import paying, rows
from billing.views.access import found_or_refused
from portal.ui import codes
from tenants import clock, entries


@entries.belongs_to("invoices")
@require_safe
def payment_picture(request: HttpRequest, public_id: str) -> HttpResponse:
    """A PNG to download; 404 where the bill has no code, because it is paid or the tenant has none."""
    queryset = Invoice.objects.select_related("supply_point", "customer", "utility")
    bill = found_or_refused(queryset, request.user, public_id)
    order = paying.order(bill, clock.today())
    if order is None or order.code is None:
        raise Http404
    response = HttpResponse(codes.picture(order.code), content_type="image/png")
    response.headers["Content-Disposition"] = f'attachment; filename="{rows.file_name(bill.number)}.png"'
    return response
