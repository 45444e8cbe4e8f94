"""What the rules of the tenant's file do not know of its windows: that staff extended one, and who was reminded of one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from meters.models.points import SupplyPoint
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import PUBLIC_ID, PubliclyNamed, TenantOwned


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
