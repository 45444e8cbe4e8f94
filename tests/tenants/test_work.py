"""The worker process: it begins, works, and ends when it is told to."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from tenants import sweep
from tenants.management.commands import work
from tests.source import ROOT

ENOUGH_SECONDS = 60
"""A worker that has not ended by then is killed, which the test takes for a failure."""


@pytest.mark.slow
@pytest.mark.sqlite
def test_work_ends_cleanly_when_told(django_db_setup: None, tmp_path: Path):
    """On a copy of the tests' own database, which has all tables."""
    here, there = settings.DATABASES["default"]["NAME"], tmp_path / "work.sqlite3"
    with closing(sqlite3.connect(here)) as tables, closing(sqlite3.connect(there)) as copy:
        tables.backup(copy)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEMO": "1",
        "DATABASE_URL": f"sqlite:///{there}",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "INFO",
    }
    for sign in (signal.SIGTERM, signal.SIGINT):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        too_late = threading.Timer(ENOUGH_SECONDS, process.kill)
        too_late.start()
        try:
            said = list(_until("Starting worker", process.stdout))
            process.send_signal(sign)
            said.append(process.communicate()[0])
        finally:
            too_late.cancel()
            process.kill()
        assert process.returncode == 0, "".join(said)


def _until(words: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines up to the one that bears ``words``; fails where none does."""
    said = []
    for line in lines:
        said.append(line)
        yield line
        if words in line:
            return
    pytest.fail("".join(said))


def quiet_worker():
    options = {"queue_names": ["*"], "excluded_queue_names": [], "interval": 1.0, "batch": False, "backend_name": "default"}
    return work.QuietWorker(**options, startup_delay=False, max_tasks=None, worker_id="tests")


def test_a_signal_in_the_midst_of_a_line_of_the_log_ends_the_worker(monkeypatch):
    """A stream refuses to be written to by the handler of a signal that has interrupted its own writing."""
    worker = quiet_worker()
    writing = []

    class Stream:
        def write(self, text):
            if writing:
                raise RuntimeError("reentrant call")
            writing.append(text)
            worker.shutdown(signal.SIGTERM, None)

        def flush(self):
            """Nothing is kept back."""

    logger = logging.getLogger("django_tasks_db")
    monkeypatch.setattr(sys, "stderr", Stream())  # where logging tells of its own failures
    monkeypatch.setattr(logger, "handlers", [logging.StreamHandler(sys.stderr)])
    monkeypatch.setattr(logger, "level", logging.INFO)
    monkeypatch.setattr(logger, "propagate", False)
    with pytest.raises(SystemExit) as ended:
        logger.info("Starting worker")
    assert ended.value.code == 0
    assert not worker.running


def test_a_job_is_ended_first_and_a_second_signal_does_not_wait(monkeypatch):
    worker = quiet_worker()
    worker.running_task = True
    worker.shutdown(signal.SIGTERM, None)
    assert not worker.running
    monkeypatch.setattr(worker, "reset_signals", lambda: None)
    with pytest.raises(SystemExit) as ended:
        worker.shutdown(signal.SIGTERM, None)
    assert ended.value.code == 1


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
