"""The demo's two processes: web and work, side by side, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.core.management.base import BaseCommand, CommandError, CommandParser

PATIENCE_SECONDS = 8.0
"""How long a process may take to end after it was asked to."""


class Stopped(Exception):
    pass


class Command(BaseCommand):
    help = "Serve the demo with gunicorn and `manage.py work` beside it, until Ctrl-C or until one of the two ends."
    requires_system_checks = ()  # `migrate`, a moment ago, has run them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("serve_demo serves the demo only: set DEMO=1, or run gunicorn and `manage.py work` yourself.")
        if not Path(settings.STATIC_ROOT, ManifestFilesMixin.manifest_name).is_file():
            raise CommandError("The static files are missing: run `manage.py collectstatic --no-input` first (`make run` does).")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, _stop)
        processes: dict[str, subprocess.Popen[bytes]] = {}
        try:
            # One process with threads: the demo's cache lives in its memory.
            processes["web"] = _start("-m", "gunicorn", "portal.wsgi", *_web(port))
            processes["work"] = _start("manage.py", "work")
            self.stdout.write(self.style.SUCCESS(f"The portals: http://localhost:{port}/   (Ctrl-C stops everything)"))
            self.stdout.flush()
            ended = _first_ended(processes)
        except Stopped:
            ended = ""
        finally:
            _end(processes)
        if ended:
            raise CommandError(f"{ended} ended by itself with status {processes[ended].returncode}; the rest was stopped too.")
        self.stdout.write("Stopped.")


def _web(port: int) -> list[str]:
    """This machine only: the index shows passwords and one-time codes."""
    return ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "--no-control-socket", "--log-level", "warning"]


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches only this process and both children are ended in order."""
    return subprocess.Popen([sys.executable, *arguments], cwd=settings.BASE_DIR, env=dict(os.environ), start_new_session=True)  # noqa: S603  (our own two programs)


def _stop(number: int, frame: Any) -> None:
    raise Stopped


def _first_ended(processes: dict[str, subprocess.Popen[bytes]]) -> str:
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                return name
        time.sleep(0.2)


def _end(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C changes nothing: both are being ended already
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for process in processes.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
