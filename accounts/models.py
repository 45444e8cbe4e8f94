"""People and what they may see: users, sessions, customers, evidence, links, claims, attempts, activity."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.querysets import CustomerQuerySet, LinkQuerySet, LinkRequestQuerySet, ScopedUserManager
from tenants import scope
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import PUBLIC_ID, PubliclyNamed, Tenant, TenantOwned
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
    wants_news = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0, help_text="Raised to end every session and every sign-in that is under way.")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["email"]

    objects = ScopedUserManager()

    class Meta:
        constraints = [
            tenant_key(),
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


class Customer(PubliclyNamed):
    """The utility's business partner, known by its customer number (`številka kupca`, `koda stranke`)."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household"
        BUSINESS = "business"

    utility = models.ForeignKey("tenants.Utility", on_delete=models.PROTECT, related_name="customers")
    number = models.CharField(max_length=40, help_text="As the utility prints it.")
    name = models.CharField(max_length=150)
    street = models.CharField(max_length=150, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    city = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True, help_text="The address on file, lower case.")
    phone = models.CharField(max_length=20, blank=True)
    tax_number = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HOUSEHOLD)
    search_text = models.CharField(max_length=400, blank=True, help_text="Name and address, lower case without accents.")

    objects = TenantManager.from_queryset(CustomerQuerySet)()

    class Meta:
        constraints = [tenant_key(), PUBLIC_ID, SameTenant(field="utility"), tenant_unique("utility", "number")]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def address(self) -> str:
        return ", ".join(filter(None, [self.street, f"{self.postcode} {self.city}".strip()]))


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
            SameTenant(field="utility"),
            SameTenant(field="customer"),
            SameTenant(field="supply_point"),
            tenant_unique("utility", "customer", "supply_point", "name", "group", "digest", name="accounts_evidence_value"),
            tenant_unique(
                "utility", "customer", "name", "group", "digest", name="accounts_evidence_of_customer", condition=Q(supply_point=None)
            ),
        ]
        indexes = [models.Index(fields=["tenant", "utility", "name", "digest"], name="evidence_lookup")]

    def __str__(self) -> str:
        return f"{self.name} of {self.customer_id}"


class Link(PubliclyNamed):
    """A user's access to a customer (all its supply points) or to one supply point, from a day to a day."""

    class Role(models.TextChoices):
        OWNER = "owner"
        MAY_ACT = "may_act"
        MAY_READ = "may_read"
        MAY_SUBMIT = "may_submit"

    class End(models.TextChoices):
        """Who ended it: the account itself, whoever was told and said "this was not me", staff, the end of the supply."""

        OWN = "own"
        OBJECTION = "objection"
        STAFF = "staff"
        SUPPLY = "supply"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="links")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="links")
    supply_point = models.ForeignKey("meters.SupplyPoint", null=True, blank=True, on_delete=models.CASCADE, related_name="links")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.OWNER)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="Last day of access; empty: open.")
    rule_key = models.CharField(max_length=60, blank=True, help_text="The linking rule that proved it; `staff` when staff did.")
    on_file = models.BooleanField(default=False, help_text="The account's confirmed address was the one on file: proof by itself.")
    end_reason = models.CharField(max_length=10, choices=End.choices, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager.from_queryset(LinkQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="user"),
            SameTenant(field="customer"),
            SameTenant(field="supply_point"),
            tenant_unique("user", "customer", name="accounts_link_whole_customer", condition=Q(supply_point=None, valid_to=None)),
            # With the customer: at one point one person may act for two, the one that leaves and the one that comes.
            tenant_unique("user", "customer", "supply_point", name="accounts_link_one_point", condition=Q(valid_to=None)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.customer_id}"

    def is_open_on(self, day: date) -> bool:
        """Whether it gives access on ``day``; the same as ``Link.objects.open_on``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class LinkRequest(PubliclyNamed):
    """Somebody proved a customer or supply point, and staff have to say yes before it becomes a :class:`Link`."""

    class State(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        REFUSED = "refused"

    class Cause(models.TextChoices):
        """Why it did not link at once: the rule says so, the tenant's brake was on, an earlier link was objected to."""

        RULE = "rule"
        BRAKE = "brake"
        OBJECTION = "objection"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="link_requests")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="link_requests")
    supply_point = models.ForeignKey("meters.SupplyPoint", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    rule_key = models.CharField(max_length=60)
    cause = models.CharField(max_length=10, choices=Cause.choices, default=Cause.RULE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was refused, as the customer is told.")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(LinkRequestQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="user"),
            SameTenant(field="customer"),
            SameTenant(field="supply_point"),
            tenant_unique("user", "customer", name="accounts_request_customer", condition=Q(supply_point=None, state="waiting")),
            tenant_unique("user", "customer", "supply_point", name="accounts_request_point", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.customer_id}: {self.state}"


class StaffUtility(TenantOwned):
    """A member of staff works for this utility only (and for others named by further rows). Without any row: for the whole tenant."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="utility_limits")
    utility = models.ForeignKey("tenants.Utility", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user"), SameTenant(field="utility"), tenant_unique("user", "utility")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.utility_id}"


class LinkClaim(TenantOwned):
    """Evidence typed before the e-mail was confirmed: kept as digests, checked once at the first sign-in."""

    class State(models.TextChoices):
        OPEN = "open"
        LINKED = "linked"
        REFUSED = "refused"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    utility = models.ForeignKey("tenants.Utility", on_delete=models.CASCADE, related_name="+")
    rule_key = models.CharField(max_length=60)
    digests = models.JSONField(help_text="Evidence name → HMAC of the normalised value.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user"), SameTenant(field="utility")]

    def __str__(self) -> str:
        return f"{self.rule_key} {self.state}"


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


class LinkBudget(TenantOwned):
    """The row that is locked while attempts on one value, account or address are counted: guesses at once cannot overrun."""

    key = models.CharField(max_length=80)

    class Meta:
        constraints = [tenant_key(), tenant_unique("key")]

    def __str__(self) -> str:
        return self.key


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


class EarlierPassword(TenantOwned):
    """The hash of a password that an account had before; only as many are kept as the tenant's policy compares."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="earlier_passwords")
    password = models.CharField(max_length=128, help_text="As Django hashes it.")
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user")]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.replaced_at:%Y-%m-%d}"


class PendingPassword(TenantOwned):
    """A password that takes effect when the mailed link is confirmed: at most one of an account, kept only as a hash.

    ``token_digest`` finds the row of a link; ``binding`` ties link, new hash and the hash it replaces together, so that a row nobody
    asked for, or one whose account changed its password meanwhile, proves nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    password = models.CharField(max_length=128, help_text="As Django hashes it.")
    token_digest = models.CharField(max_length=64)
    binding = models.CharField(max_length=64)
    sign_out_others = models.BooleanField(default=False)
    session_key = models.CharField(max_length=40, blank=True, help_text="Where it was asked for: that device stays signed in.")
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user"), tenant_unique("user"), tenant_unique("token_digest")]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.expires_at:%Y-%m-%d %H:%M}"


class PendingEmail(TenantOwned):
    """An address that becomes an account's own when the link mailed to it is confirmed: at most one of an account.

    Also written where the address is somebody else's already, and then no link is ever mailed: nobody learns that."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(help_text="In small letters.")
    token_digest = models.CharField(max_length=64)
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user"), tenant_unique("user"), tenant_unique("token_digest")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.email}"


class SignInFailure(TenantOwned):
    """One password that was compared and was wrong, or is being compared. ``key`` stands for the name that was typed, known or not."""

    key = models.CharField(max_length=64, help_text="HMAC of tenant and name; with the browser's number where the browser is known.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [tenant_key()]
        indexes = [models.Index(fields=["tenant", "key", "at"], name="sign_in_failure_by_key")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
