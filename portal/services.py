"""What data exchange writes about itself; questions of customers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from meters.models import SupplyPoint
from meters.rules import receipt_number
from portal.models import ImportRun, Question
from tenants import addresses, audit, clock, outbox, scope
from tenants.models import Utility
from tenants.rules.contacts import Contact

MOST_KEPT = 1000
"""Problems of a refused import that are kept with its row; the operator's own report has all."""


def start_import(*, utility: Utility, by: Any) -> int:
    """Record that an import begins, in a transaction of its own: it stays whatever follows. The key of its row."""
    return ImportRun.objects.create(utility=utility, by=str(by)[:254]).pk


def finish_import(*, run_id: int, utility: Utility, counts: dict[str, dict[str, int]], by: Any) -> None:
    """Record in the import's own transaction what it did."""
    ImportRun.objects.filter(pk=run_id).update(state=ImportRun.State.DONE, finished_at=timezone.now(), counts=counts)
    audit.record("import.done", by=by, on=utility, run=run_id, counts=counts)


def refuse_import(*, run_id: int, problems: Sequence[dict[str, Any]], by: Any) -> None:
    """Record what was refused, after the rows themselves were rolled back."""
    ImportRun.objects.filter(pk=run_id).update(
        state=ImportRun.State.REFUSED, finished_at=timezone.now(), counts={"problems": len(problems)}, problems=list(problems[:MOST_KEPT])
    )
    audit.record("import.refused", by=by, run=run_id, problems=len(problems))


def stop_import(*, run_id: int, reason: str) -> None:
    """Record that an import's process ended without a word; its rows were never committed."""
    ImportRun.objects.filter(pk=run_id, state=ImportRun.State.RUNNING).update(
        state=ImportRun.State.STOPPED,
        finished_at=timezone.now(),
        problems=[{"file": "", "line": 0, "column": "", "value": "", "reason": reason}],
    )
    audit.record("import.stopped", by="run_due", run=run_id)


def unfinished_imports(*, but: int | None = None, before: datetime | None = None) -> list[int]:
    """Imports that began (before that moment) and said no more."""
    runs = ImportRun.objects.filter(state=ImportRun.State.RUNNING).exclude(pk=but or 0)
    return list((runs.filter(started_at__lt=before) if before else runs).values_list("pk", flat=True))


# --- Questions ------------------------------------------------------------------------------------------------------------------
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
