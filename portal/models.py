"""What data exchange remembers."""

from __future__ import annotations

from django.db import models

from tenants.constraints import SameTenant, tenant_key
from tenants.models import TenantOwned


class ImportRun(TenantOwned):
    """One run of the import: what was read, what changed, what was refused."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        REFUSED = "refused"

    utility = models.ForeignKey("tenants.Utility", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    by = models.CharField(max_length=254, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="utility")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.state}"
