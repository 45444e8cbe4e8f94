"""Notices of links are rows, so that few mails an hour go to one address; the rows that are locked while guesses are counted say when
they were locked last, so that old ones can go."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.guesses
import tenants.constraints
import tenants.scope
from tenants.walls import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_customer_within_utility"),
        ("meters", "0006_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="linkbudget",
            name="used_on",
            field=models.DateField(
                default=accounts.models.guesses.today_utc,
                help_text="When it was locked last, in UTC: what is counted under it is not younger.",
            ),
        ),
        migrations.AddIndex(
            model_name="linkbudget",
            index=models.Index(fields=["tenant", "used_on"], name="budget_by_day"),
        ),
        migrations.CreateModel(
            name="LinkNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.CharField(max_length=254)),
                ("what", models.CharField(choices=[("made", "Made"), ("ended", "Ended")], max_length=5)),
                ("link", models.CharField(max_length=16)),
                ("own", models.BooleanField(default=False, help_text="It is the account's own access that has ended.")),
                ("day", models.DateField(help_text="When it happened, as the portal counts days.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, help_text="The same for all that went into one mail.", null=True)),
                (
                    "customer",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.customer"),
                ),
                (
                    "supply_point",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="meters.supplypoint"
                    ),
                ),
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
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tenant", "to", "sent_at"], name="link_notice_by_address")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "id"), name="accounts_linknotice_tenant_id"),
                    tenants.constraints.SameTenant(field="user", name="accounts_linknotice_user_wall"),
                    tenants.constraints.SameTenant(field="customer", name="accounts_linknotice_customer_wall"),
                    tenants.constraints.SameTenant(field="supply_point", name="accounts_linknotice_supply_point_wall"),
                ],
            },
        ),
        RowSecurity("accounts_linknotice"),
    ]
