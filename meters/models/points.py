"""Where something is delivered, by whose network, and to whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from meters.querysets import SupplyPeriodQuerySet, SupplyPointQuerySet
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import PUBLIC_ID, AtAddress, PubliclyNamed, TenantOwned
from tenants.querysets import TenantManager


class Operator(TenantOwned):
    """A distribution operator (ODS): sets the windows of the points on its network."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    commodity = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [tenant_key(), tenant_unique("code")]

    def __str__(self) -> str:
        return self.name


class SupplyPoint(AtAddress, PubliclyNamed):
    """The place of delivery (`merilno mesto`, `odjemno mesto`). It outlives its meters and its customers."""

    utility = models.ForeignKey("tenants.Utility", on_delete=models.PROTECT, related_name="supply_points")
    number = models.CharField(max_length=40)
    number_search = models.CharField(max_length=40, blank=True, help_text="Digits and letters only.")
    gsrn = models.CharField(max_length=18, blank=True)
    commodity = models.CharField(max_length=20)
    operator = models.ForeignKey(Operator, null=True, blank=True, on_delete=models.PROTECT, related_name="supply_points")
    kind_of_use = models.CharField(max_length=80, blank=True)
    remotely_read = models.BooleanField(default=False)
    reading_rule = models.CharField(max_length=60, blank=True, help_text="Key of a reading rule that wins for this point.")

    objects = TenantManager.from_queryset(SupplyPointQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="utility"),
            SameTenant(field="operator"),
            tenant_unique("utility", "commodity", "number"),
        ]
        indexes = [models.Index(fields=["tenant", "number_search"], name="point_number_search")]

    def __str__(self) -> str:
        return self.number

    @property
    def short_address(self) -> str:
        return ", ".join(filter(None, [self.street, self.city]))


class SupplyPeriod(TenantOwned):
    """Who is supplied at a point, from a day to a day, and how they are billed. Written by the import from contracts.

    A change of billing mode is a new period of the same customer; a new occupant is a new period of another."""

    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.CASCADE, related_name="periods")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.CASCADE, related_name="supply_periods")
    billing_mode = models.CharField(max_length=30, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(SupplyPeriodQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            SameTenant(field="supply_point"),
            SameTenant(field="customer"),
            tenant_unique("supply_point", "customer", "valid_from"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="supplyperiod_in_order"),
        ]
        indexes = [models.Index(fields=["customer", "valid_from"], name="supplyperiod_customer")]

    def __str__(self) -> str:
        return f"{self.supply_point_id}: {self.customer_id} from {self.valid_from}"
