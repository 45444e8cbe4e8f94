"""Wall 3: a row and the row it points to belong to one tenant, on either engine."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tenants.constraints import SameTenant
from tenants.models import Utility
from tenants.scope import NoTenant
from tests import factories
from tests.scopes import working_for
from tests.tenants.rows import FACTORIES, OWNED, RELATIONS, label


def test_every_table_of_a_tenant_has_a_factory():
    assert [model._meta.label for model in OWNED if model not in FACTORIES] == []


@pytest.mark.parametrize("relation", RELATIONS, ids=label)
def test_a_row_cannot_point_into_another_tenant(two_tenants, relation):
    model, field = relation
    first, second = two_tenants
    with working_for(second):
        theirs = FACTORIES[field.related_model]()
    with working_for(first):
        own = FACTORIES[model]()
        connection.check_constraints()  # the row is right before it is turned
        with connection.cursor() as cursor:  # past Django, as a mistake in SQL would
            quote = connection.ops.quote_name
            cursor.execute(
                f"UPDATE {quote(model._meta.db_table)} SET {quote(field.column)} = %s WHERE {quote(model._meta.pk.column)} = %s",
                [_raw(field, theirs.pk), _raw(model._meta.pk, own.pk)],
            )
            assert cursor.rowcount == 1
        with pytest.raises(IntegrityError) as refused:
            connection.check_constraints()
        if connection.vendor == "postgresql":
            assert any(name in str(refused.value) for name in _walls_of(model, field))
        connection.set_rollback(True)


def _walls_of(model, field):
    """The walls that have a word on the field: its own, or the one of a row that must have it in common."""
    walls = [constraint for constraint in model._meta.constraints if isinstance(constraint, SameTenant)]
    return [wall.name for wall in walls if field.name in (wall.field, *wall.within)]


@pytest.mark.parametrize(
    "model", [model for model in OWNED if any(getattr(wall, "within", ()) for wall in model._meta.constraints)], ids=str
)
def test_what_hangs_on_a_customer_belongs_to_the_customers_utility(two_tenants, model):
    first, _second = two_tenants
    with working_for(first):
        own, other = FACTORIES[model](), factories.UtilityFactory()
        connection.check_constraints()
        model.objects.filter(pk=own.pk).update(utility=other)
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        connection.set_rollback(True)


def _raw(field, value):
    """The value as the column keeps it: SQLite stores a UUID as text."""
    return field.target_field.get_db_prep_value(value, connection) if field.is_relation else field.get_db_prep_value(value, connection)


@pytest.mark.django_db(transaction=True)
def test_the_commit_itself_refuses_it(transactional_db):
    from tests.factories import CustomerFactory, TenantFactory, UtilityFactory

    first, second = TenantFactory(), TenantFactory()
    with working_for(second):
        theirs = UtilityFactory()
    with pytest.raises(IntegrityError), working_for(first):
        CustomerFactory(utility_id=theirs.pk, utility=None)


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_without_a_tenant_no_row_is_made(two_tenants, model):
    with pytest.raises(NoTenant):
        FACTORIES[model]()


def test_without_a_tenant_the_database_refuses_the_row_itself(two_tenants):
    with pytest.raises(DatabaseError), transaction.atomic():
        Utility(code="nobodys", name="Nobody's").save()
