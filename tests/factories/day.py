"""The day on which things begin."""

import datetime as dt

DAY = dt.date(2026, 1, 1)
"""Where nothing else is said, things began on this day."""
