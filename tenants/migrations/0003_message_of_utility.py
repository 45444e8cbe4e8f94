"""A message may come from one utility, may carry an address that stops its kind, and may be withdrawn."""

import django.db.models.deletion
from django.db import migrations, models

from tenants.constraints import SameTenant


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0002_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmessage",
            name="utility",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="tenants.utility"
            ),
        ),
        migrations.AddConstraint("outboxmessage", SameTenant(field="utility", name="tenants_outboxmessage_utility_wall")),
        migrations.AddField(
            model_name="outboxmessage",
            name="stop_url",
            field=models.CharField(blank=True, help_text="One click there ends mails of this kind (RFC 8058).", max_length=300),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("sending", "Sending"),
                    ("sent", "Sent"),
                    ("failed", "Failed"),
                    ("uncertain", "Uncertain"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
