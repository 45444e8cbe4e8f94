"""Staff's page about the audit trail, in words: who did what to which record. Registered in `portal/admin.py`.

The trail itself holds codes that never change (``reading.accepted``); a test asks that each has words here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin_links import CAUSES, ENDS, ROLES
from meters.admin_words import KINDS, REASONS, register_name
from portal.admin_imports import counted
from tenants.admin_base import TenantModelAdmin
from tenants.models import AuditEvent

ACTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "account.activated": _("account activated"),
        "account.activation_resent": _("activation link sent again"),
        "account.closed": _("account deleted by its owner"),
        "account.data_taken": _("own data downloaded"),
        "account.deactivated": _("account shut out"),
        "account.reactivated": _("account let in again"),
        "account.registered": _("account registered"),
        "batch.acknowledged": _("readings taken over by billing"),
        "batch.sent": _("readings sent to billing"),
        "email.change_asked": _("change of the e-mail address asked for"),
        "email.change_cancelled": _("change of the e-mail address cancelled"),
        "email.changed": _("e-mail address changed"),
        "import.done": _("import done"),
        "import.refused": _("import refused"),
        "import.stopped": _("import stopped"),
        "link.closed": _("access ended with the supply"),
        "link.ended": _("access ended"),
        "link.made": _("access given"),
        "link.notice_impossible": _("notice not sent: the address on file cannot be mailed"),
        "link.prolonged": _("access prolonged with the supply"),
        "link.raised": _("access widened"),
        "link.request_approved": _("request for access approved"),
        "link.request_refused": _("request for access refused"),
        "link.requested": _("access requested"),
        "linking.brake": _("linking slowed down: unusually many wrong guesses"),
        "message.sent_again": _("message sent again"),
        "password.change_asked": _("new password asked for"),
        "password.changed": _("password changed"),
        "profile.changed": _("profile changed"),
        "question.answered": _("question marked as answered"),
        "question.asked": _("question asked"),
        "reading.accepted": _("reading accepted"),
        "reading.refused": _("reading refused"),
        "reading.submitted": _("reading handed in"),
        "reading.withdrawn": _("reading taken back"),
        "readings.handed_over": _("readings handed over"),
        "reminder.impossible": _("reminder not sent: the address or number cannot be used"),
        "reminders.chosen": _("reminders chosen"),
        "reminders.stopped": _("reminders ended"),
        "staff.created": _("member of staff added"),
        "staff.limited": _("member of staff limited to utilities"),
        "tenant.applied": _("the portal's file applied"),
        "terms.agreed": _("terms of use agreed to"),
        "terms.refused": _("terms of use refused"),
        "window.extended": _("window kept open longer"),
    }
)

ACTORS: Mapping[str, Any] = MappingProxyType(
    {
        "address on file": _("address on file"),
        "demo": _("demo"),
        "import_data": _("import"),
        "operator": _("operator"),
        "run_due": _("scheduled work"),
        "system": _("the portal"),
    }
)
"""Who it was where it was no account."""

LABELS: Mapping[str, Any] = MappingProxyType(
    {
        "before": _("before"),
        "cause": _("why it waits"),
        "changes": _("changes"),
        "channel": _("channel"),
        "counts": _("numbers"),
        "customer": _("customer"),
        "failures": _("wrong guesses"),
        "fields": _("fields"),
        "first": _("first day"),
        "kind": _("kind"),
        "last_day": _("last day"),
        "link": _("access"),
        "note": _("note"),
        "photo": _("photo"),
        "problems": _("problems"),
        "read_on": _("read on"),
        "readings": _("readings"),
        "reason": _("reason"),
        "role": _("rights"),
        "rule": _("rule"),
        "run": _("import"),
        "stands_again": _("stands again"),
        "until": _("until"),
        "utilities": _("utilities"),
        "utility": _("utility"),
        "values": _("values"),
        "version": _("version"),
        "versions": _("versions"),
        "waits": _("waits for a decision"),
    }
)

DAYS = ("first", "last_day", "read_on", "until")
"""Details that are a day."""

VALUES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {"before": ROLES, "cause": CAUSES, "kind": KINDS, "reason": {**ENDS, **REASONS}, "role": ROLES}
)
"""Detail → words for its codes; what is no code stands as it is."""


class AuditEventAdmin(TenantModelAdmin):
    """Who did what to which record. Nobody can change it."""

    list_display = ("at", "who", "what", "about")
    fields = ("at", "who", "what", "record", "details")
    search_fields = ("action",)
    search_help_text = _("What was done, or who did it: a word of it, or the whole e-mail address.")
    ordering = ("-at", "-pk")

    def title_of(self, row: AuditEvent) -> str:
        return str(capfirst(self.what(row)))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By the words on the page or the code behind them, or by who it was. Labels of actors are compared whole: they have no index."""
        term = search_term.strip().lower()
        if not term:
            return queryset, False
        actions = [code for code, words in ACTIONS.items() if term == code or term in str(words).lower()]
        actors = [search_term.strip(), *(label for label, words in ACTORS.items() if term in str(words).lower())]
        return queryset.filter(action__in=actions) | queryset.filter(actor_label__in=actors), False

    @admin.display(description=_("who"))
    def who(self, event: AuditEvent) -> str:
        return str(ACTORS.get(event.actor_label, event.actor_label))

    @admin.display(description=_("what"))
    def what(self, event: AuditEvent) -> str:
        return str(ACTIONS.get(event.action, event.action))

    @admin.display(description=_("record"))
    def about(self, event: AuditEvent) -> str:
        """The kind of record and what it is called; an access is called after its customer."""
        model = _model(event.object_type)
        if model is None:
            return event.object_label
        named = event.data.get("customer", "") if event.object_type.startswith("accounts.link") else event.object_label
        return f"{capfirst(model._meta.verbose_name)} {named}".strip()

    @admin.display(description=_("record"))
    def record(self, event: AuditEvent) -> str:
        """The same with the way to the record, for as long as there is one."""
        model = _model(event.object_type)
        row = model(pk=event.object_id) if model is not None and event.object_id else None
        address = self._record_address(row) if row is not None else ""
        return format_html('<a href="{}">{}</a>', address, self.about(event)) if address else self.about(event)

    @admin.display(description=_("details"))
    def details(self, event: AuditEvent) -> str:
        """One detail a line."""
        return "\n".join(_detail(name, value) for name, value in event.data.items() if value not in ("", None, [], {}))


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label) if label else None
    except (LookupError, ValueError):
        return None


def _detail(name: str, value: Any) -> str:
    label = str(capfirst(LABELS.get(name, name)))
    if name == "counts" and isinstance(value, dict):
        return "\n".join([f"{label}:", *counted(value)])
    if name == "values" and isinstance(value, dict):
        value = {register_name(code): read for code, read in value.items()}
    if name in DAYS and (day := parse_date(str(value))):
        value = formats.date_format(day, "SHORT_DATE_FORMAT")
    return f"{label}: {_words(value, VALUES.get(name, {}))}"


def _words(value: Any, known: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(each, known)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(_words(each, known) for each in value)
    return str(known.get(value, value)) if isinstance(value, str) else str(value)
