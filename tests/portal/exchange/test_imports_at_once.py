"""An import as the role that web and worker are, two imports at once, and what stays of a refused one."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from accounts.models import Customer
from portal.exchange import ImportRefused, apply_postgresql, run_import
from portal.models import ImportRun
from tenants import scope
from tests.scopes import no_scope


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_app_role_imports_under_row_security(take, delivery, probe, zagorje, app_role):
    assert take(delivery).counts["customers"].new == 3
    assert take(delivery).changes_nothing
    with scope.bound(zagorje):
        assert Customer.objects.count() == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_second_import_waits_for_the_first(apply_probe, delivery):
    tenant = apply_probe("")
    folder = delivery.write()
    done = threading.Event()
    results = []

    def second():
        try:
            with no_scope():
                results.append(run_import(tenant=tenant, folder=folder, utility_code=None, by="second"))
        finally:
            connection.close()
            done.set()

    with transaction.atomic(), connection.cursor() as cursor:
        apply_postgresql.lock(cursor, tenant.pk)
        thread = threading.Thread(target=second)
        thread.start()
        assert _waits(cursor, done)
        assert not results
    thread.join(timeout=30)
    assert results[0].counts["customers"].new == 3


def _waits(cursor, done):
    """Until the server says that somebody waits for the lock, or the other import is through."""
    for _try in range(500):
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        if cursor.fetchone()[0]:
            return True
        if done.wait(0.02):
            return False
    return False


@pytest.mark.django_db(transaction=True)
def test_a_refused_run_stays_recorded_when_the_transaction_is_real(apply_probe, delivery):
    tenant = apply_probe("")
    delivery.files["customers"][0]["name"] = ""
    with pytest.raises(ImportRefused):
        run_import(tenant=tenant, folder=delivery.write(), utility_code=None, by="tests")
    with scope.bound(tenant):
        assert ImportRun.objects.get().state == "refused"
        assert Customer.objects.count() == 0
