"""The ticks that ask for reminders: one for each channel of the tenant's file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.forms.phone import spoken
from accounts.models import User
from meters.models import ReminderChoice, SupplyPoint
from meters.services.reminders import Wishes
from tenants.words import word

Channel = ReminderChoice.Channel


class ReminderForm(forms.Form):
    """The ticks of one supply point, or of the person where ``point`` is None. A tick that leads nowhere (no number is known) cannot
    be set."""

    def __init__(self, data: Any = None, *, user: User, wishes: Wishes, point: SupplyPoint | None = None) -> None:
        super().__init__(data, prefix=point.public_id if point else "all")
        for channel in wishes.rules.channels:
            self.fields[channel] = _tick(channel, user, wishes.wants(channel, point), point)

    @property
    def lacks_number(self) -> bool:
        """Whether a tick cannot be set before the profile has a mobile number."""
        return any(field.disabled for field in self.fields.values())

    @property
    def can_be_changed(self) -> bool:
        return not all(field.disabled for field in self.fields.values())

    @property
    def wanted(self) -> dict[str, bool]:
        """Channel → whether it is ticked, of those that can be set."""
        return {name: self.cleaned_data[name] for name, field in self.fields.items() if not field.disabled}


def days_text(wishes: Wishes) -> str:
    """When reminders come, in a sentence."""
    days = sorted(wishes.rules.days_before_end, reverse=True)
    named = ", ".join(_before_end(number) for number in days)
    return _("A reminder comes %(days)s, only if no reading has been handed in by then.") % {"days": named}


def _before_end(days: int) -> str:
    if days == 0:
        return _("on the last day")
    return ngettext("%(days)d day before the end", "%(days)d days before the end", days) % {"days": days}


def _tick(channel: str, user: User, is_on: bool, point: SupplyPoint | None) -> forms.BooleanField:
    utility = point.utility if point else None
    if channel == Channel.EMAIL:
        label = word("reminders.email", _("Remind me by e-mail"), utility=utility)
        return forms.BooleanField(label=label, help_text=user.email, required=False, initial=is_on)
    label = word("reminders.sms", _("Remind me by SMS"), utility=utility)
    if user.phone:
        return forms.BooleanField(label=label, help_text=spoken(user.phone), required=False, initial=is_on)
    hint = _("Add a mobile number to your profile first.")
    return forms.BooleanField(label=label, help_text=hint, required=False, initial=False, disabled=True)
