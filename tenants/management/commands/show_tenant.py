"""`manage.py show_tenant SLUG`: the tenant's file as it was applied."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tenants.management.base import portal_named


class Command(BaseCommand):
    help = "Print a tenant's file; applying what it prints changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(portal_named(options["slug"]).file, ending="")
