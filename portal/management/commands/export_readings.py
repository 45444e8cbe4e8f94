"""``manage.py export_readings --tenant SLUG``: hand accepted readings over to billing, once, or repeat a batch."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from meters.models import ReadingBatch
from meters.services import hand_over
from portal.exchange import export
from tenants import clock
from tenants.management.base import TenantCommand
from tenants.models import Tenant, Utility

BY = "export_readings"


class Command(TenantCommand):
    help = (
        "Hands accepted readings whose window is closed over to billing as CSV, each once. With --batch it repeats an earlier "
        "batch; with --sent or --acknowledged it only notes what became of one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--utility", metavar="CODE", help="only the readings of this utility")
        parser.add_argument("--output", metavar="FILE", type=Path, help="where to write; a folder: readings-SLUG-N.csv in it")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--batch", metavar="N", type=int, help="repeat this batch")
        what.add_argument("--sent", metavar="N", type=int, help="note that this batch was sent")
        what.add_argument("--acknowledged", metavar="N", type=int, help="note that billing acknowledged this batch")

    def handle(self, *args: Any, **options: Any) -> None:
        numbered = any(options[name] is not None for name in ("batch", "sent", "acknowledged"))
        if options["all_tenants"] and (numbered or options["output"] is None or not options["output"].is_dir()):
            raise CommandError("For all tenants name a folder with --output, and no batch: each tenant counts its own.")
        super().handle(*args, **options)

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        try:
            for name, state in (("sent", ReadingBatch.State.SENT), ("acknowledged", ReadingBatch.State.ACKNOWLEDGED)):
                if options[name] is not None:
                    batch = hand_over.set_batch_state(number=options[name], state=state, by=BY)
                    self.stderr.write(f"{tenant.slug}: batch {batch} is {batch.state}.")
                    return
            self.hand_over(tenant, options)
        except hand_over.UnknownBatch as unknown:
            raise CommandError(f"{tenant.slug} has no batch {unknown}.") from None
        except hand_over.BatchWentFurther as further:
            raise CommandError(f"The batch is {further} already.") from None
        except OSError as error:
            where = options["output"] or "the output"  # not the name beside it that is written first
            raise CommandError(f"Nothing was handed over; {where} cannot be written: {error.strerror or error}.") from None

    def hand_over(self, tenant: Tenant, options: dict[str, Any]) -> None:
        """The file is written before the transaction ends: where it cannot be, no reading counts as handed over."""
        try:
            batch = self.batch(options)
        except hand_over.NothingToHandOver:
            self.stderr.write(f"{tenant.slug}: no reading waits whose window is closed.")
            return
        exchange = export.exchange_of(batch)
        readings = tqdm(hand_over.readings_of(batch), unit="readings", file=sys.stderr, disable=None, leave=False)
        lines = export.lines(batch, readings, exchange)
        output: Path | None = options["output"]
        if output is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        path = output / f"readings-{tenant.slug}-{batch.number}.csv" if output.is_dir() else output
        beside = path.with_name(f".{path.name}.part")
        with beside.open("w", encoding=exchange.encoding, errors="replace", newline="") as file:
            file.writelines(lines)
        os.replace(beside, path)
        self.stderr.write(f"{tenant.slug}: batch {batch} is in {path}.")

    def batch(self, options: dict[str, Any]) -> ReadingBatch:
        if options["batch"] is not None:
            return hand_over.batch_numbered(options["batch"])
        utility = None
        if options["utility"] is not None:
            utility = Utility.objects.filter(code=options["utility"]).first()
            if utility is None:
                known = ", ".join(Utility.objects.order_by("code").values_list("code", flat=True))
                raise CommandError(f"There is no utility '{options['utility']}'. Known utilities: {known}.")
        return hand_over.make_batch(utility=utility, by=BY, now=clock.now())
