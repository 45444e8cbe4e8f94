"""Mail, for a tenant's staff; tenants and their hosts, for operators. Registered in `portal/admin.py`."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tenants import admin_words, outbox
from tenants.admin_base import Related, TenantModelAdmin
from tenants.admin_deeds import Deed
from tenants.admin_filters import OnlyFilter
from tenants.mail_events import EVENTS
from tenants.models import AuditEvent, Host, OutboxMessage, Tenant

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


class StuckFilter(OnlyFilter):
    title = _("not sent")
    parameter_name = "stuck"
    words = _("Only messages that were not sent")

    def only(self, rows: QuerySet) -> QuerySet:
        return rows.filter(state__in=OutboxMessage.STUCK)


def send_again(request: HttpRequest, message: OutboxMessage) -> None:
    outbox.send_again(message=message, by=request.user)


class OutboxMessageAdmin(TenantModelAdmin):
    """What was mailed to whom and how it went. Texts are not shown: their links open accounts."""

    utility_path = "utility"
    list_display = ("created_at", "to", "subject", "state_word", "attempts", "sent_at")
    list_filter = (StuckFilter, ("state", admin_words.choice_filter(MESSAGE_STATES)))
    fields = (
        "created_at", "to", "event_word", "language_word", "subject", "state_word", "attempts", "next_attempt_at", "sent_at",
        "last_error", "message_id",
    )  # fmt: skip
    search_fields = ("to",)
    search_help_text = _("The whole e-mail address.")
    state_word = admin_words.choice_column("state", MESSAGE_STATES)
    event_word = admin_words.choice_column("event", EVENTS, _("occasion"))
    language_word = admin_words.choice_column("language", dict(settings.LANGUAGES))
    deeds = (
        Deed(
            name="send_again",
            label=_("Send again"),
            run=send_again,
            done=_("The message is being sent."),
            explanation=_("Where it is not known whether the message arrived, it may now arrive twice."),
            offered=lambda request, message: message.state in OutboxMessage.STUCK,
            failures={outbox.NotToBeSentAgain: _("The message was sent in the meantime.")},
            bulk=True,
        ),
    )

    def title_of(self, row: OutboxMessage) -> str:
        return f"{EVENTS.get(row.event, row.event)} → {row.to}"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("text", "html")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip().lower()
        return (queryset.filter(to=term) if term else queryset), False


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
