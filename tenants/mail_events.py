"""Every occasion on which the portal writes to somebody: one name, one set of templates (`tenants.letter`), one line of explanation.

A test asks of each name its subject, text and HTML, of each file its name here, and of each set a preview in the demo."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

EVENTS: Mapping[str, Any] = MappingProxyType(
    {
        "activation": _("Registration: activate the account"),
        "registered": _("The account is active"),
        "account_exists": _("Registration with an address that has an account"),
        "unknown_account": _("Help asked for an address without an account"),
        "password_reset": _("Forgotten password"),
        "password_confirm": _("Confirm a new password"),
        "password_changed": _("The password was changed"),
        "username": _("Forgotten user name"),
        "email_change": _("Confirm a new e-mail address"),
        "email_change_asked": _("A change of the e-mail address was asked for"),
        "email_in_use": _("The new e-mail address has an account already"),
        "email_changed": _("The e-mail address was changed"),
        "factor_added": _("The second factor was set up"),
        "factor_removed": _("The second factor was turned off"),
        "codes_made": _("New recovery codes were made"),
        "account_closed": _("The account was deleted"),
        "link_notice": _("An account was linked to a customer"),
        "link_end": _("A link was ended"),
        "link_news": _("Several links were made or ended"),
        "link_approved": _("Staff approved a request for a link"),
        "link_refused": _("Staff refused a request for a link"),
        "link_brake": _("To staff: unusually many wrong guesses"),
        "link_objection": _("To staff: somebody objected to an access"),
        "reading_receipt": _("Receipt of a reading"),
        "reading_accepted": _("Staff accepted a reading that waited"),
        "reading_refused": _("Staff refused a reading that waited"),
        "reminder": _("Reminder of an open window"),
        "question": _("To the utility: a question"),
        "question_copy": _("Copy of a question"),
        "notice": _("Notice about the account's safety"),
    }
)

BY_SMS = ("reminder",)
"""Events that may also go to a telephone: ``<event>_sms.txt``."""
