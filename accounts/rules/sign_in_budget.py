"""How many wrong passwords are compared for one account in a year.

Source: "Log-in limits" of the security notes. The windows of minutes, days and a month (`accounts.allauth_settings`) still let
650 guesses a year through, and live in a cache that forgets. This one lives in the database: NIST allows 100 failures in a row
for an account, we stop at 90. After that only a mailed link opens it. Signing in does not reset it, or a guesser could wait for
the owner; a reset by mail does.
"""

from __future__ import annotations

from datetime import timedelta

YEAR = timedelta(days=365)
MOST_IN_A_YEAR = 90


def may_compare(failures: int) -> bool:
    """Whether one more password is compared after so many ``failures`` in :data:`YEAR`, the windows sliding."""
    return failures < MOST_IN_A_YEAR
