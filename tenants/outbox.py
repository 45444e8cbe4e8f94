"""Mail: written in the transaction of what it tells, sent later. A message that is here is not lost, and is not sent twice.

SMTP cannot do exactly-once. What is promised instead: a message is claimed before it is sent; an answer of the server decides
(taken, try later, never); where no answer came after the text was handed over, the row is *uncertain*, is not sent again by
itself, and staff see it. The ``Message-ID`` is fixed when the message is written, so a repeat can be recognised.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import timedelta
from email.utils import formataddr
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from tenants import addresses, audit, scope, words
from tenants.models import OutboxMessage, Tenant
from tenants.rules import theme
from tenants.rules.brand import STAND_IN_ACCENT, Brand

State = OutboxMessage.State

LEASE = timedelta(minutes=10)
"""How long a claimed message may be on its way; after that its worker is taken for dead."""

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""The wait after each temporary failure; after the last one the message has failed. Almost two days in all, as mail servers do."""

SUBJECT_LENGTH = 250


class BadAddress(ValueError):
    """The recipient is no e-mail address; a line break in it would be somebody's attempt to add headers."""


@dataclass(frozen=True)
class Face:
    """What every mail knows about the portal it comes from. Colours are ``#rrggbb``."""

    name: str
    url: str
    sender: str
    reply_to: str
    signature: str
    colours: dict[str, str]


def face() -> Face:
    """The face of the tenant in scope, in the active language."""
    tenant = scope.current()
    brand = Brand(name=tenant.name, accent=STAND_IN_ACCENT) if tenant.is_platform else tenant.rules.brand
    return Face(
        name=tenant.name,
        url=addresses.absolute("/"),
        sender=settings.DEFAULT_FROM_EMAIL if tenant.is_platform else tenant.rules.mail.sender,
        reply_to="" if tenant.is_platform else tenant.rules.mail.reply_to,
        signature=words.word("mail.signature"),
        colours={role.replace("-", "_"): colour for role, colour in theme.variables(brand)["light"].items()},
    )


# --- Writing --------------------------------------------------------------------------------------------------------------------
def queue(event: str, *, to: str, context: dict[str, Any], language: str, dedupe_key: str) -> OutboxMessage:
    """Render ``templates/mail/<event>_subject.txt``, ``<event>_body.txt`` and ``<event>.html`` and keep them for sending.

    In the running transaction: rolled back with what it tells. The same ``dedupe_key`` is written once; the second call gives
    back the first message. ``language`` is a code of ``LANGUAGES``, '' the active one. The templates see ``context`` and
    ``mail``, a :class:`Face`. Raises :class:`BadAddress`.
    """
    with translation.override(language or translation.get_language()):
        values = {**context, "mail": face()}
        return queue_rendered(
            event,
            to=to,
            subject=render_to_string(f"mail/{event}_subject.txt", values),
            text=render_to_string(f"mail/{event}_body.txt", values),
            html=render_to_string(f"mail/{event}.html", values),
            language=translation.get_language() or "",
            dedupe_key=dedupe_key,
        )


def queue_rendered(event: str, *, to: str, subject: str, text: str, html: str, language: str, dedupe_key: str) -> OutboxMessage:
    """Keep a message that is rendered already. Raises :class:`BadAddress`."""
    try:
        validate_email(to)
    except ValidationError as error:
        raise BadAddress(to) from error
    message, created = OutboxMessage.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "event": event,
            "to": to,
            "language": language,
            "subject": " ".join(subject.split())[:SUBJECT_LENGTH],  # a line break would begin a header
            "text": text.strip() + "\n",
            "html": html.strip(),
            "message_id": f"<{uuid4().hex}@{addresses.host()}>",
            "next_attempt_at": timezone.now(),
        },
    )
    if created:
        from tenants.tasks import deliver_message

        deliver_message.enqueue(tenant_id=scope.current_id(), message_id=message.pk)
    return message


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
    from tenants.tasks import deliver_message

    deliver_message.enqueue(tenant_id=scope.current_id(), message_id=message.pk)
    return message


# --- Sending --------------------------------------------------------------------------------------------------------------------
def deliver(tenant: Tenant, message_id: int) -> str:
    """Send one message if it is due, and say what became of it (its state; '' when there was nothing to do).

    Three steps, two short transactions: claim, send outside any transaction, mark. Two workers never send the same message.
    """
    with scope.bound(tenant):
        message = _claim(message_id)
        sender = face() if message is not None else None
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
        waiting = OutboxMessage.objects.filter(state=State.WAITING, channel=OutboxMessage.Channel.EMAIL, next_attempt_at__lte=now)
        return list(waiting.order_by("next_attempt_at", "pk").values_list("pk", flat=True))


@dataclass(frozen=True)
class Outcome:
    """What the conversation with the server came to."""

    state: str
    error: str = ""


class _Conversation:
    """Watches whether the text was handed over: before that a lost connection is harmless, after it nobody knows."""

    def __init__(self) -> None:
        self.handed_over = False

    def watch(self, backend: Any) -> None:
        server = getattr(backend, "connection", None)
        if server is None or not hasattr(server, "data"):
            return  # not SMTP: console, file or memory
        data = server.data

        def watched(message: Any) -> Any:
            self.handed_over = True
            return data(message)

        server.data = watched


def _claim(message_id: int) -> OutboxMessage | None:
    rows = OutboxMessage.objects.filter(
        pk=message_id, state=State.WAITING, channel=OutboxMessage.Channel.EMAIL, next_attempt_at__lte=timezone.now()
    )
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
    conversation = _Conversation()
    backend = get_connection()
    try:
        backend.open()
        conversation.watch(backend)
        backend.send_messages([_mail(message, sender)])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        return _answered(error)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(State.UNCERTAIN if conversation.handed_over else State.WAITING, _short(error))
    except ValueError as error:  # Django refuses a header with a line break
        return Outcome(State.FAILED, _short(error))
    finally:
        _close(backend)
    return Outcome(State.SENT)


def _mail(message: OutboxMessage, sender: Face) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=formataddr((sender.name, sender.sender)),
        to=[message.to],
        reply_to=[sender.reply_to] if sender.reply_to else None,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail


def _answered(error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused) -> Outcome:
    """The server said no: 4xx means later, 5xx means never."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [int(code) for code, _text in error.recipients.values()]
    else:
        codes = [int(error.smtp_code)]
    temporary = any(400 <= code < 500 for code in codes)
    # A password that the server does not take is the installation's fault, not the message's: it waits until somebody mends it.
    temporary = temporary or isinstance(error, smtplib.SMTPAuthenticationError)
    return Outcome(State.WAITING if temporary else State.FAILED, _short(error))


def _mark(message: OutboxMessage, outcome: Outcome) -> None:
    """Write down the outcome. A body that was sent is blanked: its links are secrets; the demo keeps it to be looked at."""
    changes: dict[str, Any] = {"state": outcome.state, "last_error": outcome.error, "next_attempt_at": timezone.now()}
    if outcome.state == State.SENT:
        changes["sent_at"] = timezone.now()
        if not settings.DEMO:
            changes |= {"text": "", "html": ""}
    elif outcome.state == State.WAITING and message.attempts > len(BACK_OFF):
        changes["state"] = State.FAILED
    elif outcome.state == State.WAITING:
        changes["next_attempt_at"] += BACK_OFF[message.attempts - 1]
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk, state=State.SENDING).update(**changes)


def _close(backend: Any) -> None:
    """The message's fate is decided already; a server that does not answer our goodbye changes nothing."""
    try:
        backend.close()
    except (smtplib.SMTPException, OSError):
        return


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
