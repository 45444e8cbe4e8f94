"""Bills: the list with what is open, one bill, its PDF."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing import services
from billing.models import Invoice
from billing.views import rows
from billing.views.access import found_or_refused
from tenants import clock

PER_PAGE = 24


@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """What is owed first, then all bills, the latest first."""
    today = clock.today()
    visible = Invoice.objects.visible_to(request.user, day=today)
    page = Paginator(visible.select_related("supply_point"), PER_PAGE).get_page(request.GET.get("page"))
    open_items = list(visible.open_items().select_related("supply_point"))
    context = {
        "page": page,
        "rows": rows.invoice_rows(page.object_list, today),
        "open_rows": rows.invoice_rows(open_items, today),
        "owed": sum(item.open_amount for item in open_items),
    }
    return render(request, "billing/invoices.html", context)


@require_safe
def invoice(request: HttpRequest, public_id: str) -> HttpResponse:
    """One bill: what to pay and how, what it is for, its payments, the PDF."""
    queryset = Invoice.objects.select_related("supply_point", "customer")
    bill = found_or_refused(queryset, request.user, public_id)
    context = {
        "invoice": bill,
        "row": rows.invoice_row(bill, clock.today()),
        "order": rows.payment_order(bill, clock.today()),
        "lines": rows.invoice_lines(bill.lines.order_by("position")),
        "vat_lines": rows.vat_lines(bill),
        "payments": list(bill.payments.order_by("-paid_on", "-pk")),
    }
    return render(request, "billing/invoice.html", context)


@require_safe
def invoice_pdf(request: HttpRequest, public_id: str) -> FileResponse:
    """The utility's own PDF, as a download; never rendered inside the portal."""
    bill = found_or_refused(Invoice.objects, request.user, public_id)
    try:
        file = services.open_pdf(bill)
    except services.DocumentMissing:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=f"{rows.file_name(bill.number)}.pdf", content_type="application/pdf")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
