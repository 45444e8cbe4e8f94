"""Bills: the list with what is open, one bill, its PDF."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.services import whose
from billing import services
from billing.models import Invoice
from billing.views import paying, rows
from billing.views.access import found_or_refused
from tenants import clock, entries

PER_PAGE = 24


@entries.belongs_to("invoices")
@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """What is owed first, then all bills, the latest first."""
    today = clock.today()
    own = whose.whose_page(request, day=today)
    visible = own.narrowed(Invoice.objects.visible_to(request.user, day=today))
    page = Paginator(visible.select_related("supply_point"), PER_PAGE).get_page(request.GET.get("page"))
    open_items = list(visible.open_items().select_related("supply_point"))
    context = {
        "whose": own,
        "page": page,
        "rows": rows.invoice_rows(page.object_list, today, names=own.names),
        "open_rows": rows.invoice_rows(open_items, today, names=own.names),
        "owed": sum(item.open_amount for item in open_items),
    }
    return render(request, "billing/invoices.html", context)


@entries.belongs_to("invoices")
@require_safe
def invoice(request: HttpRequest, public_id: str) -> HttpResponse:
    """One bill: what to pay and how, what it is for, its payments, the PDF."""
    queryset = Invoice.objects.select_related("supply_point", "customer", "utility")
    bill = found_or_refused(queryset, request.user, public_id)
    context = {
        "invoice": bill,
        "row": rows.invoice_row(bill, clock.today()),
        "order": paying.order(bill, clock.today()),
        "vat_word": rows.vat_word(),
        "lines": rows.invoice_lines(bill.lines.order_by("position")),
        "vat_lines": rows.vat_lines(bill),
        "payments": list(bill.payments.order_by("-paid_on", "-pk")),
        "pdf_waits": bool(bill.pdf) and not _may_download(request, bill),
    }
    return render(request, "billing/invoice.html", context)


@entries.belongs_to("invoices")
@require_safe
def invoice_pdf(request: HttpRequest, public_id: str) -> FileResponse:
    """The utility's own PDF, as a download; never rendered inside the portal. 403 while the customer on file may still object."""
    bill = found_or_refused(Invoice.objects, request.user, public_id)
    if not _may_download(request, bill):
        raise PermissionDenied
    try:
        file = services.open_pdf(bill)
    except services.DocumentMissing:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=f"{rows.file_name(bill.number)}.pdf", content_type="application/pdf")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _may_download(request: HttpRequest, bill: Invoice) -> bool:
    """By the real clock, as all limits: the demo's moves business days only."""
    today = clock.today()
    mine = Invoice.objects.visible_to(request.user, day=today).filter(pk=bill.pk)
    return mine.downloadable_by(request.user, day=today, now=timezone.now()).exists()
