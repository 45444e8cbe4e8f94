"""Row security on everything that is agreed, billed and paid."""

from django.db import migrations

from tenants.constraints import SameTenant
from tenants.walls import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("billing", "0001_initial"),
        ("meters", "0001_initial"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint("contract", SameTenant(field="utility", name="billing_contract_utility_wall")),
        migrations.AddConstraint("contract", SameTenant(field="customer", name="billing_contract_customer_wall")),
        migrations.AddConstraint("contract", SameTenant(field="supply_point", name="billing_contract_supply_point_wall")),
        migrations.AddConstraint("invoice", SameTenant(field="utility", name="billing_invoice_utility_wall")),
        migrations.AddConstraint("invoice", SameTenant(field="customer", name="billing_invoice_customer_wall")),
        migrations.AddConstraint("invoice", SameTenant(field="supply_point", name="billing_invoice_supply_point_wall")),
        migrations.AddConstraint("invoiceline", SameTenant(field="invoice", name="billing_invoiceline_invoice_wall")),
        migrations.AddConstraint("payment", SameTenant(field="utility", name="billing_payment_utility_wall")),
        migrations.AddConstraint("payment", SameTenant(field="customer", name="billing_payment_customer_wall")),
        migrations.AddConstraint("payment", SameTenant(field="invoice", name="billing_payment_invoice_wall")),
        RowSecurity("billing_contract", "billing_invoice", "billing_invoiceline", "billing_payment"),
    ]
