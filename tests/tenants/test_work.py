"""The worker process: it begins, works, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tenants import sweep
from tenants.management.commands import work
from tests.source import ROOT

ENOUGH_SECONDS = 60


@pytest.mark.slow
def test_work_ends_cleanly_when_told(tmp_path: Path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEMO": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'work.sqlite3'}",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "INFO",
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    for sign in (signal.SIGTERM, signal.SIGINT):
        log = tmp_path / sign.name
        with log.open("w") as output:
            process = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=environment, stdout=output, stderr=output)
            deadline = time.monotonic() + ENOUGH_SECONDS
            while "Starting worker" not in log.read_text():
                assert time.monotonic() < deadline, log.read_text()
                assert process.poll() is None, log.read_text()
            process.send_signal(sign)
            try:
                assert process.wait(ENOUGH_SECONDS) == 0, log.read_text()
            finally:
                process.kill()


def test_rounds_go_on_after_one_that_fails(monkeypatch):
    rounds = []
    stop = threading.Event()

    def fails():
        rounds.append(1)
        if len(rounds) == 3:
            stop.set()
        raise RuntimeError("broken")

    monkeypatch.setattr(sweep, "run", fails)
    monkeypatch.setattr(work.connections, "close_all", lambda: None)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    work.sweep_until(stop, 0.001)
    assert len(rounds) == 3


def test_a_database_that_goes_away_does_not_end_the_worker(monkeypatch):
    from django.db import OperationalError

    class Worker:
        running, runs = True, 0

        def run(self):
            self.runs += 1
            if self.runs < 3:
                raise OperationalError("server closed the connection")
            self.running = False

    monkeypatch.setattr(work, "RECOVERY_SECONDS", 0)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    worker = Worker()
    work.run_for_good(worker)
    assert worker.runs == 3
