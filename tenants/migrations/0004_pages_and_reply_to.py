"""Texts beside a tenant's file, and mails whose answer goes to a person."""

import django.db.models.deletion
from django.db import migrations, models

import tenants.scope
from tenants.constraints import SameTenant
from tenants.walls import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0003_message_of_utility"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmessage",
            name="reply_to",
            field=models.CharField(blank=True, help_text="Who gets an answer; empty: as the file says.", max_length=254),
        ),
        migrations.CreateModel(
            name="TenantPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("key", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=8)),
                ("day", models.DateField(blank=True, help_text="Of a piece of news.", null=True)),
                ("text", models.TextField()),
                ("tenant", models.ForeignKey(default=tenants.scope.default_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant")),
                ("utility", models.ForeignKey(blank=True, help_text="Empty: of all.", null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.utility")),
            ],
            options={
                "indexes": [models.Index(fields=["tenant", "key"], name="page_by_key")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "id"), name="tenants_tenantpage_tenant_id"),
                    SameTenant(field="utility", name="tenants_tenantpage_utility_wall"),
                    models.UniqueConstraint(fields=("tenant", "name"), name="tenants_tenantpage_name"),
                ],
            },
        ),
        RowSecurity("tenants_tenantpage"),
    ]
