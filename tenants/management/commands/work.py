"""`manage.py work`: the worker of the job queue, and beside it a round of `run_due` every minute. Ends on SIGTERM or Ctrl-C."""

from __future__ import annotations

import logging
import sys
import threading
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from tenants import sweep

logger = logging.getLogger(__name__)

LAST_ROUND_SECONDS = 15
"""How long a round that has begun may go on after the process was told to end. Killed half-way it is repeated: that is harmless."""

RECOVERY_SECONDS = 5
"""The wait before the worker tries again after the database went away."""


class Command(BaseCommand):
    help = "Run the background work: jobs as they come, and what is due once a minute. Any number of them may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, metavar="SECONDS", help="how often the queue is looked at (1)")
        parser.add_argument("--every", type=float, default=60.0, metavar="SECONDS", help="how often everything due is done (60)")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        sweeper = threading.Thread(target=sweep_until, args=(stop, options["every"]), name="run_due", daemon=True)
        worker = QuietWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=options["interval"],
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        sweeper.start()
        try:
            run_for_good(worker)
        finally:
            stop.set()
            connections.close_all()  # told to end in the midst of a claim, the worker may hold a lock that the sweeper waits for
            sweeper.join(LAST_ROUND_SECONDS)


class QuietWorker(Worker):
    """The library's worker, whose handler of signals writes to the log: where the signal comes in the midst of writing a line, that is
    refused, the refusal too, and the process goes on as if nobody had told it to end."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """The first time after the present job, at once where there is none; the second time at once."""
        if not self.running:
            self.reset_signals()
            sys.exit(1)
        self.running = False
        if not self.running_task:
            sys.exit(0)


def run_for_good(worker: Worker) -> None:
    """A database that goes away comes back; the worker waits for it instead of dying."""
    while worker.running:
        try:
            worker.run()
        except (OperationalError, InterfaceError):
            logger.exception("the database does not answer; trying again in %s s", RECOVERY_SECONDS)
            close_old_connections()
            time.sleep(RECOVERY_SECONDS)


def sweep_until(stop: threading.Event, every: float) -> None:
    """Rounds of everything that is due, until ``stop``; the first at once."""
    while True:
        close_old_connections()
        try:
            sweep.run()
        except Exception:
            logger.exception("a round of what is due failed; the next one follows")
        if stop.wait(every):
            break
    connections.close_all()
