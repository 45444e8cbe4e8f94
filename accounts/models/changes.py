"""Changes of password and address: what was before, and what waits for its link."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import TenantOwned


class EarlierPassword(TenantOwned):
    """The hash of a password that an account had before; only as many are kept as the tenant's policy compares."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="earlier_passwords")
    password = models.CharField(max_length=128, help_text="As Django hashes it.")
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user")]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.replaced_at:%Y-%m-%d}"


class PendingChange(TenantOwned):
    """A change that waits for the link mailed about it: at most one of its kind an account. ``token_digest`` finds the row of a link."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_digest = models.CharField(max_length=64)
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [tenant_key(), SameTenant(field="user"), tenant_unique("user"), tenant_unique("token_digest")]


class PendingPassword(PendingChange):
    """A password that takes effect when the mailed link is confirmed, kept only as a hash.

    ``binding`` ties link, new hash and the hash it replaces together, so that a row nobody asked for, or one whose account changed
    its password meanwhile, proves nothing."""

    password = models.CharField(max_length=128, help_text="As Django hashes it.")
    binding = models.CharField(max_length=64)
    sign_out_others = models.BooleanField(default=False)
    session_key = models.CharField(max_length=40, blank=True, help_text="Where it was asked for: that device stays signed in.")

    def __str__(self) -> str:
        return f"{self.user_id} until {self.expires_at:%Y-%m-%d %H:%M}"


class PendingEmail(PendingChange):
    """An address that becomes an account's own when the link mailed to it is confirmed.

    Also written where the address is somebody else's already, and then no link is ever mailed: nobody learns that."""

    email = models.EmailField(help_text="In small letters.")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.email}"
