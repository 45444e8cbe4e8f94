"""Where energy and water are measured: supply points, meters with their time of installation, registers, readings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from meters.querysets import (
    MeterQuerySet,
    ReadingQuerySet,
    SubmissionQuerySet,
    SupplyPeriodQuerySet,
    SupplyPointQuerySet,
)
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import PUBLIC_ID, PubliclyNamed, TenantOwned
from tenants.querysets import TenantManager


class Operator(TenantOwned):
    """A distribution operator (ODS): sets the windows of the points on its network."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    commodity = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [tenant_key(), tenant_unique("code")]

    def __str__(self) -> str:
        return self.name


class SupplyPoint(PubliclyNamed):
    """The place of delivery (`merilno mesto`, `odjemno mesto`). It outlives its meters and its customers."""

    utility = models.ForeignKey("tenants.Utility", on_delete=models.PROTECT, related_name="supply_points")
    number = models.CharField(max_length=40)
    number_search = models.CharField(max_length=40, blank=True, help_text="Digits and letters only.")
    gsrn = models.CharField(max_length=18, blank=True)
    commodity = models.CharField(max_length=20)
    operator = models.ForeignKey(Operator, null=True, blank=True, on_delete=models.PROTECT, related_name="supply_points")
    street = models.CharField(max_length=150, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    city = models.CharField(max_length=100, blank=True)
    kind_of_use = models.CharField(max_length=80, blank=True)
    remotely_read = models.BooleanField(default=False)
    reading_rule = models.CharField(max_length=60, blank=True, help_text="Key of a reading rule that wins for this point.")

    objects = TenantManager.from_queryset(SupplyPointQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="utility"),
            SameTenant(field="operator"),
            tenant_unique("utility", "commodity", "number"),
        ]
        indexes = [models.Index(fields=["tenant", "number_search"], name="point_number_search")]

    def __str__(self) -> str:
        return self.number

    @property
    def address(self) -> str:
        return ", ".join(filter(None, [self.street, f"{self.postcode} {self.city}".strip()]))

    @property
    def short_address(self) -> str:
        return ", ".join(filter(None, [self.street, self.city]))


class SupplyPeriod(TenantOwned):
    """Who is supplied at a point, from a day to a day, and how they are billed. Written by the import from contracts.

    A change of billing mode is a new period of the same customer; a new occupant is a new period of another."""

    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.CASCADE, related_name="periods")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.CASCADE, related_name="supply_periods")
    billing_mode = models.CharField(max_length=30, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(SupplyPeriodQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            SameTenant(field="supply_point"),
            SameTenant(field="customer"),
            tenant_unique("supply_point", "customer", "valid_from"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="supplyperiod_in_order"),
        ]
        indexes = [models.Index(fields=["customer", "valid_from"], name="supplyperiod_customer")]

    def __str__(self) -> str:
        return f"{self.supply_point_id}: {self.customer_id} from {self.valid_from}"


class Meter(PubliclyNamed):
    """A device installed at a supply point from ``installed_on`` to ``removed_on`` (its last day, NULL while it hangs there)."""

    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.CASCADE, related_name="meters")
    serial = models.CharField(max_length=40)
    serial_search = models.CharField(max_length=40, blank=True, help_text="Digits and letters only.")
    type = models.CharField(max_length=40, blank=True)
    installed_on = models.DateField()
    removed_on = models.DateField(null=True, blank=True)

    objects = TenantManager.from_queryset(MeterQuerySet)()

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="supply_point"),
            tenant_unique("supply_point", "serial", "installed_on"),
            models.CheckConstraint(condition=Q(removed_on=None) | Q(removed_on__gte=F("installed_on")), name="meter_in_order"),
        ]
        indexes = [models.Index(fields=["tenant", "serial_search"], name="meter_serial")]

    def __str__(self) -> str:
        return self.serial


class Register(TenantOwned):
    """One counter on a meter: VT, MT, ET, gas volume, cold, hot. Digits before and behind the mark; ``factor`` to the unit."""

    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="registers")
    code = models.CharField(max_length=20)
    unit = models.CharField(max_length=10)
    whole_digits = models.PositiveSmallIntegerField(default=6)
    decimals = models.PositiveSmallIntegerField(default=0)
    direction = models.CharField(max_length=4, default="in")
    factor = models.DecimalField(max_digits=10, decimal_places=4, default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="meter"), tenant_unique("meter", "code")]

    def __str__(self) -> str:
        return self.code


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


class WindowChange(TenantOwned):
    """Staff's extension or reopening of one window: for a rule of a utility, or for one supply point."""

    utility = models.ForeignKey("tenants.Utility", on_delete=models.CASCADE, related_name="+")
    rule_key = models.CharField(max_length=60)
    supply_point = models.ForeignKey(SupplyPoint, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    window_first = models.DateField()
    opens_on = models.DateField(help_text="Day on which staff made it: later than the window's end, it is a reopening.")
    open_until = models.DateField(help_text="Last day on which readings of that window are taken.")
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [tenant_key(), SameTenant(field="utility"), SameTenant(field="supply_point")]

    def __str__(self) -> str:
        return f"{self.rule_key} {self.window_first} → {self.open_until}"


class ReminderChoice(TenantOwned):
    """Whether a person wants to be reminded on a channel: for one supply point, or for all of hers (NULL), as the tenant's file says.

    Without a row the file's default holds. One switched off by a link in a message stays off until the person turns it on."""

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_choices")
    supply_point = models.ForeignKey(SupplyPoint, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    is_on = models.BooleanField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            tenant_key(),
            SameTenant(field="user"),
            SameTenant(field="supply_point"),
            tenant_unique("user", "channel", "supply_point", name="meters_reminderchoice_point", condition=Q(supply_point__isnull=False)),
            tenant_unique("user", "channel", name="meters_reminderchoice_person", condition=Q(supply_point=None)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.channel}: {'on' if self.is_on else 'off'}"


class Reminder(PubliclyNamed):
    """That a person was reminded of a point's window: written first, in one transaction with the message. The database allows one
    per person, point, window, channel and kind. ``public_id`` is the key of the link that stops further ones."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders")
    supply_point = models.ForeignKey(SupplyPoint, on_delete=models.CASCADE, related_name="reminders")
    window_first = models.DateField(help_text="The key of the window.")
    channel = models.CharField(max_length=8, choices=ReminderChoice.Channel.choices)
    days_before_end = models.PositiveSmallIntegerField(help_text="Which of the file's reminders it is.")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            tenant_key(),
            PUBLIC_ID,
            SameTenant(field="user"),
            SameTenant(field="supply_point"),
            tenant_unique("user", "supply_point", "window_first", "channel", "days_before_end", name="meters_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.window_first}: {self.supply_point_id}"
