"""What connects a user with a customer: a link, a request that waits for staff, a claim that waits for the first sign-in."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.customers import Customer
from accounts.querysets import LinkQuerySet, LinkRequestQuerySet
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import PUBLIC_ID, PubliclyNamed, TenantOwned
from tenants.querysets import TenantManager


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


class LinkNotice(TenantOwned):
    """That somebody is to be told of a link that was made or has ended. Written before the mail, for one address gets few of them an
    hour: what is not ``sent_at`` yet goes together into the next one. Kept while it counts.

    ``user``: whose address it is, NULL for the one that the utility has on file. ``link``: its public id; the row may be gone when the
    mail is written, with the account that was linked."""

    class What(models.TextChoices):
        MADE = "made"
        ENDED = "ended"

    to = models.CharField(max_length=254)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=5, choices=What.choices)
    link = models.CharField(max_length=16)
    own = models.BooleanField(default=False, help_text="It is the account's own access that has ended.")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    supply_point = models.ForeignKey("meters.SupplyPoint", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text="When it happened, as the portal counts days.")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="The same for all that went into one mail.")

    class Meta:
        constraints = [tenant_key(), SameTenant(field="user"), SameTenant(field="customer"), SameTenant(field="supply_point")]
        indexes = [models.Index(fields=["tenant", "to", "sent_at"], name="link_notice_by_address")]

    def __str__(self) -> str:
        return f"{self.link} {self.what}"
