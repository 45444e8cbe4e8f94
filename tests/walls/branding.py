"""Every text cell of a row becomes a canary, except those listed here with the reason."""

from __future__ import annotations

from typing import Any

from django.db import models

from tests.tenants.rows import OWNED, THROUGH_USER, unscoped
from tests.walls.canaries import Owner, canary, email

WALLED = [*OWNED, *THROUGH_USER]

SECRET = "random or a hash, and searched for as it is"
CODE = "a code that the portal's rules read"
KEPT = {
    "account.EmailConfirmation.key": SECRET,
    "accounts.Evidence.digest": SECRET,
    "accounts.EarlierPassword.password": SECRET,
    "accounts.LinkAttempt.code_key": SECRET,
    "accounts.PendingEmail.token_digest": SECRET,
    "accounts.PendingPassword.binding": SECRET,
    "accounts.PendingPassword.password": SECRET,
    "accounts.PendingPassword.session_key": SECRET,
    "accounts.PendingPassword.token_digest": SECRET,
    "accounts.TenantSession.session_data": SECRET,
    "accounts.TenantSession.session_key": SECRET,
    "accounts.User.password": SECRET,
    "mfa.Authenticator.data": SECRET,
    "usersessions.UserSession.session_key": SECRET,
    "accounts.Evidence.name": CODE,
    "accounts.Link.rule_key": CODE,
    "accounts.LinkClaim.rule_key": CODE,
    "accounts.LinkNotice.link": "a public id",
    "accounts.LinkRequest.rule_key": CODE,
    "accounts.TermsAcceptance.version": CODE,
    "accounts.User.country": CODE,
    "accounts.User.language": CODE,
    "admin.LogEntry.object_id": CODE,
    "billing.Contract.commodity": CODE,
    "billing.Invoice.commodity": CODE,
    "billing.Invoice.purpose_code": CODE,
    "billing.Invoice.reference": "a payment code takes a right one only; it bears a number of its owner",
    "billing.InvoiceLine.unit": CODE,
    "meters.Operator.code": "stands on the tenant's public page of reading dates",
    "meters.Operator.commodity": CODE,
    "meters.Operator.name": "stands on the tenant's public page of reading dates",
    "meters.Register.code": CODE,
    "meters.Register.direction": CODE,
    "meters.Register.unit": CODE,
    "meters.Submission.reason": CODE,
    "meters.SupplyPoint.commodity": CODE,
    "meters.SupplyPoint.reading_rule": CODE,
    "meters.WindowChange.rule_key": CODE,
    "tenants.AuditEvent.object_id": CODE,
    "tenants.AuditEvent.object_type": CODE,
    "tenants.OutboxMessage.event": CODE,
    "tenants.OutboxMessage.language": CODE,
    "tenants.OutboxMessage.reply_to": CODE,
    "tenants.OutboxMessage.stop_url": CODE,
    "tenants.TenantPage.key": CODE,
    "tenants.TenantPage.language": CODE,
    "tenants.TenantPage.name": CODE,
    "tenants.TenantPage.text": "stands on the tenant's public pages",
    "tenants.Utility.code": "stands on the tenant's public pages",
    "tenants.Utility.name": "stands on the tenant's public pages",
    "usersessions.UserSession.data": CODE,
}  # fmt: skip
"""``app.Model.field`` → why it carries no canary."""

ADDRESSES = {
    "portal.Question.email",
    "account.EmailAddress.email",
    "accounts.User.email",
    "accounts.Customer.email",
    "accounts.LinkNotice.to",
    "tenants.OutboxMessage.to",
}
WITHOUT_HYPHENS = {"meters.Submission.form_key", "meters.Meter.serial_search", "meters.SupplyPoint.number_search"}


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """Columns that can hold words. What has choices holds one of them."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [field for field in model._meta.local_fields if isinstance(field, kinds) and not field.choices and field.name != "public_id"]


def kept(model: type[models.Model], field: models.Field) -> bool:
    return f"{model._meta.label}.{field.name}" in KEPT


def brand(row: models.Model, owner: Owner, number: int, kind: str = "") -> None:
    """Write the owner's canary into every text cell of ``row``; NULL stays NULL. ``kind``: instead of the table's name."""
    cells = {
        field.name: _cell(type(row), field, owner, number, kind or type(row)._meta.model_name or "")
        for field in text_fields(type(row))
        if not kept(type(row), field) and getattr(row, field.attname) is not None
    }
    if cells:
        assert unscoped(type(row)).filter(pk=row.pk).update(**cells) == 1, row


def _cell(model: type[models.Model], field: models.Field, owner: Owner, number: int, kind: str) -> Any:
    label = f"{model._meta.label}.{field.name}"
    if label in ADDRESSES:
        return email(owner, "customer" if model.__name__ == "Customer" else "user")
    if isinstance(field, models.JSONField):
        return {"note": canary(owner, kind, number)}
    text = canary(owner, kind, number, room=field.max_length or 250)
    return text.replace("-", "") if label in WITHOUT_HYPHENS else text
