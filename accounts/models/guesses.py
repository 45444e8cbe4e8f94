"""Guesses that are counted, at linking and at signing in, so that nobody has many."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import TenantOwned


class LinkAttempt(TenantOwned):
    """One guess that was really evaluated, or refused by the limits. Counted first, checked then; never reset.

    ``code_key`` is an HMAC of tenant and normalised value, so unknown values behave like known ones."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    code_key = models.CharField(max_length=64)
    address = models.CharField(max_length=64, help_text="Client address; /64 for IPv6.")
    at = models.DateTimeField(auto_now_add=True)
    evaluated = models.BooleanField(default=True)
    linked = models.BooleanField(default=False)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user")]
        indexes = [
            models.Index(fields=["tenant", "code_key", "at"], name="attempt_by_code"),
            models.Index(fields=["tenant", "address", "at"], name="attempt_by_address"),
            models.Index(fields=["tenant", "user", "at"], name="attempt_by_user"),
            models.Index(fields=["tenant", "at"], name="attempt_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


def today_utc() -> date:
    """The real day, not the demo's."""
    return timezone.now().date()


class LinkBudget(TenantOwned):
    """The row that is locked while guesses at one value, of one account or address, or at one name's password are counted: guesses at
    once cannot overrun."""

    key = models.CharField(max_length=80)
    used_on = models.DateField(default=today_utc, help_text="When it was locked last, in UTC: what is counted under it is not younger.")

    class Meta:
        constraints = [tenant_key(), tenant_unique("key")]
        indexes = [models.Index(fields=["tenant", "used_on"], name="budget_by_day")]

    def __str__(self) -> str:
        return self.key


class SignInFailure(TenantOwned):
    """One password that was compared and was wrong, or is being compared. ``key`` stands for the name that was typed, known or not."""

    key = models.CharField(max_length=64, help_text="HMAC of tenant and name; with the browser's number where the browser is known.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [tenant_key()]
        indexes = [models.Index(fields=["tenant", "key", "at"], name="sign_in_failure_by_key")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
