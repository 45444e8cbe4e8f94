"""Questions of customers: asked, mailed to the utility, marked as answered by staff."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from meters.models import SupplyPoint
from meters.rules import receipt_number
from portal.models import Question
from tenants import addresses, audit, clock, outbox, scope
from tenants.models import Utility
from tenants.rules.contacts import Contact

QUESTIONS_A_DAY = 5
"""Questions of one person in 24 hours: each goes to people who answer."""

SAME_QUESTION = timedelta(minutes=10)
"""The same words again within this time are the same press of the button, sent twice."""


class TooManyQuestions(ValueError):
    """The person asked enough for a day."""


class NobodyToAsk(ValueError):
    """The utility's file names no address for questions."""


class AlreadyAnswered(ValueError):
    """Somebody has marked the question as answered in the meantime."""


@transaction.atomic
def ask_question(*, user: User, utility: Utility, supply_point: SupplyPoint | None, subject: str, text: str) -> Question:
    """Keep a question of ``user`` and mail it to the utility, with a copy to whoever asks. The same again is the first one.

    The limits look at the real clock, not the demo's. Raises :class:`TooManyQuestions` and :class:`NobodyToAsk`."""
    to = address_for_questions(utility.rules.contacts, supply_point.commodity if supply_point else None)
    if not to:
        raise NobodyToAsk(utility.code)
    now = timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two presses at once: one after the other
    asked = Question.objects.filter(user=user, at__gt=now - timedelta(days=1))
    same = asked.filter(at__gt=now - SAME_QUESTION, utility=utility, supply_point=supply_point, subject=subject, text=text).first()
    if same is not None:
        return same
    if asked.count() >= QUESTIONS_A_DAY:
        raise TooManyQuestions(user.pk)
    question = Question.objects.create(
        number=_free_number(), utility=utility, user=user, supply_point=supply_point, name=user.display_name, email=user.email,
        subject=subject, text=text, at=now,
    )  # fmt: skip
    audit.record("question.asked", by=user, on=question)
    context = {"question": question, "point": supply_point, "question_url": addresses.absolute(reverse("asked", args=[question.public_id]))}
    first_language = scope.current().rules.languages[0]
    key = f"question:{question.public_id}"
    outbox.queue("question", to=to, context=context, language=first_language, dedupe_key=key, utility=utility, reply_to=user.email)
    outbox.queue("question_copy", to=user.email, context=context, language=user.language, dedupe_key=f"{key}:copy", utility=utility)
    return question


def address_for_questions(contacts: Sequence[Contact], commodity: str | None) -> str:
    """The e-mail address for questions about ``commodity`` (None: about anything else), '' where the file names none."""
    with_address = [contact for contact in contacts if contact.email]
    fitting = [contact for contact in with_address if contact.commodity in (commodity, None)]
    return next((contact.email for contact in [*fitting, *with_address]), "")


@transaction.atomic
def answer_question(*, question: Question, note: str, by: Any) -> None:
    """Mark a question as answered, for a member of staff who has written to the customer. Raises :class:`AlreadyAnswered`."""
    changed = Question.objects.filter(pk=question.pk, answered_at=None).update(answered_at=timezone.now(), answered_by=by, note=note)
    if not changed:
        raise AlreadyAnswered(question.pk)
    audit.record("question.answered", by=by, on=question, note=note)


def _free_number() -> str:
    """A number that no question of the tenant bears; of a hundred million a year, two rarely meet."""
    while True:
        number = receipt_number.receipt_number(year=clock.today().year, serial=secrets.randbelow(receipt_number.SERIALS))
        if not Question.objects.filter(number=number).exists():
            return number


def questions_of(user: User) -> list[dict[str, Any]]:
    """What ``user`` asked, as part of "my data"; staff's note about the answer is not theirs."""
    rows = Question.objects.filter(user=user).order_by("pk")
    return [dict(row) for row in rows.values("number", "at", "utility__name", "supply_point__number", "subject", "text", "answered_at")]
