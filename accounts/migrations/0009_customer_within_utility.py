"""Evidence belongs to the utility of its customer: one key says both, where two were asked for every row of an import.
A value of a customer as a whole stands in one unique index, not in two."""

import tenants.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_account_security'),
        ('meters', '0006_reminders'),
        ('tenants', '0004_pages_and_reply_to'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='evidence',
            name='accounts_evidence_value',
        ),
        migrations.RemoveConstraint(
            model_name='evidence',
            name='accounts_evidence_utility_wall',
        ),
        migrations.RemoveConstraint(
            model_name='evidence',
            name='accounts_evidence_customer_wall',
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(fields=('tenant', 'utility', 'id'), name='accounts_customer_utility_id'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(condition=models.Q(('supply_point__isnull', False)), fields=('tenant', 'utility', 'customer', 'supply_point', 'name', 'group', 'digest'), name='accounts_evidence_value'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=tenants.constraints.SameTenant(field='customer', name='accounts_evidence_customer_wall', within=('utility',)),
        ),
    ]
