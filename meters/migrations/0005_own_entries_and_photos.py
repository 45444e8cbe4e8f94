"""What customers took back, and the photos of doubtful readings."""

import django.db.models.deletion
from django.db import migrations, models

import tenants.scope
from tenants.constraints import SameTenant
from tenants.walls import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("meters", "0004_staff_indexes"),
        ("tenants", "0002_walls"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reading",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("needs_review", "Needs Review"),
                    ("accepted", "Accepted"),
                    ("sent", "Sent"),
                    ("used", "Used"),
                    ("replaced", "Replaced"),
                    ("refused", "Refused"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=14,
            ),
        ),
        migrations.CreateModel(
            name="SubmissionPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content",
                    models.BinaryField(help_text="A JPEG drawn anew from what was sent: nothing of the file itself, no place, no time."),
                ),
                (
                    "submission",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="meters.submission"),
                ),
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
            ],
        ),
        migrations.AddConstraint(
            model_name="submissionphoto",
            constraint=models.UniqueConstraint(fields=("tenant", "id"), name="meters_submissionphoto_tenant_id"),
        ),
        migrations.AddConstraint(
            model_name="submissionphoto",
            constraint=models.UniqueConstraint(fields=("tenant", "submission"), name="meters_submissionphoto_submission"),
        ),
        migrations.AddConstraint("submissionphoto", SameTenant(field="submission", name="meters_submissionphoto_submission_wall")),
        RowSecurity("meters_submissionphoto"),
    ]
