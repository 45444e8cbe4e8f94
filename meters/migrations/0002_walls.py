"""Row security on everything that is measured."""

from django.db import migrations

from tenants.constraints import SameTenant
from tenants.walls import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("meters", "0001_initial"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint("meter", SameTenant(field="supply_point", name="meters_meter_supply_point_wall")),
        migrations.AddConstraint("reading", SameTenant(field="register", name="meters_reading_register_wall")),
        migrations.AddConstraint("reading", SameTenant(field="submission", name="meters_reading_submission_wall")),
        migrations.AddConstraint("reading", SameTenant(field="batch", name="meters_reading_batch_wall")),
        migrations.AddConstraint("register", SameTenant(field="meter", name="meters_register_meter_wall")),
        migrations.AddConstraint("submission", SameTenant(field="supply_point", name="meters_submission_supply_point_wall")),
        migrations.AddConstraint("submission", SameTenant(field="meter", name="meters_submission_meter_wall")),
        migrations.AddConstraint("submission", SameTenant(field="user", name="meters_submission_user_wall")),
        migrations.AddConstraint("supplyperiod", SameTenant(field="supply_point", name="meters_supplyperiod_supply_point_wall")),
        migrations.AddConstraint("supplyperiod", SameTenant(field="customer", name="meters_supplyperiod_customer_wall")),
        migrations.AddConstraint("supplypoint", SameTenant(field="utility", name="meters_supplypoint_utility_wall")),
        migrations.AddConstraint("supplypoint", SameTenant(field="operator", name="meters_supplypoint_operator_wall")),
        migrations.AddConstraint("windowchange", SameTenant(field="utility", name="meters_windowchange_utility_wall")),
        migrations.AddConstraint("windowchange", SameTenant(field="supply_point", name="meters_windowchange_supply_point_wall")),
        RowSecurity(
            "meters_operator",
            "meters_supplypoint",
            "meters_supplyperiod",
            "meters_meter",
            "meters_register",
            "meters_submission",
            "meters_readingbatch",
            "meters_reading",
            "meters_windowchange",
        ),
    ]
