"""Messages: written in the transaction of what they tell, sent later. One that is here is not lost, and is not sent twice.

Neither SMTP nor a gateway can do exactly-once. What is promised instead: a message is claimed before it is sent; an answer of the
server decides (taken, try later, never); where no answer came after the text was handed over, the row is *uncertain*, is not sent
again by itself, and staff see it. The ``Message-ID`` is fixed when the message is written, so a repeat can be recognised.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone

from tenants import addresses, audit, carriers, letter, scope, words
from tenants.carriers import Outcome
from tenants.letter import Face, Letter, face
from tenants.models import OutboxMessage, Tenant, Utility

__all__ = ["BACK_OFF", "LEASE", "BadAddress", "NotToBeSentAgain", "Outcome", "State", "Written", "deliver", "due", "face", "only_while",
           "queue", "queue_rendered", "queue_sms", "render", "send_again"]  # fmt: skip

State = OutboxMessage.State
Channel = OutboxMessage.Channel

LEASE = timedelta(minutes=10)
"""How long a claimed message may be on its way; after that its worker is taken for dead."""

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""The wait after each temporary failure; after the last one the message has failed. Almost two days in all, as mail servers do."""

SUBJECT_LENGTH = 250
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class BadAddress(ValueError):
    """The recipient is no e-mail address or no telephone number; a line break in it would be somebody's attempt to add headers."""


# --- Writing --------------------------------------------------------------------------------------------------------------------
def queue(
    event: str,
    *,
    to: str,
    context: dict[str, Any],
    language: str,
    dedupe_key: str,
    utility: Utility | None = None,
    reply_to: str = "",
    stop_url: str = "",
) -> OutboxMessage:
    """Render the mail of ``event`` (`tenants.letter`) and keep it for sending.

    In the running transaction: rolled back with what it tells. The same ``dedupe_key`` is written once; the second call gives
    back the first message. ``language``: the reader's own, '' where it is not known. ``utility``: who writes, where that is known;
    its name, sender, helpdesk and wording win. ``stop_url``: one click there ends mails of this kind. Raises :class:`BadAddress`.
    """
    written = render(event, context=context, language=language, utility=utility)
    return queue_rendered(written, to=to, dedupe_key=dedupe_key, reply_to=reply_to, stop_url=stop_url)


@dataclass(frozen=True)
class Written:
    """The mail of an event as it would be sent, and who writes it."""

    event: str
    letter: Letter
    utility: Utility | None


def render(event: str, *, context: dict[str, Any], language: str, utility: Utility | None = None) -> Written:
    """The first half of :func:`queue`, for whoever keeps only one of several letters."""
    utility = utility or _named_in(context) or _speaking()
    return Written(event, letter.render(event, context=context, language=language, utility=utility), utility)


def queue_rendered(written: Written, *, to: str, dedupe_key: str, reply_to: str = "", stop_url: str = "") -> OutboxMessage:
    """The second half of :func:`queue`. Raises :class:`BadAddress`."""
    _check_email(to)
    if reply_to:
        _check_email(reply_to)
    return _keep(
        dedupe_key,
        channel=Channel.EMAIL,
        event=written.event,
        utility=written.utility,
        to=to,
        reply_to=reply_to,
        language=written.letter.language,
        subject=" ".join(written.letter.subject.split())[:SUBJECT_LENGTH],  # a line break would begin a header
        text=written.letter.text.strip() + "\n",
        html=written.letter.html.strip(),
        stop_url=stop_url,
    )


def queue_sms(
    event: str, *, to: str, context: dict[str, Any], language: str, dedupe_key: str, utility: Utility | None = None
) -> OutboxMessage:
    """Render ``templates/mail/<event>_sms.txt`` and keep it as a short message to ``to``, a number in E.164. Raises :class:`BadAddress`."""
    if not E164.fullmatch(to):
        raise BadAddress(to)
    utility = utility or _named_in(context) or _speaking()
    code, text = letter.render_sms(event, context=context, language=language, utility=utility)
    return _keep(dedupe_key, channel=Channel.SMS, event=event, utility=utility, to=to, language=code, text=text)


def _named_in(context: dict[str, Any]) -> Utility | None:
    """The utility that the templates are shown."""
    named = context.get("utility")
    return named if isinstance(named, Utility) else None


def _speaking() -> Utility | None:
    """The utility that the page is about, where the portal has several: the message is sent when the page is forgotten."""
    speaker = words.speaker()
    if speaker is None or len(scope.current().rules.utilities) == 1:
        return None
    return Utility.objects.filter(code=speaker.code).first()


def _check_email(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadAddress(address) from error


def _keep(dedupe_key: str, **values: Any) -> OutboxMessage:
    message, created = OutboxMessage.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={**values, "message_id": f"<{uuid4().hex}@{addresses.host()}>", "next_attempt_at": timezone.now()},
    )
    if created:
        _ring(message)
    return message


def _ring(message: OutboxMessage) -> None:
    from tenants.tasks import deliver_message

    deliver_message.enqueue(tenant_id=scope.current_id(), message_id=message.pk)


class NotToBeSentAgain(ValueError):
    """The message was sent, is on its way, or its text is gone."""


@transaction.atomic
def send_again(*, message: OutboxMessage, by: Any) -> OutboxMessage:
    """Try a message once more from the start, for a member of staff: one that failed, is uncertain, or waits for its next try.

    An uncertain one may arrive twice; staff were told. Raises :class:`NotToBeSentAgain`."""
    again = (State.FAILED, State.UNCERTAIN, State.WAITING)
    changed = (
        OutboxMessage.objects.filter(pk=message.pk, state__in=again)
        .exclude(text="")
        .update(state=State.WAITING, attempts=0, next_attempt_at=timezone.now())
    )
    if not changed:
        raise NotToBeSentAgain(message.pk)
    audit.record("message.sent_again", by=by, on=message, before=message.state)
    message.refresh_from_db()
    _ring(message)
    return message


# --- Sending --------------------------------------------------------------------------------------------------------------------
Wanted = Callable[[OutboxMessage], bool]
_wanted: dict[str, Wanted] = {}


def only_while(event: str, wanted: Wanted) -> None:
    """Ask ``wanted`` before each attempt whether a message of ``event`` is still to be sent; it is withdrawn where not.

    Called in ``AppConfig.ready`` by the app that writes the event: between writing and sending a mail server may be away for a day."""
    _wanted[event] = wanted


def deliver(tenant: Tenant, message_id: int) -> str:
    """Send one message if it is due, and say what became of it (its state; '' when there was nothing to do).

    Three steps, two short transactions: claim, send outside any transaction, mark. Two workers never send the same message.
    """
    with scope.bound(tenant):
        message = _claim(message_id)
        if message is not None and not _wanted.get(message.event, _always)(message):
            _mark(message, Outcome(State.WITHDRAWN))
            return State.WITHDRAWN
        sender = face(message.utility) if message is not None else None
    if message is None or sender is None:
        return ""
    outcome = _send(message, sender)
    with scope.bound(tenant):
        _mark(message, outcome)
    return outcome.state


def due(tenant: Tenant) -> list[int]:
    """Keys of the messages whose time has come; messages of dead workers become uncertain first."""
    now = timezone.now()
    with scope.bound(tenant):
        OutboxMessage.objects.filter(state=State.SENDING, next_attempt_at__lt=now).update(
            state=State.UNCERTAIN, last_error="The worker stopped while the message was on its way."
        )
        waiting = OutboxMessage.objects.filter(state=State.WAITING, next_attempt_at__lte=now)
        return list(waiting.order_by("next_attempt_at", "pk").values_list("pk", flat=True))


def _always(message: OutboxMessage) -> bool:
    return True


def _claim(message_id: int) -> OutboxMessage | None:
    rows = OutboxMessage.objects.filter(pk=message_id, state=State.WAITING, next_attempt_at__lte=timezone.now())
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    message = rows.order_by("pk").first()
    if message is None:
        return None
    message.state, message.attempts, message.next_attempt_at = State.SENDING, message.attempts + 1, timezone.now() + LEASE
    claimed = OutboxMessage.objects.filter(pk=message.pk, state=State.WAITING).update(
        state=message.state, attempts=message.attempts, next_attempt_at=message.next_attempt_at
    )
    return message if claimed else None


def _send(message: OutboxMessage, sender: Face) -> Outcome:
    return carriers.by_sms(message, sender) if message.channel == Channel.SMS else carriers.by_mail(message, sender)


def _mark(message: OutboxMessage, outcome: Outcome) -> None:
    """Write down the outcome. A body that was sent is blanked: its links are secrets; the demo keeps it to be looked at."""
    changes: dict[str, Any] = {"state": outcome.state, "last_error": outcome.error, "next_attempt_at": timezone.now()}
    if outcome.state == State.SENT:
        changes["sent_at"] = timezone.now()
    if outcome.state in (State.SENT, State.WITHDRAWN) and not settings.DEMO:
        changes |= {"text": "", "html": ""}
    if outcome.state == State.WAITING and message.attempts > len(BACK_OFF):
        changes["state"] = State.FAILED
    elif outcome.state == State.WAITING:
        changes["next_attempt_at"] += BACK_OFF[message.attempts - 1]
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk, state=State.SENDING).update(**changes)
