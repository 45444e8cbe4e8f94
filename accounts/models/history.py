"""What an account agreed to, and what happened to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tenants.constraints import SameTenant, tenant_key
from tenants.models import TenantOwned


class TermsAcceptance(TenantOwned):
    """Which version of the terms a user agreed to, and when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="terms_acceptances")
    utility = models.ForeignKey("tenants.Utility", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user"), SameTenant(field="utility")]

    def __str__(self) -> str:
        return self.version


class ActivityEvent(TenantOwned):
    """What happened to an account, for its owner to see: signed in, failed, password changed, linked."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in"
        SIGN_IN_FAILED = "sign_in_failed"
        SIGNED_OUT = "signed_out"
        REGISTERED = "registered"
        ACTIVATED = "activated"
        PASSWORD_CHANGED = "password_changed"  # noqa: S105  (a word, not a password)
        PASSWORD_ASKED = "password_asked"  # noqa: S105  (a word, not a password)
        EMAIL_ASKED = "email_asked"
        EMAIL_CHANGED = "email_changed"
        FACTOR_ADDED = "factor_added"
        FACTOR_REMOVED = "factor_removed"
        CODES_MADE = "codes_made"
        SESSIONS_ENDED = "sessions_ended"
        DATA_TAKEN = "data_taken"
        LINKED = "linked"
        UNLINKED = "unlinked"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activity")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField(auto_now_add=True)
    address = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user")]
        indexes = [models.Index(fields=["tenant", "user", "-at"], name="activity_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
