"""Who wants to be reminded, and who was."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.ids
import tenants.scope
from tenants.constraints import SameTenant
from tenants.walls import RowSecurity

CHANNELS = [("email", "Email"), ("sms", "Sms")]


def ours():
    return [
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
    ]


def user(related_name):
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("meters", "0005_own_entries_and_photos"),
        ("tenants", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderChoice",
            fields=[
                *ours(),
                ("channel", models.CharField(choices=CHANNELS, max_length=8)),
                ("is_on", models.BooleanField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "supply_point",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="meters.supplypoint"
                    ),
                ),
                ("user", user("reminder_choices")),
            ],
        ),
        migrations.AddConstraint(
            "reminderchoice", models.UniqueConstraint(fields=("tenant", "id"), name="meters_reminderchoice_tenant_id")
        ),
        migrations.AddConstraint("reminderchoice", SameTenant(field="user", name="meters_reminderchoice_user_wall")),
        migrations.AddConstraint("reminderchoice", SameTenant(field="supply_point", name="meters_reminderchoice_supply_point_wall")),
        migrations.AddConstraint(
            "reminderchoice",
            models.UniqueConstraint(
                condition=models.Q(("supply_point__isnull", False)),
                fields=("tenant", "user", "channel", "supply_point"),
                name="meters_reminderchoice_point",
            ),
        ),
        migrations.AddConstraint(
            "reminderchoice",
            models.UniqueConstraint(
                condition=models.Q(("supply_point", None)),
                fields=("tenant", "user", "channel"),
                name="meters_reminderchoice_person",
            ),
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                *ours(),
                ("public_id", models.CharField(default=tenants.ids.new_public_id, editable=False, max_length=16)),
                ("window_first", models.DateField(help_text="The key of the window.")),
                ("channel", models.CharField(choices=CHANNELS, max_length=8)),
                ("days_before_end", models.PositiveSmallIntegerField(help_text="Which of the file's reminders it is.")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "supply_point",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="meters.supplypoint"),
                ),
                ("user", user("reminders")),
            ],
        ),
        migrations.AddConstraint("reminder", models.UniqueConstraint(fields=("tenant", "id"), name="meters_reminder_tenant_id")),
        migrations.AddConstraint("reminder", models.UniqueConstraint(fields=("tenant", "public_id"), name="meters_reminder_public_id")),
        migrations.AddConstraint("reminder", SameTenant(field="user", name="meters_reminder_user_wall")),
        migrations.AddConstraint("reminder", SameTenant(field="supply_point", name="meters_reminder_supply_point_wall")),
        migrations.AddConstraint(
            "reminder",
            models.UniqueConstraint(
                fields=("tenant", "user", "supply_point", "window_first", "channel", "days_before_end"), name="meters_reminder_once"
            ),
        ),
        RowSecurity("meters_reminderchoice", "meters_reminder"),
    ]
