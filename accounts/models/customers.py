"""The utility's customers, and the values on their bills that prove who somebody is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.querysets import CustomerQuerySet
from tenants.constraints import SameTenant, tenant_key, tenant_unique, utility_key
from tenants.models import PUBLIC_ID, AtAddress, PubliclyNamed, TenantOwned
from tenants.querysets import TenantManager


class Customer(AtAddress, PubliclyNamed):
    """The utility's business partner, known by its customer number (`številka kupca`, `koda stranke`)."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household"
        BUSINESS = "business"

    utility = models.ForeignKey("tenants.Utility", on_delete=models.PROTECT, related_name="customers")
    number = models.CharField(max_length=40, help_text="As the utility prints it.")
    name = models.CharField(max_length=150)
    email = models.CharField(max_length=254, blank=True, help_text="The address on file, lower case.")
    phone = models.CharField(max_length=20, blank=True)
    tax_number = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HOUSEHOLD)
    search_text = models.CharField(max_length=400, blank=True, help_text="Name and address, lower case without accents.")

    objects = TenantManager.from_queryset(CustomerQuerySet)()

    class Meta:
        constraints = [tenant_key(), utility_key(), PUBLIC_ID, SameTenant(field="utility"), tenant_unique("utility", "number")]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class Evidence(TenantOwned):
    """A value printed on a bill or contract that helps to prove a customer or supply point; imported, kept only as an HMAC.

    Good from ``valid_from`` to ``valid_to`` (both included, NULL open); dead when the bill it came from is annulled."""

    utility = models.ForeignKey("tenants.Utility", on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="evidence")
    supply_point = models.ForeignKey("meters.SupplyPoint", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, help_text="HMAC-SHA-256 of the normalised value.")
    group = models.CharField(max_length=60, blank=True, help_text="Values that belong together: the bill or contract they stand on.")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            tenant_key(),
            SameTenant(field="customer", within=("utility",)),
            SameTenant(field="supply_point"),
            tenant_unique(
                "utility",
                "customer",
                "supply_point",
                "name",
                "group",
                "digest",
                name="accounts_evidence_value",
                condition=Q(supply_point__isnull=False),
            ),
            tenant_unique(
                "utility", "customer", "name", "group", "digest", name="accounts_evidence_of_customer", condition=Q(supply_point=None)
            ),
        ]
        indexes = [models.Index(fields=["tenant", "utility", "name", "digest"], name="evidence_lookup")]

    def __str__(self) -> str:
        return f"{self.name} of {self.customer_id}"
