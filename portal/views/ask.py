"""`Imam vprašanje`: a question of a signed-in customer, mailed to the utility that it is about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from meters.models import SupplyPoint
from portal.forms import QuestionForm
from portal.models import Question
from portal.services import questions
from tenants import clock, entries, words
from tenants.models import Utility


@entries.belongs_to("ask")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest) -> HttpResponse:
    """The form. Nothing typed is lost where the question cannot be sent."""
    points = SupplyPoint.objects.visible_to(request.user, day=clock.today())
    codes = [utility.code for utility in words.speakers()]
    utilities = list(Utility.objects.filter(code__in=codes, is_active=True).order_by("name", "pk"))
    form = QuestionForm(request.POST or None, points=points, utilities=utilities)
    if request.method == "POST" and form.is_valid():
        try:
            question = questions.ask_question(user=request.user, **form.question)
        except questions.TooManyQuestions:
            form.add_error(None, _("You have asked several questions today. Please call us, or write again tomorrow."))
        except questions.NobodyToAsk:
            form.add_error(None, _("This utility takes no questions here. You find its contacts on the page of help."))
        else:
            return redirect("asked", public_id=question.public_id)
    return render(request, "portal/ask.html", {"form": form})


@entries.belongs_to("ask")
@require_safe
def asked(request: HttpRequest, public_id: str) -> HttpResponse:
    """The receipt of a question, for whoever asked it."""
    question = get_object_or_404(Question.objects.visible_to(request.user).select_related("utility", "supply_point"), public_id=public_id)
    return render(request, "portal/asked.html", {"question": question, "utility": question.utility})
