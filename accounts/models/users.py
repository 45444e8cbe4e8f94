"""Who has an account: users and their sessions, and the utilities that a member of staff works for."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.querysets import ScopedUserManager
from tenants import scope
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import Tenant, TenantOwned
from tenants.querysets import TenantManager


class CrossTenantWrite(RuntimeError):
    """A user of one tenant was about to be written in the scope of another."""


class User(AbstractUser):
    """An account at exactly one tenant; operators belong to the platform's own row. The same address may stand at two tenants.

    ``id`` is a UUID: a counter in a reset link would tell one tenant how many accounts all of them have.
    ``username`` is NULL where people sign in by e-mail. ``email`` is stored lower case and always equals the confirmed address.
    """

    class Sex(models.TextChoices):
        MALE = "m"
        FEMALE = "f"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, default=scope.default_id, editable=False, related_name="+")
    username = models.CharField(max_length=150, null=True, blank=True)
    email = models.EmailField()
    full_name = models.CharField(max_length=150, blank=True)
    street = models.CharField(max_length=150, blank=True)
    postcode = models.CharField(max_length=60, blank=True, help_text="Also with the post office: `1410 Zagorje ob Savi`.")
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1.")
    phone = models.CharField(max_length=20, blank=True, help_text="E.164")
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True, help_text="Asked only where a tenant's file does.")
    language = models.CharField(max_length=8, blank=True)
    utility = models.ForeignKey(
        "tenants.Utility",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Chosen at registration: whose words are shown while nothing is linked.",
    )
    wants_news = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0, help_text="Raised to end every session and every sign-in that is under way.")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["email"]

    objects = ScopedUserManager()

    class Meta:
        constraints = [
            tenant_key(),
            SameTenant(field="utility"),
            tenant_unique("email"),
            tenant_unique("username"),
            models.CheckConstraint(condition=Q(is_superuser=False) | Q(tenant_id=1), name="accounts_user_superuser_is_platform"),
        ]

    def __str__(self) -> str:
        return self.username or self.email

    @property
    def display_name(self) -> str:
        """The name in the page's corner: as given, else the way this person signs in."""
        return self.full_name or f"{self.first_name} {self.last_name}".strip() or str(self)

    def get_session_auth_hash(self) -> str:
        """What a session is bound to. Not the password itself: a change of it ends the other sessions where its owner says so, and
        `accounts.services.passwords` raises the epoch everywhere else."""
        return salted_hmac("accounts.session", f"{self.pk}:{self.session_epoch}", algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under each key that ``SECRET_KEY_FALLBACKS`` still lists."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield salted_hmac("accounts.session", f"{self.pk}:{self.session_epoch}", secret=secret, algorithm="sha256").hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The tenant guard: also stops ``last_login`` and password updates from a foreign scope."""
        if self.tenant_id != scope.current_id():
            raise CrossTenantWrite(f"User {self.pk} belongs to tenant {self.tenant_id}, not to {scope.current_id()}.")
        super().save(*args, **kwargs)


class TenantSession(AbstractBaseSession):
    """A session row carries its tenant: a cookie pasted on another tenant's host finds nothing."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, default=scope.default_id, editable=False, related_name="+")

    objects = TenantManager()

    @classmethod
    def get_session_store_class(cls) -> Any:
        from accounts.sessions import SessionStore

        return SessionStore


class StaffUtility(TenantOwned):
    """A member of staff works for this utility only (and for others named by further rows). Without any row: for the whole tenant."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="utility_limits")
    utility = models.ForeignKey("tenants.Utility", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user"), SameTenant(field="utility"), tenant_unique("user", "utility")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.utility_id}"
