"""What a person may change about the account: name, telephone number, language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.forms.phone import e164, spoken
from accounts.models import User
from tenants import scope
from tenants.words import word

LONGEST_NAME = 150
"""Signs of the name that a person is called by."""

LONGEST_PART = LONGEST_NAME // 2 - 1
"""Signs of first and of last name, so that both with a blank between them fit."""


class ProfileForm(forms.Form):
    """First and last name where the tenant's registration asks for them, else one name; the language where there are several."""

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        rules = scope.current().rules
        if any(field.name == "first_name" for field in rules.registration.fields):
            self.fields["first_name"] = _name(word("registration.first_name", _("First name")), "given-name", LONGEST_PART)
            self.fields["last_name"] = _name(word("registration.last_name", _("Last name")), "family-name", LONGEST_PART)
        else:
            self.fields["full_name"] = _name(word("registration.full_name", _("Name")), "name", LONGEST_NAME)
        self.fields["phone"] = forms.CharField(
            label=word("registration.phone", _("Telephone number")),
            help_text=word("registration.phone_help"),
            max_length=40,
            required=False,
            widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        )
        names = dict(settings.LANGUAGES)
        offered = [(code, names[code]) for code in rules.languages if code in names]
        if len(offered) > 1:
            self.fields["language"] = forms.ChoiceField(label=_("Language"), help_text=_("For pages and messages."), choices=offered)
        self.initial = {name: getattr(user, name) for name in self.fields} | {"phone": spoken(user.phone)}
        self.initial["language"] = user.language or rules.languages[0]

    def clean_phone(self) -> str:
        """As E.164; a number without a prefix is one of the tenant's country."""
        typed = self.cleaned_data["phone"]
        return e164(typed) if typed else ""


def _name(label: str, autocomplete: str, longest: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, widget=forms.TextInput({"autocomplete": autocomplete}))
