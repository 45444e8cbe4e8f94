"""The one clock for business days. The demo may move it; sessions, tokens, limits and the audit never follow."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from tenants import scope


def _shift() -> timedelta:
    """How far the demo's clock is moved: whole seconds kept in one small file that all processes read."""
    if not settings.DEMO:
        return timedelta()
    try:
        return timedelta(seconds=int(settings.DEMO_CLOCK_FILE.read_text().strip() or 0))
    except (FileNotFoundError, ValueError):
        return timedelta()


def now() -> datetime:
    """This instant, aware, UTC."""
    return timezone.now() + _shift()


def zone() -> ZoneInfo:
    """The time zone of the tenant in scope; the installation's where none is."""
    tenant = scope.current_or_none()
    if tenant is None or tenant.is_platform:
        return ZoneInfo(settings.TIME_ZONE)
    return ZoneInfo(tenant.rules.country.time_zone)


def day_of(instant: datetime) -> date:
    """The calendar day of ``instant`` where the tenant's customers live."""
    return instant.astimezone(zone()).date()


def today() -> date:
    return day_of(now())
