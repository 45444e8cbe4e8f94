"""Telephone numbers: typed as people dial them, kept as E.164, shown as people read them."""

from __future__ import annotations

import phonenumbers
from django import forms
from django.utils.translation import gettext as _

from tenants import scope


def e164(typed: str) -> str:
    """``031 123 456`` → ``+38631123456``; says what to do about anything that is no number."""
    message = _("Write the number as you dial it, like 031 123 456 or +386 31 123 456.")
    try:
        number = phonenumbers.parse(typed, scope.current().rules.country.phone_region)
    except phonenumbers.NumberParseException:
        raise forms.ValidationError(message, code="phone") from None
    if not phonenumbers.is_valid_number(number):
        raise forms.ValidationError(message, code="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spoken(number: str) -> str:
    """``+38631123456`` → ``031 123 456`` at home, ``+43 1 …`` from abroad; what cannot be read stays as it is."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    at_home = phonenumbers.region_code_for_number(parsed) == scope.current().rules.country.phone_region
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
