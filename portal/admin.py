"""What staff and operators see: every registration of both admin sites, so that one look answers what is shown where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import admin as accounts
from accounts.models import Customer, Link, LinkRequest, User
from billing import admin as billing
from billing.models import Contract, Invoice, Payment
from meters import admin as meters
from meters.models import Meter, Reading, Submission, SupplyPoint, WindowChange
from portal import services
from portal.admin_site import platform_admin, tenant_admin
from portal.models import ImportRun, Question
from tenants import admin as tenants
from tenants import admin_words
from tenants.admin_base import TenantModelAdmin
from tenants.admin_deeds import Deed, DeedForm
from tenants.models import AuditEvent, Host, OutboxMessage, Tenant, Utility

IMPORT_STATES = {"running": _("running"), "done": _("done"), "refused": _("refused"), "stopped": _("stopped")}

admin_words.name(
    ImportRun,
    _("import"),
    _("imports"),
    started_at=_("begun at"),
    finished_at=_("ended at"),
    by=_("started by"),
    counts=_("numbers"),
    problems=_("problems"),
)

admin_words.name(
    Question,
    _("question"),
    _("questions"),
    at=_("when"),
    subject=_("subject"),
    answered_at=_("answered at"),
    answered_by=_("answered by"),
    note=_("note"),
)


class ImportRunAdmin(TenantModelAdmin):
    """What imports read, changed and refused."""

    utility_path = "utility"
    list_display = ("started_at", "utility", "state_word", "by", "finished_at", "number_of_problems")
    list_filter = (("state", admin_words.choice_filter(IMPORT_STATES)),)
    list_select_related = ("utility",)
    fields = ("started_at", "finished_at", "utility", "state_word", "by", "counts", "problems")
    state_word = admin_words.choice_column("state", IMPORT_STATES)

    @admin.display(description=_("problems"))
    def number_of_problems(self, run: ImportRun) -> int:
        return len(run.problems)


class AnswerForm(DeedForm):
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))


def _answer(request: HttpRequest, question: Question, note: str) -> None:
    services.answer_question(question=question, note=note, by=request.user)


class WaitingFilter(admin.SimpleListFilter):
    title = _("answered")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Only questions that wait for an answer"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        return queryset.open() if self.value() == "yes" else queryset


class QuestionAdmin(TenantModelAdmin):
    """What customers asked. The answer is an e-mail; here it is only marked, so that no question is forgotten."""

    utility_path = "utility"
    list_display = ("at", "number", "subject", "name", "utility", "answered_at")
    list_filter = (WaitingFilter,)
    list_select_related = ("utility",)
    fields = ("number", "at", "utility", "name", "email", "user", "supply_point", "subject", "text", "answered_at", "answered_by", "note")
    ordering = ("-at", "-pk")
    search_fields = ("number",)
    search_help_text = _("The whole number of the question, or the whole e-mail address of who asked.")
    deeds = (
        Deed(
            name="answer",
            label=_("Mark as answered"),
            run=_answer,
            done=_("The question is marked as answered."),
            explanation=_("The customer is not written to: answer by e-mail first."),
            form=AnswerForm,
            offered=lambda request, question: question.answered_at is None,
            failures={services.AlreadyAnswered: _("Somebody has marked the question as answered in the meantime.")},
        ),
    )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        return (queryset.filter(number=term) | queryset.filter(email=term.lower()) if term else queryset), False


tenant_admin.register(Customer, accounts.CustomerAdmin)
tenant_admin.register(User, accounts.UserAdmin)
tenant_admin.register(Link, accounts.LinkAdmin)
tenant_admin.register(LinkRequest, accounts.LinkRequestAdmin)
tenant_admin.register(Submission, meters.SubmissionAdmin)
tenant_admin.register(Reading, meters.ReadingAdmin)
tenant_admin.register(SupplyPoint, meters.SupplyPointAdmin)
tenant_admin.register(Meter, meters.MeterAdmin)
tenant_admin.register(WindowChange, meters.WindowChangeAdmin)
tenant_admin.register(Contract, billing.ContractAdmin)
tenant_admin.register(Invoice, billing.InvoiceAdmin)
tenant_admin.register(Payment, billing.PaymentAdmin)
tenant_admin.register(OutboxMessage, tenants.OutboxMessageAdmin)
tenant_admin.register(AuditEvent, tenants.AuditEventAdmin)
tenant_admin.register(Utility, meters.UtilityAdmin)
tenant_admin.register(ImportRun, ImportRunAdmin)
tenant_admin.register(Question, QuestionAdmin)

platform_admin.register(Tenant, tenants.TenantAdmin)
platform_admin.register(Host, tenants.HostAdmin)
platform_admin.register(User, accounts.OperatorAdmin)
platform_admin.register(AuditEvent, tenants.AuditEventAdmin)
