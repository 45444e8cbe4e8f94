"""The one registration form: its fields, their order and their labels come from the tenant's file, and the chosen utility's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.forms import fields
from accounts.forms.linking import Mark, evidence_fields, marks
from accounts.rules import user_name
from accounts.services import linking, registration
from tenants.models import Utility
from tenants.rules.linking import LinkingRule
from tenants.words import word

AGREED, REFUSED = "yes", "no"


class RegistrationForm(forms.Form):
    """Bound to one utility. ``applicant`` is what a valid form gives to `services.registration.register`."""

    def __init__(self, *args: Any, utility: Utility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.utility = utility
        self.rules = utility.rules
        self.evidence_names: tuple[str, ...] = ()
        for asked in self.rules.registration.fields:
            if asked.name in fields.PROFILE_COLUMNS:
                self.fields[asked.name] = fields.profile_field(asked.name, required=asked.required, utility=utility)
            elif asked.name in BUILDERS:
                self.fields.update(BUILDERS[asked.name](self))
        self.initial.setdefault("country", self.rules.registration.default_country)

    def word(self, key: str, default: Any = "") -> str:
        return word(f"registration.{key}", default, utility=self.utility)

    @property
    def linking_rule(self) -> LinkingRule | None:
        """The rule whose evidence the form asks for."""
        return next(iter(self.rules.linking.rules_asked("registration")), None)

    @property
    def marks(self) -> list[Mark]:
        """Where the values that are asked stand on a bill; none where no value is asked."""
        return marks(self, self.utility, self.evidence_names)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if registration.username_taken(name):
            raise forms.ValidationError(taken_message(), code="taken")
        return name

    def clean_terms(self) -> Any:
        agreed = self.cleaned_data["terms"]
        if agreed in (REFUSED, False):
            raise forms.ValidationError(terms_message(), code="required")
        return agreed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        fields.judge_password(self, "password", data.get("username"), data.get("email"))
        if "password_repeat" in self.fields:
            fields.judge_repeat(self, "password", "password_repeat")
        return data

    @property
    def applicant(self) -> registration.Applicant:
        """Costs one hash of the password: ask once."""
        data, rule = self.cleaned_data, self.linking_rule
        typed = {name: data[name] for name in self.evidence_names}
        return registration.Applicant(
            email=data["email"],
            password_hash=registration.hashed(data["password"]),
            username=data.get("username"),
            profile={column: data[name] for name, column in fields.PROFILE_COLUMNS.items() if data.get(name)},
            language=get_language() or "",
            rule_key=rule.key if rule else "",
            digests=linking.claim_digests(utility=self.utility, rule=rule, values=typed) if rule and typed else {},
            terms_version=self.rules.terms.version if "terms" in self.fields else "",
        )


class UtilityForm(forms.Form):
    """`Vaš upravljalec`, asked before anything else where a tenant has several: a plain GET."""

    def __init__(self, *args: Any, utilities: list[Utility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((utility.code, utility.name) for utility in utilities)]
        self.fields["utility"] = forms.ChoiceField(label=word("registration.utility", _("Your utility")), choices=choices)


def taken_message() -> str:
    return _("This user name is taken. Choose another one, or sign in if it is yours.")


def terms_message() -> str:
    return _("Without your agreement we cannot make an account.")


# --- One builder for each name that a file may list, beside those of the profile (`forms.fields`) ---------------------------------
Built = Mapping[str, forms.Field]


def _evidence(form: RegistrationForm) -> Built:
    built = evidence_fields(form.utility)
    form.evidence_names = tuple(built)
    own_help = form.word("customer_number_help")
    if own_help and len(built) == 1:
        for field in built.values():
            field.help_text = own_help
    return built


def _username(form: RegistrationForm) -> Built:
    field = fields.UserNameField(
        label=form.word("username", _("User name")),
        help_text=_("Choose it freely. You will sign in with it."),
        min_length=user_name.SHORTEST,
        max_length=user_name.LONGEST,
        validators=[UnicodeUsernameValidator(message=_("Use letters, digits and the signs @ . + - _ only."))],
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    return {"username": field}


def _email(form: RegistrationForm) -> Built:
    help_text = form.word("email_help", _("We send a message there, with a button that activates the account."))
    return {"email": fields.email_field(form.word("email"), help_text)}


def _password(form: RegistrationForm) -> Built:
    return {"password": fields.new_password_field(form.word("password"), form.word("password_help"))}


def _password_repeat(form: RegistrationForm) -> Built:
    return {"password_repeat": fields.repeat_field(form.word("password_repeat"))}


def _terms(form: RegistrationForm) -> Built:
    address = form.rules.terms.url or reverse("terms")
    label = form.word("terms", _("I agree to the terms of use"))
    link = format_html('<a href="{}">{}</a>', address, _("Read the terms of use"))
    build: Callable[..., forms.Field] = forms.BooleanField
    if form.rules.terms.style == "list":
        build = partial(forms.ChoiceField, choices=[("", "–"), (AGREED, _("yes")), (REFUSED, _("no"))])
    return {"terms": build(label=label, help_text=link, error_messages={"required": terms_message()})}


BUILDERS: Mapping[str, Callable[[RegistrationForm], Built]] = {
    "evidence": _evidence,
    "username": _username,
    "email": _email,
    "password": _password,
    "password_repeat": _password_repeat,
    "terms": _terms,
}
"""`utility` is asked before this form."""
