"""`manage.py run_due`: everything whose time has come, for every tenant. Can be run at any time, as often as one likes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants import sweep


class Command(BaseCommand):
    help = "Send waiting mail and do what is due, for every tenant. Idempotent: meant for a timer, or let `work` do it."

    def handle(self, *args: Any, **options: Any) -> None:
        report = sweep.run()
        for line in report.lines:
            self.stdout.write(line)
        if report.failed:
            raise CommandError(f"Not done: {', '.join(report.failed)}. The log says why; the next run tries again.")
