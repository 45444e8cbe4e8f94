"""How a message of the outbox leaves the house: by SMTP or through a gateway for short messages, and what the answer means."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.utils import formataddr
from typing import TYPE_CHECKING, Any

from django.core.mail import EmailMultiAlternatives, get_connection

from tenants import sms
from tenants.letter import Face

if TYPE_CHECKING:
    from tenants.models import OutboxMessage

WAITING, SENT, FAILED, UNCERTAIN = "waiting", "sent", "failed", "uncertain"
"""States of `OutboxMessage` that a conversation can end in; waiting: try later."""


@dataclass(frozen=True)
class Outcome:
    """What the conversation with the server came to."""

    state: str
    error: str = ""


def by_mail(message: OutboxMessage, sender: Face) -> Outcome:
    """Hand one e-mail to the mail server."""
    conversation = _Conversation()
    backend = get_connection()
    try:
        backend.open()
        conversation.watch(backend)
        backend.send_messages([_mail(message, sender)])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        return _answered(error)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(UNCERTAIN if conversation.handed_over else WAITING, _short(error))
    except ValueError as error:  # Django refuses a header with a line break
        return Outcome(FAILED, _short(error))
    finally:
        _close(backend)
    return Outcome(SENT)


def by_sms(message: OutboxMessage, sender: Face) -> Outcome:
    """Hand one short message to the gateway."""
    try:
        sms.backend().send(to=message.to, text=message.text.strip(), sender=sender.sms_sender, reference=message.message_id)
    except sms.TryLater as error:
        return Outcome(WAITING, _short(error))
    except sms.Refused as error:
        return Outcome(FAILED, _short(error))
    except sms.NoAnswer as error:
        return Outcome(UNCERTAIN, _short(error))
    return Outcome(SENT)


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


def _mail(message: OutboxMessage, sender: Face) -> EmailMultiAlternatives:
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    if message.stop_url:
        headers |= {"List-Unsubscribe": f"<{message.stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    reply_to = message.reply_to or sender.reply_to
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=formataddr((sender.name, sender.sender)),
        to=[message.to],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
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
    return Outcome(WAITING if temporary else FAILED, _short(error))


def _close(backend: Any) -> None:
    """The message's fate is decided already; a server that does not answer our goodbye changes nothing."""
    try:
        backend.close()
    except (smtplib.SMTPException, OSError):
        return


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
