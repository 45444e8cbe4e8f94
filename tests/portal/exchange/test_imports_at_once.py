"""An import as the role that web and worker are, two imports at once, and what stays of a refused one."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from accounts.models import Customer
from portal.exchange import ImportRefused, apply_sqlite, run_import
from portal.exchange.engine import dialect_of
from portal.models import ImportRun
from tenants import scope


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_app_role_imports_under_row_security(take, delivery, probe, zagorje, app_role):
    assert take(delivery).counts["customers"].new == 3
    assert take(delivery).changes_nothing
    with scope.bound(zagorje):
        assert Customer.objects.count() == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_second_import_is_refused_in_one_sentence(apply_probe, delivery):
    """Two processes that begin at once; here the first is a connection of its own that holds the lock."""
    tenant = apply_probe("")
    folder = delivery.write()
    holds, may_end = threading.Event(), threading.Event()

    def first():
        try:
            with transaction.atomic(), connection.cursor() as cursor, dialect_of(connection.vendor).lock(cursor, tenant.pk) as got:
                assert got
                holds.set()
                may_end.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert holds.wait(30)
    with pytest.raises(ImportRefused) as refused:
        run_import(tenant=tenant, folder=folder, utility_code=None, by="second")
    assert refused.value.sentence.endswith("Another import of this portal is running. Start this one again when that is done.")
    may_end.set()
    thread.join(timeout=30)
    assert run_import(tenant=tenant, folder=folder, utility_code=None, by="second").counts["customers"].new == 3


@pytest.mark.sqlite
def test_on_sqlite_the_lock_is_a_file_of_the_machine(probe, take, delivery):
    with apply_sqlite.lock(None, probe.pk) as first, apply_sqlite.lock(None, probe.pk) as second:
        assert (first, second) == (True, False)
        with pytest.raises(ImportRefused) as refused:
            take(delivery)
    assert "Another import of this portal is running" in refused.value.sentence
    assert take(delivery).counts["customers"].new == 3


@pytest.mark.django_db(transaction=True)
def test_a_refused_run_stays_recorded_when_the_transaction_is_real(apply_probe, delivery):
    tenant = apply_probe("")
    delivery.files["customers"][0]["name"] = ""
    with pytest.raises(ImportRefused):
        run_import(tenant=tenant, folder=delivery.write(), utility_code=None, by="tests")
    with scope.bound(tenant):
        assert ImportRun.objects.get().state == "refused"
        assert Customer.objects.count() == 0
