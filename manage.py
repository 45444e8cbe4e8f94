#!/usr/bin/env python3
"""Operators' entry: sets no tenant; each command names its own (`--tenant SLUG` or `--all-tenants`)."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
