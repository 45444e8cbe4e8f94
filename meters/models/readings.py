"""What was read, how it was handed in, and in which batch it went to billing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from meters.models.devices import Meter, Register
from meters.models.points import SupplyPoint
from meters.querysets import ReadingQuerySet, SubmissionQuerySet
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import PUBLIC_ID, PubliclyNamed, TenantOwned
from tenants.querysets import TenantManager


class Submission(PubliclyNamed):
    """What one person handed in at one moment for one meter: its registers together, one receipt number."""

    class Channel(models.TextChoices):
        WEB = "web"
        STAFF = "staff"

    number = models.CharField(max_length=20, help_text="The receipt number.")
    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.CASCADE, related_name="submissions")
    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="submissions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="submissions")
    read_on = models.DateField()
    received_at = models.DateTimeField()
    window_first = models.DateField()
    window_last = models.DateField(null=True, blank=True)
    form_key = models.CharField(max_length=40, help_text="One-time key of the form: a repeated post finds its first submission.")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    reason = models.CharField(max_length=30, blank=True, help_text="Why an unusual reading is right, as the customer chose.")
    staff_note = models.CharField(max_length=200, blank=True, help_text="What staff wrote when they refused it; the customer reads it.")

    objects = TenantManager.from_queryset(SubmissionQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="supply_point"),
            SameTenant(field="meter"),
            SameTenant(field="user"),
            tenant_unique("number"),
            tenant_unique("form_key"),
        ]
        indexes = [models.Index(fields=["supply_point", "-received_at"], name="submission_latest")]

    def __str__(self) -> str:
        return self.number


class SubmissionPhoto(TenantOwned):
    """The picture of the meter that came with a doubtful entry. In a row, not a file: it rolls back with the entry, and is walled."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="photos")
    content = models.BinaryField(help_text="A JPEG drawn anew from what was sent: nothing of the file itself, no place, no time.")

    class Meta:
        constraints = [tenant_key(), SameTenant(field="submission"), tenant_unique("submission")]

    def __str__(self) -> str:
        return f"photo of {self.submission_id}"


class ReadingBatch(TenantOwned):
    """Accepted readings handed over to billing, once: repeatable by its number."""

    class State(models.TextChoices):
        MADE = "made"
        SENT = "sent"
        ACKNOWLEDGED = "acknowledged"

    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.MADE)

    class Meta:
        constraints = [tenant_key(), tenant_unique("number")]

    def __str__(self) -> str:
        return str(self.number)


class Reading(TenantOwned):
    """A register's value on a day.

    ``window_first`` is the key of its window (or the first of the month where a rule has none); a later change of the rule moves nothing.
    Per register and window one billing reading is effective (accepted, sent or used); earlier ones stay as replaced. What the customer
    took back stays as withdrawn: staff see it, the customer does not."""

    class Source(models.TextChoices):
        CUSTOMER = "customer"
        UTILITY = "utility"
        ESTIMATE = "estimate"
        EXCHANGE_OUT = "exchange_out"
        EXCHANGE_IN = "exchange_in"

    class Kind(models.TextChoices):
        BILLING = "billing"
        OWN = "own"

    class State(models.TextChoices):
        RECEIVED = "received"
        NEEDS_REVIEW = "needs_review"
        ACCEPTED = "accepted"
        SENT = "sent"
        USED = "used"
        REPLACED = "replaced"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    EFFECTIVE = (State.ACCEPTED, State.SENT, State.USED)

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="readings")
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="readings")
    read_on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=4)
    source = models.CharField(max_length=14, choices=Source.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.BILLING)
    state = models.CharField(max_length=14, choices=State.choices)
    window_first = models.DateField(null=True, blank=True, help_text="NULL for readings of the utility.")
    window_last = models.DateField(null=True, blank=True)
    settles = models.DateField(null=True, blank=True, help_text="First day of the month that it settles.")
    received_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(ReadingBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="readings")

    objects = TenantManager.from_queryset(ReadingQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            SameTenant(field="register"),
            SameTenant(field="submission"),
            SameTenant(field="batch"),
            tenant_unique(
                "register",
                "window_first",
                name="meters_reading_one_effective",
                condition=Q(kind="billing", source="customer", state__in=["accepted", "sent", "used"]),
            ),
            tenant_unique("register", "read_on", "source", name="meters_reading_settled", condition=~Q(source="customer")),
            models.CheckConstraint(condition=Q(value__gte=0), name="meters_reading_not_negative"),
            models.CheckConstraint(condition=~Q(source="customer") | Q(window_first__isnull=False), name="meters_reading_has_window"),
        ]
        indexes = [
            models.Index(fields=["register", "-read_on"], name="reading_latest"),
            # What waits for staff is counted on their first page: a few rows among millions.
            models.Index(fields=["tenant", "submission"], condition=Q(state="needs_review"), name="reading_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.register_id} {self.read_on}: {self.value}"
