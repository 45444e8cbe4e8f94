"""The day of the wall test: readings are open at both tenants."""

import datetime as dt
from zoneinfo import ZoneInfo

NOW = dt.datetime(2026, 5, 2, 10, 0, tzinfo=ZoneInfo("Europe/Ljubljana"))
"""Inside Involta's window (1st to 5th) and Zagorje's (25th to 2nd)."""

TODAY = NOW.date()
YESTERDAY = TODAY - dt.timedelta(days=1)
LONG_AGO = dt.date(2026, 1, 1)
