"""PostgreSQL: fewer keys to ask and indexes to keep on the tables that an import fills, and the digest of each row's line."""

from django.db import migrations

from tenants.walls import WallsAlone


REMEMBERED = ("accounts_customer", "billing_invoice", "billing_invoiceline", "billing_payment", "meters_reading")


def add_digests(apps, schema_editor):
    """A column that no model has: see portal/exchange/remembered.py."""
    if schema_editor.connection.vendor == "postgresql":
        for table in REMEMBERED:
            schema_editor.execute(f"ALTER TABLE {table} ADD COLUMN line_digest uuid")


def remove_digests(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in REMEMBERED:
            schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN line_digest")


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_walls"),
        ("accounts", "0006_link_one_point"),
        ("billing", "0002_walls"),
        ("meters", "0004_staff_indexes"),
    ]

    operations = [
        WallsAlone("accounts", "customer", keys=("tenant", "utility"), indexes=("tenant", "utility")),
        WallsAlone("accounts", "evidence", keys=("tenant", "utility", "customer", "supply_point"), indexes=("tenant", "utility")),
        WallsAlone("billing", "invoice", keys=("tenant", "utility", "customer", "supply_point"), indexes=("tenant", "utility", "customer")),
        WallsAlone("billing", "invoiceline", keys=("tenant", "invoice"), indexes=("tenant", "invoice")),
        WallsAlone("billing", "payment", keys=("tenant", "utility", "customer", "invoice"), indexes=("tenant", "utility")),
        WallsAlone("meters", "reading", keys=("tenant", "register"), indexes=("tenant",)),
        migrations.RunPython(add_digests, remove_digests),
    ]
