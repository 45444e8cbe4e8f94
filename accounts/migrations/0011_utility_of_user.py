"""An account remembers the utility that was chosen at registration."""

import django.db.models.deletion
from django.db import migrations, models

import tenants.constraints


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_link_notices"),
        ("tenants", "0004_pages_and_reply_to"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="utility",
            field=models.ForeignKey(
                blank=True,
                help_text="Chosen at registration: whose words are shown while nothing is linked.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tenants.utility",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=tenants.constraints.SameTenant(field="utility", name="accounts_user_utility_wall"),
        ),
    ]
