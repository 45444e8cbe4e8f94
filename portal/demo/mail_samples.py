"""What the previews of mails are filled with: one household of values, the same for every event. Nothing here is anybody's."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tenants import addresses, clock, letter, mail_events
from tenants.models import Utility

TEXT = "Kdaj bo zamenjan števec? Hvala in lep pozdrav.\n\nAna Novak"


def context(utility: Utility) -> dict[str, Any]:
    """Every value that a mail's template may ask for."""
    now, today, home = clock.now().astimezone(clock.zone()), clock.today(), addresses.absolute("/")
    link = f"{home}accounts/activate/WyI0ZjUz-vzorec/"
    customer = SimpleNamespace(name="Ana Novak", number="100001", utility=utility)
    return {
        "user": SimpleNamespace(username="ana.novak", email="ana@example.si", full_name="Ana Novak", display_name="Ana Novak"),
        "customer": customer,
        "told": [{"customer": customer, "day": today, "objection_url": link}, {"customer": customer, "day": today}],
        "contacts": utility.rules.contacts,
        "point": SimpleNamespace(number="3-123456", short_address="Slovenska cesta 1, Ljubljana"),
        "supply_point": SimpleNamespace(number="3-123456", short_address="Slovenska cesta 1, Ljubljana"),
        "submission": SimpleNamespace(number="2026-1234-5678-9", read_on=today, staff_note="Prosimo, preverite številko števca."),
        "question": SimpleNamespace(number="V-2026-1234", name="Ana Novak", email="ana@example.si", subject="Zamenjava števca", text=TEXT),
        "rows": [{"label": "VT", "value": "25034", "unit": "kWh"}, {"label": "MT", "value": "18511", "unit": "kWh"}],
        "serial": "8100001",
        "usernames": ["ana.novak"],
        "received_at": now,
        "timestamp": now,
        "day": today,
        "last_day": today + timedelta(days=2),
        "days_left": 3,
        "days": 3,
        "minutes": 60,
        "failures": 214,
        "ip": "192.0.2.1",
        "own": True,
        "waits": False,
        "per_point": True,
        "new": "ana.novak@example.si",
        "from_email": "ana@example.si",
        "to_email": "ana.novak@example.si",
        "reason": "Podatki se ne ujemajo z računom.",
        "subject": "Obvestilo",
        "text": TEXT,
        "home_url": home,
        "help_url": f"{home}help/",
        "login_url": f"{home}accounts/login/",
        "signup_url": f"{home}accounts/signup/",
        "link_url": f"{home}accounts/link/",
        "admin_url": f"{home}admin/",
        "question_url": f"{home}ask/",
        "submit_url": f"{home}meters/AbCdEfGhJkLmNpQr/submit/",
        "receipt_url": f"{home}meters/receipts/AbCdEfGhJkLmNpQr/",
        "stop_url": f"{home}r/AbCdEfGhJkLmNpQr/",
        **dict.fromkeys(("activate_url", "reset_url", "confirm_url", "objection_url"), link),
    }


def mail(event: str, *, language: str, utility: Utility) -> letter.Letter:
    """The mail of ``event`` as a customer of the tenant in scope would get it."""
    return letter.render(event, context=context(utility), language=language, utility=utility)


def sms(event: str, *, language: str, utility: Utility) -> str:
    """The short message of ``event``; '' where it has none."""
    if event not in mail_events.BY_SMS:
        return ""
    return letter.render_sms(event, context=context(utility), language=language, utility=utility)[1]
