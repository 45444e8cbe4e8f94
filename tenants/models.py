"""The ground everything stands on: tenants, their hosts and utilities, the outbox and the audit trail."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.db import models

from tenants import scope
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.ids import new_public_id
from tenants.querysets import HostQuerySet, TenantManager, TenantPageQuerySet, TenantsQuerySet
from tenants.rules import tenant_file


@lru_cache(maxsize=256)
def _parsed(text: str) -> tenant_file.TenantFile:
    return tenant_file.parse(text)


class Tenant(models.Model):
    """One portal: the boundary of hosts, accounts, sessions, mail and data. Row 1 is the platform itself."""

    class Kind(models.TextChoices):
        PLATFORM = "platform"
        PORTAL = "portal"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PORTAL)
    is_active = models.BooleanField(default=True)
    file = models.TextField(blank=True, help_text="The tenant's file of rules, as it was applied.")
    logo_png = models.BinaryField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change of the file.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = TenantsQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> tenant_file.TenantFile:
        """The parsed file. The platform has none."""
        return _parsed(self.file)

    @property
    def is_platform(self) -> bool:
        return self.kind == self.Kind.PLATFORM


class Host(models.Model):
    """A host name that leads to a tenant. Aliases are sent on to the primary one."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="hosts")
    name = models.CharField(max_length=253, unique=True)
    is_primary = models.BooleanField(default=False)

    objects = HostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant"], condition=models.Q(is_primary=True), name="tenants_host_one_primary"),
        ]

    def __str__(self) -> str:
        return self.name


class TenantOwned(models.Model):
    """Base of every table that belongs to a tenant. Models with ``Meta.constraints`` start them with ``tenant_key()``."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, default=scope.default_id, editable=False, related_name="+")

    objects = TenantManager()

    class Meta:
        abstract = True
        constraints = [tenant_key()]


class PubliclyNamed(TenantOwned):
    """A tenant-owned row that has an address of its own."""

    public_id = models.CharField(max_length=16, default=new_public_id, editable=False)

    class Meta:
        abstract = True


PUBLIC_ID = tenant_unique("public_id")
"""The constraint that every :class:`PubliclyNamed` model lists."""


class AtAddress(models.Model):
    """Base of what has an address, as the utility's system writes it."""

    street = models.CharField(max_length=150, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    city = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        return ", ".join(filter(None, [self.street, f"{self.postcode} {self.city}".strip()]))


class Utility(TenantOwned):
    """A company that supplies and bills inside a tenant: one in most, several where the customer chooses `Vaš upravljalec`."""

    code = models.SlugField()
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [tenant_key(), tenant_unique("code")]

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> tenant_file.UtilityRules:
        """The sections of the file that hold for this utility."""
        return scope.current().rules.utility(self.code)


class TenantPage(TenantOwned):
    """A text beside the tenant's file (terms, questions, a piece of news), as `apply_tenant` read it. ``name`` is its path there."""

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    utility = models.ForeignKey(Utility, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="Empty: of all.")
    day = models.DateField(null=True, blank=True, help_text="Of a piece of news.")
    text = models.TextField()

    objects = TenantManager.from_queryset(TenantPageQuerySet)()

    class Meta:
        constraints = [tenant_key(), SameTenant(field="utility"), tenant_unique("name")]
        indexes = [models.Index(fields=["tenant", "key"], name="page_by_key")]

    def __str__(self) -> str:
        return self.name


class OutboxMessage(TenantOwned):
    """A message that will be sent: written in the transaction of what it tells, sent later by a worker."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNCERTAIN = "uncertain"
        WITHDRAWN = "withdrawn"

    STUCK = (State.FAILED, State.UNCERTAIN)
    """Nobody got it, or perhaps nobody: staff have to look at it."""

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    dedupe_key = models.CharField(max_length=200, help_text="The same key is never written twice.")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    event = models.CharField(max_length=40)
    to = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, blank=True, help_text="Who gets an answer; empty: as the file says.")
    utility = models.ForeignKey(Utility, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True, help_text="Blanked once sent: its links are secrets.")
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    stop_url = models.CharField(max_length=300, blank=True, help_text="One click there ends mails of this kind (RFC 8058).")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="utility"), tenant_unique("dedupe_key")]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.event} → {self.to}"


class AuditEvent(TenantOwned):
    """Who did what to which object: append-only, written inside the transaction of the deed."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    actor_label = models.CharField(max_length=254, help_text="Kept when the account is gone; `system` for jobs and imports.")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    object_label = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="actor")]
        indexes = [
            models.Index(fields=["tenant", "-at"], name="audit_latest"),
            models.Index(fields=["tenant", "object_type", "object_id"], name="audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}".strip()
