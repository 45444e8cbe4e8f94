"""``manage.py import_data --tenant SLUG FOLDER``: take a utility's delivery, all or nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import override
from tqdm import tqdm

from portal.exchange import ImportRefused, ImportResult, run_import
from tenants.management.base import TenantCommand
from tenants.models import Tenant


class Command(TenantCommand):
    help = "Imports a folder of CSV files and PDFs from the utility's billing system, all or nothing."
    one_transaction = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", metavar="FOLDER", type=Path, help="the folder of the delivery")
        parser.add_argument("--utility", metavar="CODE", help="the utility it comes from, where the tenant has several")
        parser.add_argument("--dry-run", action="store_true", help="check everything and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all_tenants"]:
            raise CommandError("A delivery is for one tenant: name it with --tenant.")
        with override("en"):  # operators' language; staff see the same sentences in theirs
            super().handle(*args, **options)

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        with tqdm(total=0, unit="B", unit_scale=True, file=sys.stderr, disable=None, leave=False) as bar:

            def watch(what: str, done: int, total: int) -> None:
                bar.total = total
                bar.set_description(what, refresh=False)
                bar.update(done - bar.n)

            try:
                result = run_import(
                    tenant=tenant,
                    folder=options["folder"],
                    utility_code=options["utility"],
                    by="import_data",
                    dry_run=options["dry_run"],
                    progress=watch,
                )
            except ImportRefused as refused:
                bar.close()
                self.report(refused)
                raise CommandError(refused.sentence) from None
        self.show(result)

    def report(self, refused: ImportRefused) -> None:
        """Every problem on a line of its own; a single one is the sentence that the command ends with."""
        if len(refused.problems) > 1:
            self.stderr.write("\n".join(map(str, refused.problems)))
        if refused.unnamed:
            self.stderr.write(f"... and {refused.unnamed} more.")
        for name in refused.ignored:
            self.stderr.write(f"Not read: {name}")

    def show(self, result: ImportResult) -> None:
        for name, counts in result.counts.items():
            self.stdout.write(f"{name:<15} {counts.new:>9} new {counts.changed:>9} changed {counts.unchanged:>9} unchanged")
        for name in result.ignored:
            self.stdout.write(f"Not read: {name}")
        for name in result.lacking:
            self.stdout.write(f"No values, because the column is not there: evidence {name}")
        self.stdout.write("Dry run: nothing was changed." if result.dry_run else f"Import {result.run_id} is done.")
