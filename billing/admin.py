"""Contracts, bills and payments, as imported: staff read them. Registered in `portal/admin.py`."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from billing.models import Contract, Invoice, InvoiceLine, Payment
from meters.admin_words import WithCommodity
from tenants import admin_words
from tenants.admin_base import Related, TenantModelAdmin
from tenants.rules.search_text import letters_and_digits

INVOICE_KINDS = {
    "invoice": _("bill"),
    "credit_note": _("credit note"),
    "debit_note": _("debit note"),
    "settlement": _("settlement"),
    "advance": _("advance"),
}

admin_words.name(Contract, _("contract"), _("contracts"), product=_("product"))
admin_words.name(
    Invoice,
    _("bill"),
    _("bills"),
    issued_on=_("issued on"),
    due_on=_("due on"),
    service_from=_("service from"),
    service_to=_("service to"),
    vat=_("VAT"),
    gross=_("to pay"),
    open_amount=_("still open"),
    reference=_("reference"),
    iban=_("IBAN"),
    recipient=_("recipient"),
    purpose_code=_("purpose code"),
    purpose=_("purpose"),
    annulled=_("annulled"),
)
admin_words.name(
    InvoiceLine,
    _("line of a bill"),
    _("lines of a bill"),
    position=_("position"),
    quantity=_("quantity"),
    price=_("price"),
    vat_rate=_("VAT rate"),
)
admin_words.name(Payment, _("payment"), _("payments"), paid_on=_("paid on"), amount=_("amount"))


class ByNumber(TenantModelAdmin):
    """A table of the utility's own numbers: found by the whole number, as it is printed."""

    utility_path = "utility"
    search_fields: tuple[str, ...] = ("number",)
    search_help_text = _("The whole number, as it is printed.")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        return (queryset.filter(number=term) if term else queryset), False


class ContractAdmin(WithCommodity, ByNumber):
    list_display = ("number", "customer", "supply_point", "commodity_word", "product", "valid_from", "valid_to")
    list_filter = ("utility",)
    list_select_related = ("customer", "supply_point")
    fields = ("number", "utility", "customer", "supply_point", "commodity_word", "product", "billing_mode", "valid_from", "valid_to")
    reached_by = ("customer",)


class InvoiceAdmin(WithCommodity, ByNumber):
    list_display = ("number", "customer", "issued_on", "due_on", "gross", "open_amount", "annulled", "kind_word")
    list_filter = ("utility", "annulled", ("kind", admin_words.choice_filter(INVOICE_KINDS)))
    list_select_related = ("customer",)
    fields = (
        "number", "kind_word", "utility", "customer", "supply_point", "commodity_word", "issued_on", "due_on", "service_from", "service_to",
        "net", "vat", "gross", "open_amount", "reference", "iban", "recipient", "purpose_code", "purpose", "annulled", "has_pdf",
    )  # fmt: skip
    related = (
        Related(
            _("lines"),
            lambda invoice: invoice.lines.order_by("position", "pk"),
            ("position", "text", "quantity", "unit", "price", "net", "vat_rate"),
        ),
        Related(_("payments"), lambda invoice: invoice.payments.order_by("-paid_on", "-pk"), ("number", "paid_on", "amount", "text")),
    )
    reached_by = ("customer", "supply_point")
    search_help_text = _("The whole number of the bill, or the reference of the payment slip.")
    kind_word = admin_words.choice_column("kind", INVOICE_KINDS)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        by_number = queryset.filter(number=term)
        return (by_number if by_number.exists() else queryset.filter(reference=letters_and_digits(term).upper())), False

    @admin.display(description=_("PDF of the utility"), boolean=True)
    def has_pdf(self, invoice: Invoice) -> bool:
        return bool(invoice.pdf)


class PaymentAdmin(ByNumber):
    list_display = ("number", "customer", "invoice", "paid_on", "amount", "text")
    list_filter = ("utility",)
    list_select_related = ("customer", "invoice")
    fields = ("number", "utility", "customer", "invoice", "paid_on", "amount", "text")
    reached_by = ("customer", "invoice")
