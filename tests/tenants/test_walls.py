"""Wall 4: PostgreSQL itself shows nobody another tenant's rows, whatever the code forgot."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tenants import scope
from tests import factories, postgres
from tests.scopes import no_scope, working_for
from tests.tenants.rows import OWNED, THROUGH_USER, fill, tables, unscoped

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

WITHOUT_A_WALL = {
    "tenants_tenant": "asked before a tenant is known",
    "tenants_host": "asked before a tenant is known",
    "django_migrations": "Django's catalogue",
    "django_content_type": "Django's catalogue",
    "auth_permission": "Django's catalogue",
    "auth_group": "roles of the installation, no person in them",
    "auth_group_permissions": "roles of the installation, no person in them",
    "django_tasks_database_dbtaskresult": "job queue: tenant id and row id, nothing else",
}


@pytest.fixture(scope="module")
def filled(_app_role, django_db_blocker):
    """Two tenants with a row in every walled table, made once; what a test does to them is rolled back with it.

    The app role is made before, or its rights would go when the tenants go."""
    with django_db_blocker.unblock(), transaction.atomic():
        tenants = factories.TenantFactory(slug="one"), factories.TenantFactory(slug="other")
        for tenant in tenants:
            with working_for(tenant):
                fill()
        yield tenants
        transaction.set_rollback(True)


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def count(table: str) -> int:
    return rows(f'SELECT count(*) FROM "{table}"')[0][0]


def test_every_table_is_walled_or_listed_as_one_without_a_wall(db):
    found = rows("""
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, count(p.polname)
        FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY 1, 2, 3
    """)
    walled = {name for name, enabled, forced, policies in found if enabled and forced and policies == 1}
    everything = {name for name, *_rest in found}
    assert everything - walled == set(WITHOUT_A_WALL), "a table is in neither list, or the list names one that is gone"
    assert set(tables()) <= walled


def test_a_policy_asks_the_tenant_for_reading_and_for_writing(db):
    for table, reading, writing in rows("SELECT tablename, qual, with_check FROM pg_policies WHERE schemaname = 'public'"):
        assert reading == writing, table
        asked = {"portal.tenant_id", "accounts_user", "account_emailaddress"}
        assert any(word in reading for word in asked), table


def test_there_is_no_view_that_would_look_with_its_owners_eyes(db):
    assert rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')") == []


def test_the_factories_really_fill_every_walled_table(filled):
    with working_for(filled[0]):
        assert [table for table in tables() if count(table) == 0] == []


def test_raw_sql_without_a_tenant_gives_nothing(filled, app_role):
    assert {table: count(table) for table in tables()} == dict.fromkeys(tables(), 0)


def test_the_owner_is_bound_too(filled):
    assert {table: count(table) for table in tables()} == dict.fromkeys(tables(), 0)


@pytest.mark.parametrize("model", [*OWNED, *THROUGH_USER], ids=lambda model: model._meta.label)
def test_a_manager_that_forgot_the_tenant_leaks_nothing(filled, app_role, model):
    first, second = filled
    with working_for(first):
        ours = set(unscoped(model).values_list("pk", flat=True))
    with working_for(second):
        theirs = set(unscoped(model).values_list("pk", flat=True))
    assert ours
    assert theirs
    assert not ours & theirs


def test_when_the_two_tenants_disagree_nothing_is_seen(filled, app_role):
    from accounts.models import Customer

    first, second = filled
    with no_scope(), scope.variable(first):
        scope.set_wall(str(second.pk))
        assert list(Customer.objects.all()) == []
        scope.set_wall(str(first.pk))
        assert Customer.objects.exists()
        scope.set_wall("")


@pytest.mark.parametrize("model", [model for model in OWNED if model._meta.label != "tenants.Utility"], ids=lambda model: model._meta.label)
def test_a_row_cannot_be_handed_to_another_tenant(filled, app_role, model):
    first, second = filled
    with working_for(first), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        unscoped(model).update(tenant_id=second.pk)


def test_a_row_cannot_be_written_for_another_tenant(filled, app_role):
    first, second = filled
    with working_for(first), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        rows("INSERT INTO tenants_utility (tenant_id, code, name, is_active) VALUES (%s, 'x', 'x', true) RETURNING id", second.pk)


def test_a_foreign_row_is_neither_changed_nor_deleted(filled, app_role):
    from accounts.models import Customer

    first, second = filled
    with working_for(second):
        theirs = Customer.objects.first()
    with working_for(first):
        assert unscoped(Customer).filter(pk=theirs.pk).update(name="taken over") == 0
        assert rows("DELETE FROM accounts_customer WHERE id = %s RETURNING id", theirs.pk) == []
    with working_for(second):
        assert Customer.objects.get(pk=theirs.pk).name == theirs.name


def test_an_upsert_onto_a_foreign_row_is_an_error_and_no_overwrite(filled, app_role):
    first, second = filled
    with working_for(second):
        theirs = factories.UtilityFactory(name="Theirs")
    with working_for(first), pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        rows(
            "INSERT INTO tenants_utility (id, tenant_id, code, name, is_active) VALUES (%s, %s, 'x', 'Ours', true) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id",
            theirs.pk,
            first.pk,
        )
    with working_for(second):
        theirs.refresh_from_db()
    assert theirs.name == "Theirs"


def test_an_address_cannot_be_hung_on_another_tenants_user(filled, app_role):
    from accounts.models import User

    first, second = filled
    with working_for(second):
        theirs = User.objects.first()
    with working_for(first), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        factories.EmailAddressFactory._meta.model.objects.bulk_create(
            [factories.EmailAddressFactory._meta.model(user_id=theirs.pk, email="thief@example.si")]
        )


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE accounts_customer CASCADE",
        "ALTER TABLE accounts_customer DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE accounts_customer NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY tenant_wall ON accounts_customer",
        "DROP TABLE accounts_customer CASCADE",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_app_role_cannot_take_the_wall_down(two_tenants, app_role, statement):
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows(statement)


def test_the_check_and_the_app_role_agree_that_nobody_bypasses(two_tenants, app_role):
    from tenants.checks import bypasses_row_security

    assert bypasses_row_security(connection) is False
    assert postgres.refusal(connection.settings_dict) == ""


@pytest.mark.django_db(transaction=True)
def test_after_a_transaction_with_a_tenant_the_next_query_is_no_cast_error(transactional_db):
    tenant = factories.TenantFactory()
    with scope.bound(tenant):
        factories.UtilityFactory()
    assert rows("SELECT current_setting('portal.tenant_id', true)") == [("",)]
    assert count("tenants_utility") == 0


@pytest.mark.django_db(transaction=True)
def test_a_query_outside_a_transaction_is_refused_instead_of_answered_with_nothing(transactional_db):
    from accounts.models import Customer

    tenant = factories.TenantFactory()
    with scope.variable(tenant), pytest.raises(scope.NoTransaction):
        Customer.objects.count()
