"""`manage.py seed_demo`: four portals with invented customers, through the same import a utility uses."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.demo import seeding, state


class Command(BaseCommand):
    help = "Write the demo's folders into var/demo, import them and make ready accounts. Nothing happens twice on one day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="also when it was done today")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("seed_demo works only with DEMO=1: it makes accounts whose passwords are known.")
        today = timezone.localdate()
        if state.seeded_on() == today and seeding.tenants_are_there() and not options["again"]:
            self.stdout.write("The demo is there, of today.")
            return
        seeding.seed(today, say=self.stdout.write)
        self.stdout.write(self.style.SUCCESS("The demo is ready."))
