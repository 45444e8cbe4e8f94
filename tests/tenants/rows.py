"""One row of everything that a tenant owns, made by the factories; and the relations between what tenants own."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from factory.django import DjangoModelFactory

from accounts.models import User
from tenants.checks import tenant_owned_models
from tests import factories

FACTORIES: dict[type[models.Model], type[DjangoModelFactory]] = {
    found._meta.model: found
    for found in vars(factories).values()
    if isinstance(found, type) and issubclass(found, DjangoModelFactory) and found is not DjangoModelFactory
}
OWNED = sorted(tenant_owned_models(), key=lambda model: model._meta.label)
RELATIONS = [
    (model, field)
    for model in OWNED
    for field in model._meta.local_fields
    if field.is_relation and field.name != "tenant" and field.related_model in OWNED
]
THROUGH_USER = [EmailAddress, EmailConfirmation, LogEntry, Authenticator, UserSession, User.groups.through, User.user_permissions.through]
"""Tables of others that hang on a user: walled through the user's own wall."""


def label(relation: tuple[type[models.Model], models.Field]) -> str:
    return f"{relation[0]._meta.label}.{relation[1].name}"


def fill() -> User:
    """At least one row in every walled table, for the tenant in scope."""
    for model in OWNED:
        FACTORIES[model]()
    user = factories.UserFactory()
    EmailConfirmation.objects.create(email_address=EmailAddress.objects.filter(user=user).first(), key=f"key-{user.pk}")
    group, _made = Group.objects.get_or_create(name="staff")
    user.groups.add(group)
    user.user_permissions.add(Permission.objects.order_by("pk").first())
    LogEntry.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk), action_flag=ADDITION, object_repr="x"
    )
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    UserSession.objects.create(user=user, session_key=f"key-{user.pk}"[:40], ip="192.0.2.1", user_agent="x")
    return user


def tables() -> list[str]:
    """Every table that must show a tenant's rows to nobody else."""
    return [model._meta.db_table for model in [*OWNED, *THROUGH_USER]]


def unscoped(model: type[models.Model]) -> Any:
    """What somebody would write who forgot every rule: all rows, no question asked."""
    manager = models.Manager()
    manager.model = model
    return manager.all()
