"""An import whose process is killed (`kill -9`) leaves nothing half-applied, and somebody notices."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Customer, Evidence
from billing.models import Invoice
from portal.exchange import ImportRefused, run_import
from portal.exchange.interrupted import STARTING
from portal.models import ImportRun
from tenants import scope
from tests.portal.exchange import deliveries, stops

ROOT = Path(__file__).resolve().parents[3]


def database_url():
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


class Running:
    """An import in another process that has come to ``moment`` and waits there."""

    def __init__(self, tenant, folder, documents, moment):
        command = [sys.executable, "-m", "tests.portal.exchange.stops", tenant.slug, str(folder), str(documents), moment]
        environment = {**os.environ, "TEST_DATABASE_URL": database_url()}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "here\n"

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def start(apply_probe, delivery, documents, request):
    tenant = apply_probe("")
    delivery.pdfs["R-01-1001.pdf"] = deliveries.PDF
    folder = delivery.write()

    def start(moment):
        running = Running(tenant, folder, documents, moment)
        request.addfinalizer(running.kill)
        return tenant, folder, running

    return start


def rows():
    return Customer.objects.count(), Invoice.objects.count(), Evidence.objects.count()


def files(documents):
    return [path for path in documents.rglob("*") if path.is_file()]


def age(tenant):
    """As if the runs had begun some minutes ago: nobody waits in a test."""
    with scope.bound(tenant):
        for run in ImportRun.objects.all():
            ImportRun.objects.filter(pk=run.pk).update(started_at=run.started_at - 2 * STARTING - timedelta(seconds=1))


def eventually(found):
    """The server notices a moment later that its client is gone; nothing else can be waited for."""
    for _try in range(200):
        if found():
            return True
        connection.close()
        threading.Event().wait(0.05)
    return False


def swept(tenant):
    call_command("run_due")
    with scope.bound(tenant):
        return not ImportRun.objects.filter(state="running").exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", [moment for moment in stops.MOMENTS if moment != "done"])
def test_a_killed_import_leaves_nothing_and_is_recorded_as_stopped(start, documents, moment):
    tenant, folder, running = start(moment)
    running.kill()
    age(tenant)
    assert eventually(lambda: swept(tenant))
    with scope.bound(tenant):
        assert rows() == (0, 0, 0)
        run = ImportRun.objects.get()
        assert (run.state, run.finished_at is not None) == ("stopped", True)
        assert "Nothing was changed" in run.problems[0]["reason"]
    assert files(documents) == []
    assert run_import(tenant=tenant, folder=folder, utility_code=None, by="tests").counts["invoices"].new == 6
    assert len(files(documents)) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_after_the_end_has_done_its_work(start, documents):
    tenant, _folder, running = start("done")
    running.kill()
    age(tenant)
    assert swept(tenant)
    with scope.bound(tenant):
        assert rows()[:2] == (3, 6)
        assert ImportRun.objects.get().state == "done"
    assert len(files(documents)) == 1


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_while_one_import_runs_the_second_is_refused_and_the_first_is_left_alone(start):
    tenant, folder, running = start("writing invoices")
    with pytest.raises(ImportRefused) as refused:
        run_import(tenant=tenant, folder=folder, utility_code=None, by="second")
    assert "Another import of this portal is running" in refused.value.sentence
    age(tenant)
    call_command("run_due")
    with scope.bound(tenant):
        assert sorted(ImportRun.objects.values_list("by", "state")) == [("second", "refused"), ("tests", "running")]
    running.kill()
    assert eventually(lambda: swept(tenant))
