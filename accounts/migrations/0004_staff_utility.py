"""Staff who work for some utilities of a tenant only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.constraints
import tenants.scope
from tenants.walls import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_walls"),
        ("tenants", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffUtility",
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
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="utility_limits", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "utility",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.utility"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "id"), name="accounts_staffutility_tenant_id"),
                    tenants.constraints.SameTenant(field="user", name="accounts_staffutility_user_wall"),
                    tenants.constraints.SameTenant(field="utility", name="accounts_staffutility_utility_wall"),
                    models.UniqueConstraint(fields=("tenant", "user", "utility"), name="accounts_staffutility_user_utility"),
                ],
            },
        ),
        RowSecurity("accounts_staffutility"),
    ]
