"""Staff's pages about customers' questions. Registered in `portal/admin.py`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.models import Question
from portal.services import questions
from tenants import admin_words
from tenants.admin_base import TenantModelAdmin
from tenants.admin_deeds import Deed, DeedForm
from tenants.admin_filters import OnlyFilter

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


class AnswerForm(DeedForm):
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))


def _answer(request: HttpRequest, question: Question, note: str) -> None:
    questions.answer_question(question=question, note=note, by=request.user)


class WaitingFilter(OnlyFilter):
    title = _("answered")
    parameter_name = "waiting"
    words = _("Only questions that wait for an answer")

    def only(self, rows: Any) -> QuerySet:
        return rows.open()


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
            failures={questions.AlreadyAnswered: _("Somebody has marked the question as answered in the meantime.")},
        ),
    )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        return (queryset.filter(number=term) | queryset.filter(email=term.lower()) if term else queryset), False
