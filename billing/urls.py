"""Addresses of bills, payments and contracts."""

from django.urls import path

from billing.views import contracts, invoices, ledger, payments

app_name = "billing"

urlpatterns = [
    path("invoices/", invoices.invoices, name="invoices"),
    path("invoices/<public_id:public_id>/", invoices.invoice, name="invoice"),
    path("invoices/<public_id:public_id>/pdf/", invoices.invoice_pdf, name="invoice_pdf"),
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/<public_id:public_id>/", contracts.contract, name="contract"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger.csv", ledger.ledger_csv, name="ledger_csv"),
    path("payments/", payments.payments, name="payments"),
]
