"""What the demo remembers beside the database: ready accounts, bills to try, the moved clock. One small file each in ``var/demo``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone


@dataclass
class Account:
    """Somebody who can sign in at once. ``secret`` is the second factor's, for staff."""

    sign_in: str
    password: str
    who: str
    secret: str = ""


@dataclass
class FreeBill:
    """A bill that nobody has registered yet: its values, label by label."""

    who: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class PortalCard:
    slug: str
    name: str
    host: str
    customers: list[Account] = field(default_factory=list)
    staff: list[Account] = field(default_factory=list)
    bills: list[FreeBill] = field(default_factory=list)


def _index() -> Path:
    return settings.DEMO_DIR / "index.json"


def save(cards: list[PortalCard], operators: list[Account], seeded_on: date) -> None:
    settings.DEMO_DIR.mkdir(parents=True, exist_ok=True)
    content = {
        "seeded_on": seeded_on.isoformat(),
        "portals": [asdict(card) for card in cards],
        "operators": [asdict(account) for account in operators],
    }
    _index().write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def seeded_on() -> date | None:
    """The day of the last seeding, None where there was none."""
    return date.fromisoformat(_read()["seeded_on"]) if _index().exists() else None


def _read() -> dict[str, Any]:
    return json.loads(_index().read_text(encoding="utf-8"))


def cards() -> list[PortalCard]:
    if not _index().exists():
        return []
    return [
        PortalCard(
            card["slug"],
            card["name"],
            card["host"],
            [Account(**account) for account in card["customers"]],
            [Account(**account) for account in card["staff"]],
            [FreeBill(**bill) for bill in card["bills"]],
        )
        for card in _read()["portals"]
    ]


def operators() -> list[Account]:
    return [Account(**account) for account in _read()["operators"]] if _index().exists() else []


def set_day(day: date | None, *, at: time | None = None) -> None:
    """Move the portals' business day to ``day``, at this time of the day or ``at`` another; None: back to today.

    Counted in seconds and not in days: between winter and summer an hour before midnight would fall on the next day."""
    settings.DEMO_DIR.mkdir(parents=True, exist_ok=True)
    now = timezone.localtime()
    wanted = now if day is None else datetime.combine(day, at or now.time(), now.tzinfo)
    settings.DEMO_CLOCK_FILE.write_text(str(int(wanted.timestamp()) - int(now.timestamp())))
