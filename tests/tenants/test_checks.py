"""The system checks refuse a model without its walls, before anything starts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import models
from django.test.utils import isolate_apps

from tenants import checks
from tenants.constraints import SameTenant, tenant_key, tenant_unique
from tenants.models import Tenant, TenantOwned, Utility


def ids(found) -> list[str]:
    return sorted({message.id for message in found})


def test_the_portal_itself_has_all_its_walls():
    assert checks.check_walls() == []


@isolate_apps("tenants")
def test_a_manager_without_the_scope_is_refused():
    class Loose(TenantOwned):
        objects = models.Manager()

        class Meta:
            app_label = "tenants"
            constraints = [tenant_key()]

    assert ids(checks._check_manager(Loose)) == ["tenants.E001"]


@isolate_apps("tenants")
def test_a_unique_that_does_not_start_with_the_tenant_is_refused():
    class ByConstraint(TenantOwned):
        number = models.CharField(max_length=5)

        class Meta:
            app_label = "tenants"
            constraints = [models.UniqueConstraint(fields=["number"], name="by_constraint")]

    class ByField(TenantOwned):
        number = models.CharField(max_length=5, unique=True)

        class Meta:
            app_label = "tenants"

    class Together(TenantOwned):
        number = models.CharField(max_length=5)

        class Meta:
            app_label = "tenants"
            unique_together = [("number", "tenant")]

    for model in (ByConstraint, ByField, Together):
        assert ids(checks._check_uniques(model)) == ["tenants.E002"], model


@isolate_apps("tenants")
def test_a_relation_without_its_wall_is_refused():
    class Child(TenantOwned):
        utility = models.ForeignKey(Utility, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "tenants"
            constraints = [tenant_key()]

    class Walled(TenantOwned):
        utility = models.ForeignKey(Utility, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "tenants"
            constraints = [tenant_key(), SameTenant(field="utility"), tenant_unique("utility")]

    assert ids(checks._check_relations(Child, {Utility})) == ["tenants.E003"]
    assert checks._check_relations(Walled, {Utility}) == []


@isolate_apps("tenants")
@pytest.mark.parametrize(("empty", "expected"), [(False, []), (True, ["tenants.E003"])])
def test_a_wall_with_a_common_column_holds_only_where_its_field_is_never_empty(empty, expected):
    class Child(TenantOwned):
        utility = models.ForeignKey(Utility, on_delete=models.CASCADE, related_name="+")
        other = models.ForeignKey(Utility, null=empty, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "tenants"
            constraints = [tenant_key(), SameTenant(field="other", within=("utility",))]

    assert ids(checks._check_relations(Child, {Utility})) == expected


@isolate_apps("tenants")
def test_a_relation_of_many_to_many_is_refused_because_its_table_has_no_tenant():
    class Group(TenantOwned):
        utilities = models.ManyToManyField(Utility, related_name="+")

        class Meta:
            app_label = "tenants"
            constraints = [tenant_key()]

    assert ids(checks._check_relations(Group, {Utility})) == ["tenants.E003"]


def test_hosts_and_tenants_belong_to_nobody():
    assert Tenant not in checks.tenant_owned_models()
    assert "tenants.Host" not in {model._meta.label for model in checks.tenant_owned_models()}


@pytest.mark.parametrize(("answer", "expected"), [(True, ["tenants.E004"]), (False, [])])
def test_a_role_that_steps_over_row_security_is_refused(monkeypatch, answer, expected):
    monkeypatch.setattr(checks, "connections", {"default": SimpleNamespace(vendor="postgresql")})
    monkeypatch.setattr(checks, "bypasses_row_security", lambda connection: answer)
    assert ids(checks.check_role(databases=["default"])) == expected


@pytest.mark.postgresql
def test_a_role_with_bypassrls_is_recognised(db, monkeypatch):
    """Asked of the server itself, about the roles it has: its superuser bypasses, the tests' role does not."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolsuper LIMIT 1")
        superuser = cursor.fetchone()[0]
        cursor.execute(checks.BYPASSES.replace("current_user", "%s"), [superuser] * checks.BYPASSES.count("current_user"))
        assert cursor.fetchone()[0] is True
    assert checks.bypasses_row_security(connection) is False
