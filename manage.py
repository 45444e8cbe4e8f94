#!/usr/bin/env python3
"""Operators' entry: sets no tenant; each command names its own (`--tenant SLUG` or `--all-tenants`)."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError) as error:
        if "--traceback" in sys.argv:
            raise
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"The database cannot do this: {reason}. Is DATABASE_URL right, and was `manage.py migrate` run?")


if __name__ == "__main__":
    main()
