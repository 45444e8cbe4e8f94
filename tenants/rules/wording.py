"""Labels and mail texts that a tenant may replace: a closed list of keys, each with a gettext default elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenants.rules import problems as read
from tenants.rules.problems import Problems
from tenants.rules.text import Text

KEYS: Mapping[str, str] = {
    # the entrance and sign-in
    "entrance.title": "heading of the entrance page",
    "entrance.text": "sentence below that heading",
    "entrance.first_visit": "what a newcomer needs, beside the button to register",
    "login.title": "heading of the sign-in form",
    "login.needed": "notice when a protected page was asked for",
    "login.path": "line above the sign-in form that says where one is, behind a slash; none where it is left out",
    "login.username": "label of the user name, or of the e-mail address that is the user name",
    "login.password": "label of the password when signing in",
    "login.remember": "label of the tick that keeps somebody signed in",
    "login.button": "button that signs in",
    "login.register": "button or link to registration",
    "login.forgotten_password": "link for a forgotten password",
    "login.forgotten_username": "link for a forgotten user name",
    # registration
    "registration.title": "heading of the registration page",
    "registration.text": "sentence below that heading",
    "registration.button": "button that creates the account",
    "registration.cancel": "link back to sign-in",
    "registration.utility": "label of the list of utilities",
    "registration.customer_number_help": "where the number asked at registration is printed on the bill",
    "registration.username": "label of the freely chosen user name",
    "registration.email": "label of the e-mail address",
    "registration.email_help": "what the address is used for",
    "registration.first_name": "label of the first name",
    "registration.last_name": "label of the last name",
    "registration.full_name": "label of the name of a person or company",
    "registration.street": "label of street and number",
    "registration.city": "label of the town",
    "registration.postcode": "label of the postcode",
    "registration.country": "label of the country",
    "registration.phone": "label of the telephone number",
    "registration.phone_help": "what the telephone number is used for",
    "registration.sex": "label of the sex",
    "registration.newsletter": "label of the tick for news",
    "registration.password": "label of the password",
    "registration.password_help": "the rules of the password in the tenant's words",
    "registration.password_repeat": "label of the password's repetition",
    "registration.terms": "label of the agreement with the terms of use",
    "registration.done_title": "heading of the page after registration",
    "registration.done_text": "what to do now: open the mail and confirm",
    # terms as an own page
    "terms.title": "heading of the terms' page",
    "terms.text": "sentence that asks for agreement",
    "terms.accept": "button that agrees",
    "terms.refuse": "button that refuses",
    # activation and password
    "activation.title": "heading of the page that the activation mail leads to",
    "activation.button": "button on that page which activates the account",
    "activation.done": "sentence that the account is active now",
    "activation.again": "sentence that the account has been active already",
    "password_reset.title": "heading of the page for a forgotten password",
    "password_reset.text": "sentence below that heading",
    "password_change.title": "heading of the page that changes the password",
    "password_change.button": "button that changes the password",
    "password_change.new": "label of the new password",
    "password_change.repeat": "label of the new password's repetition",
    "password_change.sign_out_others": "label of the tick that ends the other sessions",
    # linking
    "linking.title": "heading of the linking page",
    "linking.menu": "entry of the menu that leads there",
    "linking.text": "what is asked and where it is printed",
    "linking.first_time": "notice at the first sign-in",
    "linking.button": "button that links",
    "linking.cancel": "button that leaves linking for later",
    "linking.done": "sentence after a link was made",
    "linking.failed": "the one answer to every failure",
    "linking.needed": "what a page shows where there is no link yet",
    # overview
    "why.title": "heading of the block that says what the portal is for",
    "why.text": "text of that block",
    "overview.title": "heading of the overview",
    "overview.text": "sentence below that heading",
    "overview.details": "link from a supply point to its page",
    "bills.title": "heading of the block of bills and contracts",
    # readings
    "reading.text": "when a reading may be given, in the tenant's words",
    "reading.electricity.text": "the same for electricity alone, instead of it",
    "reading.gas.text": "the same for gas alone, instead of it",
    "reading.water.text": "the same for water alone, instead of it",
    "reading.heat.text": "the same for heat alone, instead of it",
    "reading.electricity.title": "heading of the form for electricity",
    "reading.gas.title": "heading of the form for gas",
    "reading.water.title": "heading of the form for water",
    "reading.heat.title": "heading of the form for heat",
    "reading.payer": "label of the payer of the supply point",
    "reading.point": "label of the supply point's number",
    "reading.meter": "label of the meter's number",
    "reading.meter_type": "label of the meter's type",
    "reading.date": "label of the reading date",
    "reading.kind": "label of the choice between a billing reading and an own record",
    "reading.kind_billing": "name of a reading that is billed",
    "reading.kind_own": "name of an own record",
    "reading.previous": "label of the last reading",
    "reading.new": "label of the field for the new reading",
    "reading.register.vt": "label of the higher tariff",
    "reading.register.mt": "label of the lower tariff",
    "reading.register.et": "label of the single tariff",
    "reading.register.gas": "label of the gas volume",
    "reading.register.cold": "label of the cold water meter",
    "reading.register.hot": "label of the hot water meter",
    "reading.register.heat": "label of the heat meter",
    "reading.submit": "button that hands the reading in",
    "reading.done": "sentence above the receipt",
    "reading.closed": "sentence outside the window",
    "reading.history.title": "heading of the list of past readings",
    "reading.history.date": "column of that list: day of the reading",
    "reading.history.point": "column of that list: the supply point",
    "reading.history.reading": "column of that list: the value",
    "reading.history.difference": "column of that list: what was used since the reading before",
    "reading.history.source": "column of that list: who gave it",
    "reading.history.kind": "column of that list: billing reading or own record",
    "reading.history.tariff": "column of that list: the register",
    "reading.history.state": "column of that list: how far it has come",
    "reading.history.delete": "button that takes an own entry back",
    "reading.history.export": "link to the list as a spreadsheet",
    "reading.dates.title": "heading of the page of reading dates",
    # reminders
    "reminders.title": "heading of the reminders",
    "reminders.text": "when a reminder comes, in the tenant's words",
    "reminders.email": "label of the tick for reminders by e-mail",
    "reminders.sms": "label of the tick for reminders by SMS",
    # menu
    "menu.overview": "entry of the menu: overview",
    "menu.readings": "entry of the menu: readings",
    "menu.invoices": "entry of the menu: invoices",
    "menu.ledger": "entry of the menu: ledger card",
    "menu.contracts": "entry of the menu: contracts",
    "menu.consumption": "entry of the menu: consumption",
    "menu.linking": "entry of the menu: linking",
    "menu.reading_dates": "entry of the menu: reading dates",
    "menu.why": "entry of the menu: why this portal",
    "menu.offers": "entry of the menu: offers",
    "menu.links": "entry of the menu: useful links",
    "menu.faq": "entry of the menu: frequent questions",
    "menu.benefits": "entry of the menu: benefits",
    "menu.news": "entry of the menu: archive of news",
    "menu.ask": "entry of the menu: own question",
    "menu.instructions": "entry of the menu: instructions",
    "menu.terms": "entry of the menu: terms of use",
    "menu.help": "entry of the menu: help",
    "menu.settings": "entry of the menu: settings",
    # help
    "help.title": "heading of the help page",
    "help.text": "sentence above the contacts",
    # mail
    "mail.signature": "last lines of every mail",
    "mail.activation.subject": "subject of the activation mail",
    "mail.activation.text": "text of the activation mail, above its button",
    "mail.activation.button": "button of the activation mail",
    "mail.registered.subject": "subject of the mail that confirms an activated account",
    "mail.registered.text": "text of that mail",
    "mail.password_reset.subject": "subject of the mail for a forgotten password",
    "mail.password_reset.text": "text of that mail, above its button",
    "mail.password_reset.button": "button of that mail",
    "mail.password_changed.subject": "subject of the mail after a changed password",
    "mail.password_changed.text": "text of that mail",
    "mail.username.subject": "subject of the mail for a forgotten user name",
    "mail.username.text": "text of that mail, above the user names",
    "mail.linked.subject": "subject of the mail about a new link",
    "mail.linked.text": "text of that mail",
    "mail.receipt.subject": "subject of the receipt of a reading",
    "mail.receipt.text": "text of that mail, above the values",
    "mail.reminder.subject": "subject of the reminder of an open window",
    "mail.reminder.text": "text of that mail, above the supply point",
    "mail.reminder.button": "button of that mail",
    "mail.reminder.sms": "the same in a short message, between the portal's name and the link that stops it",
}
"""What may be replaced and where it is seen. The English default of each stands with the page or mail that shows it."""

LONGEST = 2000


@dataclass(frozen=True)
class Wording:
    texts: Mapping[str, Text] = field(default_factory=dict)

    def get(self, key: str, language: str) -> str:
        """The tenant's own words in ``language``, '' where it says nothing (the caller then shows the gettext default)."""
        text = self.texts.get(key)
        return text.in_language(language) if text else ""


def parse_wording(table: Mapping[str, Any], *, at: str, problems: Problems) -> Wording:
    """The section ``[wording]``: one table per language, in it ``login.button = "PRIJAVA"`` for keys of `KEYS`.

    Plain text: braces are refused, because no text of a tenant may reach into a program."""
    read.only(table, problems.languages, at=at, problems=problems)
    by_key: dict[str, dict[str, str]] = {}
    for language in (language for language in table if language in problems.languages):
        here = read.dotted(at, language)
        texts = flat(read.subtable(table, language, at=at, problems=problems))
        read.only(texts, KEYS, at=here, problems=problems, list_all=False)
        for key in (key for key in texts if key in KEYS):
            value = texts[key]
            if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or "{" in value or "}" in value:
                problems.add(read.dotted(here, key), value, f"text of 1 to {LONGEST} characters without braces")
            else:
                by_key.setdefault(key, {})[language] = value
    return Wording({key: Text(texts) for key, texts in by_key.items()})


def flat(table: Mapping[str, Any], at: str = "") -> dict[str, Any]:
    """``{"login": {"button": "PRIJAVA"}}`` and ``{"login.button": "PRIJAVA"}`` are the same: the second."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = read.dotted(at, key)
        if isinstance(value, Mapping):
            found |= flat(value, name)
        else:
            found[name] = value
    return found
