"""Contracts, bills and payments belong to the utility of their customer: one key says both, where two were asked for every row."""

import tenants.constraints
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_customer_within_utility'),
        ('billing', '0002_walls'),
        ('meters', '0006_reminders'),
        ('tenants', '0004_pages_and_reply_to'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='contract',
            name='billing_contract_utility_wall',
        ),
        migrations.RemoveConstraint(
            model_name='contract',
            name='billing_contract_customer_wall',
        ),
        migrations.RemoveConstraint(
            model_name='invoice',
            name='billing_invoice_utility_wall',
        ),
        migrations.RemoveConstraint(
            model_name='invoice',
            name='billing_invoice_customer_wall',
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='billing_payment_utility_wall',
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='billing_payment_customer_wall',
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=tenants.constraints.SameTenant(field='customer', name='billing_contract_customer_wall', within=('utility',)),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=tenants.constraints.SameTenant(field='customer', name='billing_invoice_customer_wall', within=('utility',)),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=tenants.constraints.SameTenant(field='customer', name='billing_payment_customer_wall', within=('utility',)),
        ),
    ]
