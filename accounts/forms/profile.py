"""What a person may change about the account: what the tenant's file names, the e-mail address, the language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.forms.fields import PROFILE_COLUMNS, email_field, profile_field
from accounts.forms.phone import spoken
from accounts.models import User
from tenants import scope
from tenants.words import word

ALWAYS_GIVEN = ("first_name", "last_name")
"""Names by which mail addresses a person; the rest may stay empty in a profile, or a number could never be taken back."""


class ProfileForm(forms.Form):
    """The address, the fields of ``[profile]`` in their order, the language where the file offers the choice.

    Another address is only typed here: it is asked to be confirmed on a page of its own, see :attr:`wanted_email`.
    """

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        rules = scope.current().rules
        by_email = rules.sign_in.identifier == "email"
        hint = _("It is also your user name. If you change it, we mail a link to the new address; the present one holds until then.")
        other_hint = _("If you change it, we mail a link to the new address; the present one holds until then.")
        self.fields["email"] = email_field(word("registration.email"), hint if by_email else other_hint)
        for name in rules.profile.fields:
            self.fields[name] = profile_field(name, required=name in ALWAYS_GIVEN)
        names = dict(settings.LANGUAGES)
        offered = [(code, names[code]) for code in rules.languages if code in names]
        if rules.profile.language and len(offered) > 1:
            self.fields["language"] = forms.ChoiceField(
                label=_("Choose the language"), help_text=_("For pages, e-mail and text messages."), choices=offered
            )
        columns = {name: getattr(user, column) for name, column in PROFILE_COLUMNS.items()}
        self.initial = columns | {
            "email": user.email,
            "phone": spoken(user.phone),
            "language": user.language or rules.languages[0],
            "country": user.country or rules.registration.default_country,
        }

    @property
    def values(self) -> dict[str, Any]:
        """What the account is to hold, by its column."""
        values = {PROFILE_COLUMNS[name]: value for name, value in self.cleaned_data.items() if name in PROFILE_COLUMNS}
        return values | ({"language": self.cleaned_data["language"]} if "language" in self.fields else {})

    @property
    def wanted_email(self) -> str:
        """Another address than the present one, '' where it stays."""
        email: str = self.cleaned_data["email"]
        return email if email != self.user.email else ""
