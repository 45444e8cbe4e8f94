"""What data exchange remembers, and what customers asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from portal.querysets import QuestionQuerySet
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import PUBLIC_ID, PubliclyNamed, TenantOwned
from tenants.querysets import TenantManager


class ImportRun(TenantOwned):
    """One run of the import: what was read, what changed, what was refused."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        REFUSED = "refused"
        STOPPED = "stopped"

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
        return f"{timezone.localtime(self.started_at):%Y-%m-%d %H:%M}"


class Question(PubliclyNamed):
    """What a customer asked a utility. It was mailed to the utility; the row keeps it from being forgotten."""

    number = models.CharField(max_length=20)
    utility = models.ForeignKey("tenants.Utility", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    supply_point = models.ForeignKey("meters.SupplyPoint", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=150, help_text="Kept when the account is gone, as is the address.")
    email = models.CharField(max_length=254)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=500, blank=True, help_text="Staff's own words about the answer.")

    objects = TenantManager.from_queryset(QuestionQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="utility"),
            SameTenant(field="user"),
            SameTenant(field="supply_point"),
            SameTenant(field="answered_by"),
            tenant_unique("number"),
        ]
        indexes = [models.Index(fields=["tenant", "user", "-at"], name="question_by_user")]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"
