"""All mail and all short messages that the demo sent: files that the file backends wrote, the latest first."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

SEPARATOR = "-" * 79


@dataclass(frozen=True)
class SentMail:
    key: str
    sender: str
    to: str
    subject: str
    date: str
    text: str
    html: str


def latest(count: int = 30) -> list[SentMail]:
    """Up to ``count`` mails, the latest first."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or settings.DEMO_DIR / "mail")
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True) if folder.is_dir() else []
    found: list[SentMail] = []
    for file in files:
        found += _mails(file)
        if len(found) >= count:
            break
    return found[:count]


@dataclass(frozen=True)
class SentSms:
    to: str
    text: str


def latest_sms(count: int = 30) -> list[SentSms]:
    """Up to ``count`` short messages, the latest first; none where they are not kept in files."""
    folder = Path(settings.SMS_OPTIONS.get("folder", "") or settings.DEMO_DIR / "sms")
    files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime_ns, reverse=True) if folder.is_dir() else []
    rows = [json.loads(file.read_text(encoding="utf-8")) for file in files[:count]]
    return [SentSms(row["to"], row["text"]) for row in rows]


def _mails(file: Path) -> Iterator[SentMail]:
    """The mails of one file, the last one first."""
    parts = [part for part in file.read_text(encoding="utf-8", errors="replace").split(SEPARATOR) if part.strip()]
    for position, part in reversed(list(enumerate(parts))):
        message = email.message_from_bytes(part.lstrip("\n").encode(), policy=email.policy.default)  # from text, 8-bit letters are lost
        yield SentMail(
            key=f"{file.stem}-{position}",
            sender=str(message["From"] or ""),
            to=str(message["To"] or ""),
            subject=str(message["Subject"] or ""),
            date=str(message["Date"] or ""),
            text=_body(message, "plain"),
            html=_body(message, "html"),
        )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else ""
