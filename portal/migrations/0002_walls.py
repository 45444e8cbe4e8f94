"""Row security on what data exchange remembers."""

from django.db import migrations

from tenants.constraints import SameTenant
from tenants.walls import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("billing", "0001_initial"),
        ("meters", "0001_initial"),
        ("portal", "0001_initial"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint("importrun", SameTenant(field="utility", name="portal_importrun_utility_wall")),
        RowSecurity("portal_importrun"),
    ]
