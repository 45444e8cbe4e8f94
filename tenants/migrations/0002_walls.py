"""The platform's own row (id 1, before any portal) and row security on this app's tables."""

from django.db import migrations

from tenants.constraints import SameTenant
from tenants.walls import RowSecurity


def make_platform(apps, schema_editor):
    tenant = apps.get_model("tenants", "Tenant").objects.create(slug="platform", name="Platform", kind="platform")
    if tenant.pk != 1:
        raise RuntimeError(f"The platform must be tenant 1, but the table gave it {tenant.pk}.")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(make_platform, migrations.RunPython.noop),
        migrations.AddConstraint("auditevent", SameTenant(field="actor", name="tenants_auditevent_actor_wall")),
        RowSecurity("tenants_utility", "tenants_outboxmessage", "tenants_auditevent"),
    ]
