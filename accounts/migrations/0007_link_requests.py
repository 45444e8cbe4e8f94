"""Requests that wait for staff; how a link was proved and why it ended; guesses counted by time."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.constraints
import tenants.ids
import tenants.scope
from tenants.walls import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_link_one_point"),
        ("meters", "0004_staff_indexes"),
        ("tenants", "0002_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="on_file",
            field=models.BooleanField(
                default=False, help_text="The account's confirmed address was the one on file: proof by itself."
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[("own", "Own"), ("objection", "Objection"), ("staff", "Staff"), ("supply", "Supply")],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="linkattempt",
            index=models.Index(fields=["tenant", "at"], name="attempt_by_time"),
        ),
        migrations.CreateModel(
            name="LinkRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        default=tenants.scope.default_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                ("public_id", models.CharField(default=tenants.ids.new_public_id, editable=False, max_length=16)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="link_requests", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="link_requests", to="accounts.customer"
                    ),
                ),
                (
                    "supply_point",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="meters.supplypoint"
                    ),
                ),
                ("rule_key", models.CharField(max_length=60)),
                (
                    "cause",
                    models.CharField(
                        choices=[("rule", "Rule"), ("brake", "Brake"), ("objection", "Objection")], default="rule", max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("approved", "Approved"), ("refused", "Refused")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="Why it was refused, as the customer is told.", max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "id"), name="accounts_linkrequest_tenant_id"),
                    models.UniqueConstraint(fields=("tenant", "public_id"), name="accounts_linkrequest_public_id"),
                    tenants.constraints.SameTenant(field="user", name="accounts_linkrequest_user_wall"),
                    tenants.constraints.SameTenant(field="customer", name="accounts_linkrequest_customer_wall"),
                    tenants.constraints.SameTenant(field="supply_point", name="accounts_linkrequest_supply_point_wall"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting"), ("supply_point", None)),
                        fields=("tenant", "user", "customer"),
                        name="accounts_request_customer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("tenant", "user", "customer", "supply_point"),
                        name="accounts_request_point",
                    ),
                ],
            },
        ),
        RowSecurity("accounts_linkrequest"),
    ]
