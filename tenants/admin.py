"""Mail and the audit trail, for a tenant's staff; tenants and their hosts, for operators. Registered in `portal/admin.py`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tenants import admin_words, outbox
from tenants.admin_base import Related, TenantModelAdmin
from tenants.admin_deeds import Deed
from tenants.mail_events import EVENTS
from tenants.models import AuditEvent, Host, OutboxMessage, Tenant

State = OutboxMessage.State
STUCK = (State.FAILED, State.UNCERTAIN)

MESSAGE_STATES = {
    "waiting": _("waiting"),
    "sending": _("on its way"),
    "sent": _("sent"),
    "failed": _("failed"),
    "uncertain": _("perhaps sent"),
    "withdrawn": _("no longer needed"),
}

admin_words.name(
    OutboxMessage,
    _("message"),
    _("messages"),
    to=_("addressee"),
    event=_("occasion"),
    subject=_("subject"),
    attempts=_("attempts"),
    next_attempt_at=_("next attempt"),
    last_error=_("last error"),
    sent_at=_("sent at"),
    channel=_("channel"),
    message_id=_("message id"),
    stop_url=_("address that stops it"),
)
admin_words.name(
    AuditEvent,
    _("audit entry"),
    _("audit trail"),
    at=_("when"),
    actor_label=_("who"),
    action=_("what"),
    object_type=_("kind of record"),
    object_id=_("key"),
    object_label=_("record"),
    data=_("details"),
)
admin_words.name(
    Tenant,
    _("portal"),
    _("portals"),
    slug=_("key"),
    is_active=_("switched on"),
    version=_("version"),
    file=_("file"),
    changed_at=_("changed at"),
)
admin_words.name(Host, _("host name"), _("host names"), tenant=_("portal"), is_primary=_("main name"))


class StuckFilter(admin.SimpleListFilter):
    """Messages that nobody got, or perhaps got."""

    title = _("not sent")
    parameter_name = "stuck"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Only messages that were not sent"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state__in=STUCK) if self.value() == "yes" else queryset


def send_again(request: HttpRequest, message: OutboxMessage) -> None:
    outbox.send_again(message=message, by=request.user)


class OutboxMessageAdmin(TenantModelAdmin):
    """What was mailed to whom and how it went. Texts are not shown: their links open accounts."""

    utility_path = "utility"
    list_display = ("created_at", "to", "subject", "state_word", "attempts", "sent_at")
    list_filter = (StuckFilter, ("state", admin_words.choice_filter(MESSAGE_STATES)))
    fields = (
        "created_at", "to", "event_word", "language", "subject", "state_word", "attempts", "next_attempt_at", "sent_at",
        "last_error", "message_id",
    )  # fmt: skip
    search_fields = ("to",)
    search_help_text = _("The whole e-mail address.")
    state_word = admin_words.choice_column("state", MESSAGE_STATES)
    event_word = admin_words.choice_column("event", EVENTS, _("occasion"))
    deeds = (
        Deed(
            name="send_again",
            label=_("Send again"),
            run=send_again,
            done=_("The message is being sent."),
            explanation=_("Where it is not known whether the message arrived, it may now arrive twice."),
            offered=lambda request, message: message.state in STUCK,
            failures={outbox.NotToBeSentAgain: _("The message was sent in the meantime.")},
            bulk=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("text", "html")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip().lower()
        return (queryset.filter(to=term) if term else queryset), False


class AuditEventAdmin(TenantModelAdmin):
    """Who did what to which record. Nobody can change it."""

    list_display = ("at", "actor_label", "action", "object_label")
    fields = ("at", "actor_label", "action", "object_type", "object_id", "object_label", "data")
    search_fields = ("action",)
    search_help_text = _("What was done, for example reading.accepted; or who did it.")
    ordering = ("-at", "-pk")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        return (queryset.filter(action=term) | queryset.filter(actor_label=term) if term else queryset), False


class HostAdmin(TenantModelAdmin):
    """Host names, as the portals' files say."""

    utility_path = ""
    list_display = ("name", "tenant", "is_primary")
    list_select_related = ("tenant",)
    fields = ("name", "tenant", "is_primary")
    ordering = ("name",)


class TenantAdmin(TenantModelAdmin):
    """The portals of this installation. The file is the truth: it is applied with `manage.py apply_tenant`."""

    utility_path = ""
    list_display = ("slug", "name", "is_active", "version", "changed_at")
    fields = ("slug", "name", "is_active", "version", "created_at", "changed_at", "file")
    ordering = ("slug",)
    related = (Related(_("host names"), lambda tenant: tenant.hosts.order_by("-is_primary", "name"), ("name", "is_primary")),)
