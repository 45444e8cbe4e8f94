"""Short messages, shaped like Django's mail: one setting names a backend, code sends without knowing which.

`SMS_URL` says where they go (`tenants.sms.address`). Only `tenants.carriers` calls this, for the outbox: elsewhere
``outbox.queue_sms``."""

from __future__ import annotations

from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SmsError(Exception):
    """Base of what a gateway can answer beside yes."""


class TryLater(SmsError):
    """It was certainly not sent, and may be tried again."""


class Refused(SmsError):
    """It will never be sent: the number or the text is not taken."""


class NoAnswer(SmsError):
    """It was handed over and nothing came back: perhaps sent."""


class Backend(Protocol):
    def send(self, *, to: str, text: str, sender: str, reference: str) -> None:
        """Hand over one message. ``to`` is E.164, ``text`` in the GSM alphabet, ``sender`` up to 11 signs or '' for the gateway's
        own; the same ``reference`` is the same message, tried again. Raises one of the `SmsError`."""


def backend() -> Any:
    """The backend of the settings, made anew: none of them holds a connection."""
    return import_string(settings.SMS_BACKEND)(**settings.SMS_OPTIONS)
