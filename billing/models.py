"""What is agreed, billed and paid. The utility's billing system is the source; the portal only shows it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from billing.querysets import ContractQuerySet, InvoiceQuerySet, PaymentQuerySet
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import PUBLIC_ID, PubliclyNamed, TenantOwned
from tenants.querysets import TenantManager


class Contract(PubliclyNamed):
    """A supply contract: one customer, one supply point, from a day to a day."""

    utility = models.ForeignKey("tenants.Utility", on_delete=models.PROTECT, related_name="contracts")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.CASCADE, related_name="contracts")
    supply_point = models.ForeignKey("meters.SupplyPoint", null=True, blank=True, on_delete=models.CASCADE, related_name="contracts")
    number = models.CharField(max_length=40)
    commodity = models.CharField(max_length=20)
    product = models.CharField(max_length=120, blank=True)
    billing_mode = models.CharField(max_length=30, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(ContractQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="customer", within=("utility",)),
            SameTenant(field="supply_point"),
            tenant_unique("utility", "number"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="contract_in_order"),
        ]

    def __str__(self) -> str:
        return self.number


class Invoice(PubliclyNamed):
    """A bill. Amounts in the tenant's currency, two decimals; ``open_amount`` is what is still owed, kept by the import."""

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        CREDIT_NOTE = "credit_note"
        DEBIT_NOTE = "debit_note"
        SETTLEMENT = "settlement"
        ADVANCE = "advance"

    utility = models.ForeignKey("tenants.Utility", on_delete=models.PROTECT, related_name="invoices")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.CASCADE, related_name="invoices")
    supply_point = models.ForeignKey("meters.SupplyPoint", null=True, blank=True, on_delete=models.SET_NULL, related_name="invoices")
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INVOICE)
    commodity = models.CharField(max_length=20, blank=True)
    issued_on = models.DateField()
    due_on = models.DateField()
    service_from = models.DateField(null=True, blank=True)
    service_to = models.DateField(null=True, blank=True)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    vat = models.DecimalField(max_digits=12, decimal_places=2)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    open_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    reference = models.CharField(max_length=26, blank=True, help_text="Sklic, without blanks: SI12…")
    iban = models.CharField(max_length=34, blank=True)
    recipient = models.CharField(max_length=120, blank=True)
    purpose_code = models.CharField(max_length=4, blank=True)
    purpose = models.CharField(max_length=80, blank=True)
    annulled = models.BooleanField(default=False)
    pdf = models.CharField(max_length=200, blank=True, help_text="Name of the utility's own PDF in the store, made by us.")

    objects = TenantManager.from_queryset(InvoiceQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="customer", within=("utility",)),
            SameTenant(field="supply_point"),
            tenant_unique("utility", "number"),
        ]
        indexes = [models.Index(fields=["customer", "-issued_on"], name="invoice_latest")]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(TenantOwned):
    """One line of a bill: energy, network charge, levies."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=150)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=12, blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=5, null=True, blank=True)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2, default=0)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="invoice"), tenant_unique("invoice", "position")]

    def __str__(self) -> str:
        return self.text


class Payment(TenantOwned):
    """Money received, for one invoice where the utility knows which."""

    utility = models.ForeignKey("tenants.Utility", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.CASCADE, related_name="payments")
    invoice = models.ForeignKey(Invoice, null=True, blank=True, on_delete=models.SET_NULL, related_name="payments")
    number = models.CharField(max_length=40, help_text="The utility's own key of the payment.")
    paid_on = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    text = models.CharField(max_length=120, blank=True)

    objects = TenantManager.from_queryset(PaymentQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            SameTenant(field="customer", within=("utility",)),
            SameTenant(field="invoice"),
            tenant_unique("utility", "number"),
        ]
        indexes = [models.Index(fields=["customer", "-paid_on"], name="payment_latest")]

    def __str__(self) -> str:
        return self.number
