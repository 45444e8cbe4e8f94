"""System checks that hold the walls: run by every command, so a model without its wall does not even start."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core import checks
from django.db import connections, models

from tenants.constraints import SameTenant


def tenant_owned_models() -> list[type[models.Model]]:
    """Every model with a ``tenant`` column, except hosts (they are looked up before a tenant is known)."""
    from tenants.models import Host

    found = []
    for model in apps.get_models():
        if model is Host or model._meta.proxy:
            continue
        if any(field.name == "tenant" for field in model._meta.local_fields):
            found.append(model)
    return found


@checks.register("tenants")
def check_walls(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    errors: list[checks.CheckMessage] = []
    owned = set(tenant_owned_models())
    for model in sorted(owned, key=lambda item: item._meta.label):
        errors += _check_manager(model)
        errors += _check_uniques(model)
        errors += _check_relations(model, owned)
    return errors


def _check_manager(model: type[models.Model]) -> list[checks.CheckMessage]:
    if getattr(model._meta.default_manager, "is_tenant_scoped", False):
        return []
    return [checks.Error(f"{model._meta.label} is owned by a tenant but its manager is not scoped.", obj=model, id="tenants.E001")]


def _check_uniques(model: type[models.Model]) -> list[checks.CheckMessage]:
    errors: list[checks.CheckMessage] = []
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and (not constraint.fields or constraint.fields[0] != "tenant"):
            errors.append(checks.Error(f"{constraint.name} does not start with the tenant.", obj=model, id="tenants.E002"))
    for together in model._meta.unique_together:
        if together[0] != "tenant":
            errors.append(checks.Error(f"{model._meta.label}: {together} does not start with the tenant.", obj=model, id="tenants.E002"))
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            errors.append(checks.Error(f"{model._meta.label}.{field.name} is unique across tenants.", obj=model, id="tenants.E002"))
    return errors


def _check_relations(model: type[models.Model], owned: set[type[models.Model]]) -> list[checks.CheckMessage]:
    walls = [constraint for constraint in model._meta.constraints if isinstance(constraint, SameTenant)]
    walled = {wall.field for wall in walls}
    for wall in walls:
        if not model._meta.get_field(wall.field).null:  # the database asks nothing about a row in which the field is empty
            walled.update(wall.within)
    errors: list[checks.CheckMessage] = []
    for field in model._meta.local_fields:
        if field.is_relation and field.name != "tenant" and field.related_model in owned and field.name not in walled:
            errors.append(checks.Error(f"{model._meta.label}.{field.name} has no SameTenant wall.", obj=model, id="tenants.E003"))
    for many in model._meta.local_many_to_many:
        through = many.remote_field.through
        if many.related_model in owned and through not in owned:
            errors.append(checks.Error(f"{model._meta.label}.{many.name}: its table has no tenant.", obj=model, id="tenants.E003"))
    return errors


@checks.register(checks.Tags.database)
def check_role(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The role of the web process must not be able to step over row security."""
    errors: list[checks.CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "postgresql" and bypasses_row_security(connection):
            errors.append(
                checks.Error(
                    f"The database role of '{alias}' is a superuser or has BYPASSRLS: row security would not hold.",
                    hint="Connect as the app role of deploy/roles.sql.",
                    id="tenants.E004",
                )
            )
    return errors


BYPASSES = "SELECT bool_or(rolsuper OR rolbypassrls) FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')"
"""Itself, or through a role that it may become."""


def bypasses_row_security(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(BYPASSES)
        return bool(cursor.fetchone()[0])
