"""The tables that imports fill have the composite keys alone on PostgreSQL; they say all that the plain ones said."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from tenants.walls import WallsAlone
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def dropped():
    from importlib import import_module

    migration = import_module("portal.migrations.0003_keys_of_imported_tables").Migration
    for operation in migration.operations:
        if isinstance(operation, WallsAlone):
            for name in operation.keys:
                yield apps.get_model(operation.model_of, operation.model), name


@pytest.mark.parametrize(("model", "name"), list(dropped()), ids=lambda value: value if isinstance(value, str) else value._meta.label)
def test_each_key_that_went_is_said_by_a_composite_one(model, name):
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
    keys = [constraint["columns"] for constraint in constraints.values() if constraint["foreign_key"]]
    column = model._meta.get_field(name).column
    assert [column] not in keys
    required = {field.column for field in model._meta.fields if field.many_to_one and not field.null}
    walls = [key for key in keys if key[0] == "tenant_id"]
    own = [key for key in walls if key[-1] == column]
    through_parent = [key for key in walls if column in key and key[-1] in required - {column}]
    assert own or through_parent


def test_a_bill_of_a_customer_who_does_not_exist_is_refused(in_probe):
    bill = factories.InvoiceFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE billing_invoice SET customer_id = 987654321 WHERE id = %s", [bill.pk])
        with pytest.raises(IntegrityError):
            connection.check_constraints()
    connection.set_rollback(True)
