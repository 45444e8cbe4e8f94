"""Which days are free in the tenant's country: weekends and work-free holidays, for windows whose end moves."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from meters.rules import reading_window
from tenants import scope


@lru_cache(maxsize=256)
def work_free_days(country: str, year: int) -> frozenset[date]:
    """The public holidays of ``country`` (ISO 3166-1 alpha-2) in ``year``; none where the library does not know the country."""
    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))


def is_free(day: date) -> bool:
    """Whether nobody works on ``day`` where the tenant in scope is at home."""
    return reading_window.is_free_day(day, work_free_days(scope.current().rules.country.code, day.year))
