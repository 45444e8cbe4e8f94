"""`manage.py show_tenant SLUG`: the tenant's file as it was applied."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tenants import scope
from tenants.management.base import portal_named
from tenants.management.pages import write_pages
from tenants.models import TenantPage


class Command(BaseCommand):
    help = "Print a tenant's file, with --pages also write its texts into a folder; applying what it gives changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--pages", type=Path, metavar="FOLDER", help="a folder that gets the texts; it must be new or empty")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = portal_named(options["slug"])
        if options["pages"]:
            with scope.bound(tenant):
                write_pages(options["pages"], dict(TenantPage.objects.order_by("name").values_list("name", "text")))
        self.stdout.write(tenant.file, ending="")
