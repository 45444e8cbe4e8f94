"""What hangs at a supply point: meters with the time of their installation, and the counters on them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from meters.models.points import SupplyPoint
from meters.querysets import MeterQuerySet
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import PUBLIC_ID, PubliclyNamed, TenantOwned
from tenants.querysets import TenantManager


class Meter(PubliclyNamed):
    """A device installed at a supply point from ``installed_on`` to ``removed_on`` (its last day, NULL while it hangs there)."""

    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.CASCADE, related_name="meters")
    serial = models.CharField(max_length=40)
    serial_search = models.CharField(max_length=40, blank=True, help_text="Digits and letters only.")
    type = models.CharField(max_length=40, blank=True)
    installed_on = models.DateField()
    removed_on = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(MeterQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="supply_point"),
            tenant_unique("supply_point", "serial", "installed_on"),
            models.CheckConstraint(condition=Q(removed_on=None) | Q(removed_on__gte=F("installed_on")), name="meter_in_order"),
        ]
        indexes = [models.Index(fields=["tenant", "serial_search"], name="meter_serial")]

    def __str__(self) -> str:
        return self.serial


class Register(TenantOwned):
    """One counter on a meter: VT, MT, ET, gas volume, cold, hot. Digits before and behind the mark; ``factor`` to the unit."""

    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="registers")
    code = models.CharField(max_length=20)
    unit = models.CharField(max_length=10)
    whole_digits = models.PositiveSmallIntegerField(default=6)
    decimals = models.PositiveSmallIntegerField(default=0)
    direction = models.CharField(max_length=4, default="in")
    factor = models.DecimalField(max_digits=10, decimal_places=4, default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="meter"), tenant_unique("meter", "code")]

    def __str__(self) -> str:
        return self.code
